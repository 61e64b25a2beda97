package dev.naust.postgres;

import dev.naust.api.model.Structure;
import dev.naust.api.store.Structures;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.catalogue.StructureReader;
import dev.naust.postgres.connection.Sessions;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The structure of a PostgreSQL database, and sessions that change it. Safe for use by several threads. */
final class PostgresStructures implements Structures {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresStructures.class);

    private final Sessions sessions;

    PostgresStructures(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Structure read() throws InterruptedException {
        try (dev.naust.postgres.connection.Session session = sessions.open()) {
            return session.run("Reading the structure", () -> new StructureReader(session.connection()).read());
        }
    }

    /** A script may change settings of its session, so that the connection is not lent to others afterwards. */
    @Override
    public <T> T inSession(Work<T> work) throws InterruptedException {
        try (dev.naust.postgres.connection.Session session = sessions.open()) {
            session.abandon();
            session.run("Beginning a session", () -> {
                session.connection().setAutoCommit(true);
                return true;
            });
            try {
                return work.run(new Running(session));
            } finally {
                // The server notices the end of a connection a moment later, and the next runner may be faster.
                unlock(session);
            }
        }
    }

    private static void unlock(dev.naust.postgres.connection.Session session) {
        try (Statement statement = session.connection().createStatement()) {
            if (!session.connection().getAutoCommit()) {
                session.connection().rollback();
            }
            Statements.execute(statement, Sql.of("SELECT pg_catalog.pg_advisory_unlock_all()"));
        } catch (SQLException e) {
            LOG.debug("The locks of a session could not be given back; they end with it", e);
        }
    }

    private record Running(dev.naust.postgres.connection.Session session) implements Structures.Session {
        @Override
        public void begin() throws InterruptedException {
            session.run("Beginning a transaction", () -> {
                session.connection().setAutoCommit(false);
                return true;
            });
        }

        @Override
        public void commit() throws InterruptedException {
            session.run("Committing", () -> {
                session.commit();
                session.connection().setAutoCommit(true);
                return true;
            });
        }

        @Override
        public void rollback() throws InterruptedException {
            session.run("Undoing", () -> {
                session.connection().rollback();
                session.connection().setAutoCommit(true);
                return true;
            });
        }

        @Override
        public void execute(String text, Duration timeout) throws InterruptedException {
            session.run("Running a statement of a script", () -> {
                try (Statement statement = session.connection().createStatement()) {
                    // The driver would take a question mark for a parameter and a brace for an escape.
                    statement.setEscapeProcessing(false);
                    statement.setQueryTimeout((int) Math.max(1, timeout.toSeconds()));
                    Statements.execute(statement, Sql.script(text));
                    return true;
                }
            });
        }

        @Override
        public List<Map<String, String>> ask(String question) throws InterruptedException {
            return session.run("Asking a question", () -> {
                try (Statement statement = session.connection().createStatement();
                        ResultSet rows = Statements.query(statement, Sql.script(question))) {
                    return texts(rows);
                }
            });
        }

        @Override
        public boolean lock(long number) throws InterruptedException {
            return ask("SELECT pg_catalog.pg_try_advisory_lock(" + number + ") AS free")
                    .get(0)
                    .get("free")
                    .equals("t");
        }

        private static List<Map<String, String>> texts(ResultSet rows) throws SQLException {
            ResultSetMetaData columns = rows.getMetaData();
            List<Map<String, String>> found = new ArrayList<>();
            while (rows.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String text = rows.getString(i);
                    if (text != null) {
                        row.put(columns.getColumnLabel(i), text);
                    }
                }
                found.add(row);
            }
            return found;
        }
    }
}
