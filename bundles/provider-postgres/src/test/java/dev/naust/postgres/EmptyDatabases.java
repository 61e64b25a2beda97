package dev.naust.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Databases that are emptied and used again: to make one and to drop it takes the server longer than most tests need. One in which
 * something stays is dropped. For one thread.
 */
final class EmptyDatabases {
    private static final String EMPTY = """
            DO $$
            DECLARE one record;
            BEGIN
              PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid();
              PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = current_database();
              FOR one IN SELECT quote_ident(pubname) AS name FROM pg_publication LOOP
                EXECUTE 'DROP PUBLICATION ' || one.name;
              END LOOP;
              FOR one IN SELECT quote_ident(nspname) AS name FROM pg_namespace
                  WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' LOOP
                EXECUTE 'DROP SCHEMA ' || one.name || ' CASCADE';
              END LOOP;
              CREATE SCHEMA public AUTHORIZATION pg_database_owner;
              GRANT USAGE ON SCHEMA public TO PUBLIC;
            END $$
            """;

    /** What initdb made has smaller numbers. */
    private static final String LEFT = """
            SELECT (SELECT count(*) FROM pg_class WHERE oid >= 16384)
              + (SELECT count(*) FROM pg_type WHERE oid >= 16384)
              + (SELECT count(*) FROM pg_proc WHERE oid >= 16384)
              + (SELECT count(*) FROM pg_operator WHERE oid >= 16384)
              + (SELECT count(*) FROM pg_cast WHERE oid >= 16384)
              + (SELECT count(*) FROM pg_collation WHERE oid >= 16384)
              + (SELECT count(*) FROM pg_ts_config WHERE oid >= 16384)
              + (SELECT count(*) FROM pg_ts_dict WHERE oid >= 16384)
              + (SELECT count(*) FROM pg_extension WHERE oid >= 16384)
              + (SELECT count(*) FROM pg_event_trigger)
              + (SELECT count(*) FROM pg_foreign_data_wrapper)
              + (SELECT count(*) FROM pg_default_acl)
              + (SELECT count(*) FROM pg_largeobject_metadata)
              + (SELECT count(*) FROM pg_replication_slots WHERE database = current_database())
              + (SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database())
              + (SELECT count(*) FROM pg_db_role_setting AS setting JOIN pg_database ON pg_database.oid = setdatabase
                  WHERE datname = current_database())
            """;

    private final Deque<String> free = new ArrayDeque<>();

    String take() {
        return free.isEmpty() ? TestServer.newDatabase() : free.pop();
    }

    /** Takes back one that its test is done with. */
    void giveBack(String database) {
        if (isEmptied(database)) {
            free.push(database);
        } else {
            TestServer.drop(database);
        }
    }

    private static boolean isEmptied(String database) {
        try (Connection connection = TestServer.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(EMPTY);
            try (ResultSet left = statement.executeQuery(LEFT)) {
                return left.next() && left.getLong(1) == 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Database " + database + " cannot be emptied", e);
        }
    }
}
