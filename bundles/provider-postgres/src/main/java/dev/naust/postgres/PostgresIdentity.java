package dev.naust.postgres;

import dev.naust.api.store.Identity;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.connection.Connections;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Tells a PostgreSQL server by its system identifier, which a standby shares with its primary, and how often a standby took over
 * by its timeline.
 */
final class PostgresIdentity implements Identity {
    /** A name of a file of the log begins with the timeline; on a standby there is none, and the last checkpoint's counts. */
    private static final Sql STANDING = Sql.of("""
            SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system())::text
                || '/' || pg_catalog.current_database() AS database,
              NOT pg_catalog.pg_is_in_recovery()
                AND pg_catalog.current_setting('default_transaction_read_only') = 'off' AS writable,
              CASE WHEN pg_catalog.pg_is_in_recovery()
                THEN (SELECT timeline_id FROM pg_catalog.pg_control_checkpoint())::bigint
                ELSE ('x' || pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8))::bit(32)::bigint
              END AS timeline
            """);

    private final Connections connections;

    PostgresIdentity(Connections connections) {
        this.connections = connections;
    }

    @Override
    public Standing standing(Duration timeout) {
        return connections.apart(timeout, "Asking which server this is", PostgresIdentity::ask);
    }

    private static Standing ask(Statement statement) throws SQLException {
        try (ResultSet row = Statements.query(statement, STANDING)) {
            row.next();
            return new Standing(row.getString("database"), row.getBoolean("writable"), row.getLong("timeline"));
        }
    }
}
