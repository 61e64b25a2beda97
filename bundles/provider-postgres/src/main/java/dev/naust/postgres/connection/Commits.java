package dev.naust.postgres.connection;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlErrors;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits transactions and, where the answer is lost, asks the server over a new connection what became of the transaction.
 *
 * <p>A server that crashed may give the number of a transaction that it lost to another one. That is told by the checkpoint that
 * ends each recovery, which holds the next free number; and a standby that took over is told by its timeline.
 */
final class Commits {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);
    private static final String TIMELINE =
            "pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8)";
    private static final Sql MARK = Sql.of("SELECT n.number, CASE WHEN n.number IS NOT NULL THEN " + TIMELINE + " END,"
            + " CASE WHEN n.number IS NOT NULL THEN"
            + " (SELECT checkpoint_lsn::text FROM pg_catalog.pg_control_checkpoint()) END"
            + " FROM pg_catalog.txid_current_if_assigned() AS n(number)");
    private static final Sql OUTCOME =
            Sql.of("SELECT pg_catalog.txid_status(?), " + TIMELINE + ", c.checkpoint_lsn::text,"
                    + " (pg_catalog.split_part(c.next_xid, ':', 1)::bigint << 32)"
                    + " + pg_catalog.split_part(c.next_xid, ':', 2)::bigint"
                    + " FROM pg_catalog.pg_control_checkpoint() AS c");
    private static final Sql KNOWS_BOTH =
            Sql.of("SELECT pg_catalog.txid_status(pg_catalog.txid_current_if_assigned()), " + TIMELINE
                    + ", c.next_xid FROM pg_catalog.pg_control_checkpoint() AS c");
    private static final Sql IS_THE_SAME = Sql.of("SELECT NOT pg_catalog.pg_is_in_recovery() AND " + TIMELINE + " = ?");

    private static final String NOT_GIVEN_YET = "22023";
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final Connections connections;
    private final Duration patience;

    /** @param patience how long the answer may take, and asking for it, together */
    Commits(Connections connections, Duration patience) {
        this.connections = connections;
        this.patience = patience;
    }

    /** What a transaction that has changed something is found by later. */
    private record Mark(long number, String timeline, String checkpoint) {}

    private enum Outcome {
        COMMITTED,
        UNDONE,
        OPEN,
        UNKNOWN
    }

    /** Whether the server has what is needed; others that speak its language may not, and none does while it is a standby. */
    static boolean areMarked(Statement statement) {
        try (ResultSet row = Statements.query(statement, KNOWS_BOTH)) {
            return row.next();
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Commits.
     *
     * @throws StoreException when the answer was lost and the server, asked again, undid the transaction or cannot tell
     */
    void commit(Connection connection) throws SQLException, InterruptedException {
        Optional<Mark> mark = connections.areCommitsMarked() ? mark(connection) : Optional.empty();
        long end = System.nanoTime() + patience.toNanos();
        try {
            connection.commit();
        } catch (SQLException lost) {
            if (mark.isEmpty() || !isAnswerLost(lost)) {
                throw lost;
            }
            settle(mark.get(), end, lost);
        }
    }

    private static Optional<Mark> mark(Connection connection) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, MARK);
                ResultSet row = statement.executeQuery()) {
            row.next();
            long number = row.getLong(1);
            return row.wasNull() ? Optional.empty() : Optional.of(new Mark(number, row.getString(2), row.getString(3)));
        }
    }

    /** Any other refusal of a commit is the server's word that it did not happen. */
    private static boolean isAnswerLost(SQLException failure) {
        String state = SqlErrors.state(failure);
        return state.isEmpty() || state.startsWith("08") || state.startsWith("57P");
    }

    private void settle(Mark mark, long end, SQLException lost) throws InterruptedException {
        Outcome outcome = Outcome.OPEN;
        while (outcome == Outcome.OPEN && System.nanoTime() < end && !connections.isClosed()) {
            outcome = ask(mark, Duration.ofNanos(end - System.nanoTime()));
            if (outcome == Outcome.OPEN) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
            }
        }
        if (outcome == Outcome.UNDONE) {
            throw connections.errors().undone(lost);
        } else if (outcome != Outcome.COMMITTED) {
            throw connections.errors().commitUnknown(lost);
        }
    }

    /** The server may still be starting, or not know yet that its client has gone. */
    private Outcome ask(Mark mark, Duration left) {
        try {
            return connections.apart(
                    left.compareTo(ANSWER) < 0 ? left : ANSWER,
                    "Asking for a commit",
                    statement -> ask(mark, statement.getConnection()));
        } catch (StoreException e) {
            LOG.debug("What became of a transaction could not be asked; it is tried again", e);
            return Outcome.OPEN;
        }
    }

    private static Outcome ask(Mark mark, Connection connection) throws SQLException {
        try (PreparedStatement asking = Statements.prepare(connection, OUTCOME)) {
            asking.setLong(1, mark.number());
            try (ResultSet row = asking.executeQuery()) {
                row.next();
                return outcome(mark, row);
            }
        } catch (SQLException e) {
            if (!SqlErrors.state(e).equals(NOT_GIVEN_YET)) {
                throw e;
            }
            // A server that crashed knows nothing of the transaction; what another one does not know says nothing.
            return isTheSame(mark, connection) ? Outcome.UNDONE : Outcome.UNKNOWN;
        }
    }

    private static boolean isTheSame(Mark mark, Connection connection) throws SQLException {
        try (PreparedStatement asking = Statements.prepare(connection, IS_THE_SAME)) {
            asking.setString(1, mark.timeline());
            try (ResultSet row = asking.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static Outcome outcome(Mark mark, ResultSet row) throws SQLException {
        String status = row.getString(1);
        if (status == null || !mark.timeline().equals(row.getString(2))) {
            return Outcome.UNKNOWN;
        }
        boolean isItsNumber = mark.checkpoint().equals(row.getString(3)) || mark.number() < row.getLong(4);
        return switch (status) {
            case "aborted" -> Outcome.UNDONE;
            case "committed" -> isItsNumber ? Outcome.COMMITTED : Outcome.UNKNOWN;
            default -> Outcome.OPEN;
        };
    }
}
