package dev.naust.postgres;

import dev.naust.api.model.Structure;
import dev.naust.api.store.Structures;
import dev.naust.jdbc.Loan;
import dev.naust.jdbc.ScriptSession;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.catalogue.StructureReader;
import dev.naust.postgres.connection.Sessions;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.copy.CopyIn;
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
        try (Loan session = sessions.open()) {
            return session.run("Reading the structure", () -> new StructureReader(session.connection()).read());
        }
    }

    @Override
    public List<Structure.Sequence> unownedSequences() throws InterruptedException {
        try (Loan session = sessions.open()) {
            return session.run(
                    "Reading the sequences", () -> new StructureReader(session.connection()).unownedSequences());
        }
    }

    @Override
    public <T> T inSession(Work<T> work) throws InterruptedException {
        try (var session = sessions.open()) {
            Running running = new Running(session);
            try {
                return work.run(running);
            } finally {
                // The server notices the end of a connection a moment later, and the next runner may be faster.
                unlock(session);
            }
        }
    }

    private static void unlock(Loan session) {
        try (Statement statement = session.connection().createStatement()) {
            if (!session.connection().getAutoCommit()) {
                session.connection().rollback();
            }
            Statements.execute(statement, Sql.of("SELECT pg_catalog.pg_advisory_unlock_all()"));
        } catch (SQLException e) {
            LOG.debug("The locks of a session could not be given back; they end with it", e);
        }
    }

    private static final class Running extends ScriptSession {
        /** A COPY from the input, as programs for dumps write it: the rows stand behind it, up to a line that is a backslash and a dot. */
        private static final Pattern COPY =
                Pattern.compile("(?is)(COPY\\b[^;]*?\\bFROM\\s+STDIN\\b(?:[^';]|'[^']*')*);[ \\t]*\\r?(?:\\n|\\z)");

        private static final String END_OF_ROWS = "\\.";

        private final dev.naust.postgres.connection.Session session;

        Running(dev.naust.postgres.connection.Session session) throws InterruptedException {
            super(session);
            this.session = session;
        }

        @Override
        public void execute(String text, Duration timeout) throws InterruptedException {
            Matcher copy = COPY.matcher(text);
            if (!copy.lookingAt()) {
                super.execute(text, timeout);
                return;
            }
            int end = Math.max(
                    copy.end(), text.endsWith(END_OF_ROWS) ? text.length() - END_OF_ROWS.length() : text.length());
            session.run("Copying the rows of a script", () -> take(copy.group(1), text.substring(copy.end(), end)));
        }

        private long take(String statement, String rows) throws SQLException {
            CopyIn copy = session.copyIn(Sql.script(statement));
            try {
                byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(bytes, 0, bytes.length);
                return copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        }

        @Override
        public boolean lock(long number) throws InterruptedException {
            return ask("SELECT pg_catalog.pg_try_advisory_lock(" + number + ") AS free")
                    .get(0)
                    .get("free")
                    .equals("t");
        }
    }
}
