package dev.naust.postgres;

import dev.naust.api.model.Structure;
import dev.naust.api.store.Structures;
import dev.naust.jdbc.Loan;
import dev.naust.jdbc.ScriptSession;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.catalogue.StructureReader;
import dev.naust.postgres.connection.Sessions;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
        try (Loan session = sessions.open()) {
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
        Running(Loan session) throws InterruptedException {
            super(session);
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
