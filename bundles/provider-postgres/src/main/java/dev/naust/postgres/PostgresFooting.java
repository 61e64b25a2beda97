package dev.naust.postgres;

import dev.naust.api.model.DatasetId;
import dev.naust.jdbc.GrantedFooting;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.connection.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What a PostgreSQL server grants its user. A privilege on some columns counts, so that nothing is refused that might work. */
final class PostgresFooting extends GrantedFooting {
    private static final Sql TAKES_CHANGES = Sql.of(
            "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('default_transaction_read_only') = 'on'");
    private static final Sql MAKES = Sql.of("""
            SELECT n.nspname IS NOT NULL, CASE WHEN n.nspname IS NULL
                THEN pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
                ELSE pg_catalog.has_schema_privilege(n.oid, 'CREATE') END, current_user::text
            FROM (SELECT 1) AS one LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = ?::text
            """);
    private static final Sql GRANTED = Sql.of("""
            SELECT pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                AND pg_catalog.has_any_column_privilege(c.oid, asked.privilege), current_user::text
            FROM (VALUES (?::text, ?::text, ?::text)) AS asked(schema, name, privilege)
            JOIN pg_catalog.pg_namespace n ON n.nspname = asked.schema
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name
            """);
    private static final Sql FOLDER = Sql.of("""
            SELECT pg_catalog.current_setting('data_directory'), pg_catalog.current_setting('port')
            WHERE pg_catalog.pg_has_role('pg_read_all_settings', 'USAGE')
            """);
    private static final Sql HIDES = Sql.of("""
            SELECT current_user::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ?::text AND c.relname = ?::text AND pg_catalog.row_security_active(c.oid)
            """);
    private static final int PORT_LINE = 3;

    private final Supplier<Session> sessions;
    private final String schema;

    /** @param schema where collections are made */
    PostgresFooting(Supplier<Session> sessions, String schema) {
        super(sessions, GRANTED);
        this.sessions = sessions;
        this.schema = schema;
    }

    /** Told only where this machine has the server's own folder, which its note of the running server proves. */
    @Override
    public OptionalLong room() throws InterruptedException {
        try (Session session = sessions.get()) {
            return session.run("Asking for the server's folder", () -> {
                try (PreparedStatement statement = Statements.prepare(session.connection(), FOLDER);
                        ResultSet row = statement.executeQuery()) {
                    return row.next() ? free(Path.of(row.getString(1)), row.getString(2)) : OptionalLong.empty();
                }
            });
        }
    }

    private static OptionalLong free(Path folder, String port) {
        try {
            List<String> note = Files.readAllLines(folder.resolve("postmaster.pid"));
            return note.size() > PORT_LINE && note.get(PORT_LINE).strip().equals(port)
                    ? OptionalLong.of(Files.getFileStore(folder).getUsableSpace())
                    : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    protected List<String> standing(Connection connection, boolean making) throws SQLException {
        List<String> against = new ArrayList<>(takingChanges(connection));
        if (making) {
            against.addAll(making(connection));
        }
        return against;
    }

    @Override
    public Optional<String> hiding(DatasetId collection) throws InterruptedException {
        if (collection.path().size() != 2) {
            return Optional.empty();
        }
        try (Session session = sessions.get()) {
            return session.run("Asking for row security", () -> {
                try (PreparedStatement statement = Statements.prepare(session.connection(), HIDES)) {
                    statement.setString(1, collection.path().get(0));
                    statement.setString(2, collection.path().get(1));
                    try (ResultSet row = statement.executeQuery()) {
                        return row.next() ? Optional.of(hiding(collection, row.getString(1))) : Optional.empty();
                    }
                }
            });
        }
    }

    private static String hiding(DatasetId collection, String user) {
        return "Row security decides which records of " + collection + " the user \"" + user
                + "\" sees: use one whom it does not bind (with BYPASSRLS, or the owner where it is not forced)";
    }

    private static List<String> takingChanges(Connection connection) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, TAKES_CHANGES);
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (row.getBoolean(1)) {
                return List.of("The PostgreSQL server is a standby, which takes no changes: use its primary");
            }
            return row.getBoolean(2)
                    ? List.of("The PostgreSQL server's transactions are read-only (default_transaction_read_only):"
                            + " turn that off for this user, or choose another target")
                    : List.of();
        }
    }

    private List<String> making(Connection connection) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, MAKES)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(2)) {
                    return List.of();
                }
                String user = row.getString(3);
                return List.of(
                        row.getBoolean(1)
                                ? "The user " + user + " may not make tables in the schema " + schema
                                        + ": GRANT CREATE ON SCHEMA " + schema + " TO " + user
                                : "There is no schema " + schema + ", and the user " + user + " may not make one: make"
                                        + " it, and grant CREATE on it");
            }
        }
    }
}
