package dev.naust.postgres.changes;

import dev.naust.api.model.DatasetId;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.type.PostgresDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The replication slot of a follower, and the publication of the same name that says which tables it follows. Slots are the
 * server's and not the database's, so that the name holds the database.
 */
record Slot(String name) {
    private static final PostgresDialect SQL = PostgresDialect.INSTANCE;
    private static final Sql DATABASE =
            Sql.of("SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()");
    private static final Sql STATE = Sql.of("SELECT confirmed_flush_lsn::text, active,"
            + " COALESCE(pg_catalog.to_jsonb(s) ->> 'wal_status', '') = 'lost' AS lost"
            + " FROM pg_catalog.pg_replication_slots s WHERE slot_name = ?::text");
    private static final Sql TABLES =
            Sql.of("SELECT schemaname, tablename FROM pg_catalog.pg_publication_tables WHERE pubname = ?::text");

    /**
     * How a slot is.
     *
     * @param kept from where on changes are kept
     * @param active whether somebody reads it
     * @param lost whether the server has thrown away what it should have kept
     */
    record State(LogSequenceNumber kept, boolean active, boolean lost) {}

    static Slot of(Connection connection, String follower) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = Statements.query(statement, DATABASE)) {
            row.next();
            return new Slot("naust_" + row.getLong(1) + "_" + follower);
        }
    }

    Optional<State> state(Connection connection) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, STATE)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                String kept = row.getString(1);
                return Optional.of(new State(
                        kept == null ? LogSequenceNumber.INVALID_LSN : LogSequenceNumber.valueOf(kept),
                        row.getBoolean(2),
                        kept == null || row.getBoolean(3)));
            }
        }
    }

    /** The tables that are followed. */
    Set<DatasetId> tables(Connection connection) throws SQLException {
        Set<DatasetId> found = new HashSet<>();
        try (PreparedStatement statement = Statements.prepare(connection, TABLES)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(DatasetId.of(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return found;
    }

    /** Says which tables are followed; must be committed before the slot is made, which looks for it in the past. */
    void publish(Connection connection, List<DatasetId> datasets) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        Sql partitions = version >= 13 ? Sql.of(", publish_via_partition_root = true") : Sql.NONE;
        Sql computed = version >= 18 ? Sql.of(", publish_generated_columns = 'stored'") : Sql.NONE;
        Sql tables = datasets.stream().map(SQL::table).collect(Sql.joining(", "));
        Statements.execute(
                connection,
                Sql.of("CREATE PUBLICATION " + SQL.escapeIdentifier(name) + " FOR TABLE " + tables
                        + " WITH (publish = 'insert, update, delete, truncate'" + partitions + computed + ")"));
    }

    void unpublish(Connection connection) throws SQLException {
        Statements.execute(connection, Sql.of("DROP PUBLICATION IF EXISTS " + SQL.escapeIdentifier(name)));
    }

    /** Makes the slot; waits for the transactions that write now. */
    LogSequenceNumber create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = Statements.query(
                        statement,
                        Sql.of("SELECT lsn::text FROM pg_catalog.pg_create_logical_replication_slot("
                                + SQL.literal(name) + ", 'pgoutput')"))) {
            row.next();
            return LogSequenceNumber.valueOf(row.getString(1));
        }
    }

    void drop(Connection connection) throws SQLException {
        Statements.execute(connection, Sql.of("SELECT pg_catalog.pg_drop_replication_slot(" + SQL.literal(name) + ")"));
    }
}
