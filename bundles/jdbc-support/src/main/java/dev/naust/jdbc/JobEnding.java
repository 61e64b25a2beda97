package dev.naust.jdbc;

import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What becomes of a job after its worker: done, to be tried again, given up, tried once more, or removed. */
final class JobEnding {
    private static final int FEW = 10;
    /** How many jobs one statement ends. */
    static final int AT_ONCE = 100;

    private static final int LONGEST_ERROR = 2_000;
    private static final double BY_CHANCE = 0.1;

    private final JobForm form;

    JobEnding(JobForm form) {
        this.form = form;
    }

    /** Whether the job was this lease's and is gone now. */
    boolean finish(Connection connection, String queue, String id, long token) throws SQLException {
        try (PreparedStatement delete = finish(connection)) {
            JobForm.name(delete, 1, queue, id, token);
            return delete.executeUpdate() == 1;
        }
    }

    /** Ends several jobs; the ids of those whose lease was lost. */
    List<String> finishAll(Connection connection, String queue, List<LeasedJob> jobs) throws SQLException {
        List<String> lost = new ArrayList<>();
        for (int from = 0; from < jobs.size(); from += AT_ONCE) {
            List<LeasedJob> some = jobs.subList(from, Math.min(jobs.size(), from + AT_ONCE));
            Set<String> done = finishSome(connection, queue, some);
            some.stream().map(LeasedJob::id).filter(id -> !done.contains(id)).forEach(lost::add);
        }
        return lost;
    }

    /**
     * One statement for all: as a batch of single ones it takes a multiple of the time. The last pair is repeated, so that there
     * are few statements to prepare.
     */
    private Set<String> finishSome(Connection connection, String queue, List<LeasedJob> jobs) throws SQLException {
        Optional<QueueDialect.OverArrays> overArrays = form.dialect().overArrays();
        if (overArrays.isPresent()) {
            return finishAtOnce(connection, overArrays.get().finish(), queue, jobs);
        }
        int places = jobs.size() <= FEW ? FEW : AT_ONCE;
        Sql ids = Collections.nCopies(places, Sql.of("?")).stream().collect(Sql.joining(", "));
        Sql leases = Collections.nCopies(places, Sql.of("(?, ?)")).stream().collect(Sql.joining(", "));
        try (PreparedStatement delete =
                Statements.prepare(connection, form.dialect().finishing(ids, leases))) {
            for (int i = 0; i < places; i++) {
                LeasedJob job = jobs.get(Math.min(i, jobs.size() - 1));
                delete.setString(1 + i, job.id());
                delete.setString(places + 2 + 2 * i, job.id());
                delete.setLong(places + 3 + 2 * i, job.token());
            }
            delete.setString(places + 1, queue);
            return ids(delete);
        }
    }

    private static Set<String> finishAtOnce(Connection connection, Sql sql, String queue, List<LeasedJob> jobs)
            throws SQLException {
        Array ids = connection.createArrayOf(
                "text", jobs.stream().map(LeasedJob::id).toArray());
        Array tokens = connection.createArrayOf(
                "bigint", jobs.stream().map(LeasedJob::token).toArray());
        try (PreparedStatement delete = Statements.prepare(connection, sql)) {
            delete.setArray(1, ids);
            delete.setString(2, queue);
            delete.setArray(3, ids);
            delete.setArray(4, tokens);
            return ids(delete);
        }
    }

    private static Set<String> ids(PreparedStatement delete) throws SQLException {
        Set<String> done = new HashSet<>();
        try (ResultSet rows = delete.executeQuery()) {
            while (rows.next()) {
                done.add(rows.getString(1));
            }
        }
        return done;
    }

    private PreparedStatement finish(Connection connection) throws SQLException {
        return Statements.prepare(
                connection,
                Sql.of("DELETE FROM naust_jobs WHERE queue = ? AND id = ? AND token = ? AND " + JobForm.LEASED
                        + " AND lease_until > " + form.now()));
    }

    /** Whether the job was this lease's and waits now, or is dead. */
    boolean fail(Connection connection, String queue, String id, long token, String error, boolean retry)
            throws SQLException {
        Optional<Duration> pause = pause(connection, queue, id, token);
        if (pause.isEmpty()) {
            return false;
        }
        try (PreparedStatement update = Statements.prepare(
                connection,
                Sql.of("UPDATE naust_jobs SET"
                        + " state = CASE WHEN ? = 0 OR attempts >= max_attempts THEN 2 ELSE 0 END, error = ?, run_at = "
                        + form.now() + " + ?, since = " + form.now()
                        + " WHERE queue = ? AND id = ? AND token = ? AND " + JobForm.LEASED + " AND lease_until > "
                        + form.now()))) {
            update.setInt(1, retry ? 1 : 0);
            update.setString(2, cut(error));
            update.setLong(3, TimeUnit.MILLISECONDS.toMicros(pause.get().toMillis()));
            JobForm.name(update, 4, queue, id, token);
            return update.executeUpdate() == 1;
        }
    }

    private static Optional<Duration> pause(Connection connection, String queue, String id, long token)
            throws SQLException {
        try (PreparedStatement select = Statements.prepare(
                connection,
                Sql.of("SELECT backoff_ms, attempts FROM naust_jobs WHERE queue = ? AND id = ? AND token = ?"))) {
            JobForm.name(select, 1, queue, id, token);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                Duration pause = NewJob.pause(Duration.ofMillis(rows.getLong(1)), rows.getInt(2));
                long more = (long) (pause.toMillis()
                        * BY_CHANCE
                        * ThreadLocalRandom.current().nextDouble());
                return Optional.of(pause.plusMillis(more));
            }
        }
    }

    /** A NUL cannot be kept in every database's text. */
    private static String cut(String error) {
        return error.substring(0, Math.min(error.length(), LONGEST_ERROR)).replace('\0', ' ');
    }

    /** Whether the job was dead and is ready now. */
    boolean requeue(Connection connection, String queue, String id) throws SQLException {
        try (PreparedStatement update = Statements.prepare(
                connection,
                Sql.of("UPDATE naust_jobs SET state = 0, attempts = 0,"
                        + " run_at = " + form.now() + ", since = " + form.now()
                        + " WHERE queue = ? AND id = ? AND state = 2 AND (dedup IS NULL OR NOT EXISTS (SELECT 1 FROM"
                        + " naust_jobs other WHERE other.queue = naust_jobs.queue AND other.dedup = naust_jobs.dedup AND"
                        + " other.state < 2))"))) {
            update.setString(1, queue);
            update.setString(2, id);
            return update.executeUpdate() == 1;
        }
    }

    /** How many jobs were removed. */
    long purge(Connection connection, String queue, JobState state, Instant before) throws SQLException {
        try (PreparedStatement delete = Statements.prepare(
                connection, Sql.of("DELETE FROM naust_jobs WHERE queue = ? AND state = ? AND since < ?"))) {
            delete.setString(1, queue);
            delete.setInt(2, state.ordinal());
            delete.setLong(3, JobForm.micros(before));
            return delete.executeUpdate();
        }
    }
}
