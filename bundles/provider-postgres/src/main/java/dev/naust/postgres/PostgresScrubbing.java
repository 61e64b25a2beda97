package dev.naust.postgres;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Scrubbing;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.connection.Sessions;
import dev.naust.postgres.type.PostgresDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes tables anew without their dead rows ({@code VACUUM FULL}): a plain {@code VACUUM} only gives their room free, and the
 * bytes stay in the pages. What the planner remembers of common values goes with them, and a checkpoint removes the old files.
 */
final class PostgresScrubbing implements Scrubbing {
    /** How long to wait for those who use a table, or who still see rows that were deleted. */
    private static final int PATIENCE_SECONDS = 20;

    private static final long PAUSE_MILLIS = 200;
    private static final String REFUSED = "42501";
    private static final Sql LOCK_WAIT = Sql.of("SET lock_timeout = '20s'");
    private static final Sql NOW = Sql.of("SELECT pg_catalog.txid_current()");

    /** Whoever began before now may still see the rows; only what this user may see of others counts. */
    private static final Sql OLDER = Sql.of("SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE pid <>"
            + " pg_catalog.pg_backend_pid() AND backend_xmin IS NOT NULL AND pg_catalog.age(backend_xmin) >="
            + " pg_catalog.age(?::text::xid)");

    private static final Sql FORGET = Sql.of("DELETE FROM pg_catalog.pg_statistic WHERE starelid = ?::regclass");
    private static final Sql REMEMBERED = Sql.of("VACUUM FULL pg_catalog.pg_statistic");
    private static final Sql CHECKPOINT = Sql.of("CHECKPOINT");

    private final Sessions sessions;

    PostgresScrubbing(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public List<String> scrub(List<DatasetId> collections) throws InterruptedException {
        List<String> remains = new ArrayList<>();
        try (Session session = sessions.open()) {
            // The settings of this session are not for others.
            session.abandon();
            session.run("Clearing away deleted rows", () -> {
                Connection connection = session.connection();
                connection.setAutoCommit(true);
                Statements.execute(connection, LOCK_WAIT);
                if (!isAlone(connection)) {
                    remains.add("A transaction that is older than the deletion is still open, so PostgreSQL keeps the"
                            + " deleted rows for it; end it, then run VACUUM FULL on the tables.");
                }
                for (DatasetId id : collections) {
                    rewrite(connection, id, remains);
                }
                if (!forgetsValues(connection, collections)) {
                    remains.add("Only a superuser can clear what PostgreSQL's planner remembers of common values"
                            + " (pg_statistic); it is renewed with the next ANALYZE of a table that has rows.");
                }
                if (!isAllowed(connection, CHECKPOINT)) {
                    remains.add("This user may not run CHECKPOINT; the tables' old files are removed with the next one,"
                            + " a few minutes from now.");
                }
                return true;
            });
        }
        remains.add(
                "PostgreSQL's write-ahead log holds the rows as they were until its segments are overwritten, and so"
                        + " do archived segments and base backups until they expire; replicas follow when they have replayed it.");
        return remains;
    }

    private static void rewrite(Connection connection, DatasetId id, List<String> remains) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Statements.execute(statement, Sql.of("VACUUM (FULL, ANALYZE) " + PostgresDialect.INSTANCE.table(id)));
            // A table that is not this user's is left out with a warning and no error.
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                if ("01000".equals(warning.getSQLState())) {
                    remains.add("The table " + id + " could not be written anew, because it is not this user's or no"
                            + " plain table; its owner clears it with VACUUM FULL.");
                    return;
                }
            }
        }
    }

    private static boolean isAlone(Connection connection) throws SQLException, InterruptedException {
        String begun;
        try (Statement statement = connection.createStatement();
                ResultSet row = Statements.query(statement, NOW)) {
            row.next();
            begun = Long.toString(row.getLong(1) & 0xFFFF_FFFFL);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (older(connection, begun) > 0) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return true;
    }

    private static long older(Connection connection, String begun) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, OLDER)) {
            statement.setString(1, begun);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** An empty table is never analysed again, so that what was remembered of it must be removed. */
    private static boolean forgetsValues(Connection connection, List<DatasetId> collections) throws SQLException {
        for (DatasetId id : collections) {
            try (PreparedStatement statement = Statements.prepare(connection, FORGET)) {
                statement.setString(1, PostgresDialect.INSTANCE.table(id).toString());
                statement.executeUpdate();
            } catch (SQLException e) {
                return allowed(e);
            }
        }
        return isAllowed(connection, REMEMBERED);
    }

    private static boolean isAllowed(Connection connection, Sql sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Statements.execute(statement, sql);
            return statement.getWarnings() == null;
        } catch (SQLException e) {
            return allowed(e);
        }
    }

    private static boolean allowed(SQLException failure) throws SQLException {
        if (REFUSED.equals(failure.getSQLState())) {
            return false;
        }
        throw failure;
    }
}
