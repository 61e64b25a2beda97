package dev.naust.jdbc;

import dev.naust.api.model.Document;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Queue;
import dev.naust.api.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Queues in a table of an SQL database. Every call is one transaction, or part of the one that {@link Turns} stands for. Safe
 * for use by several threads.
 */
public final class SqlQueue implements Queue {
    private static final int LONGEST_ERROR = 2_000;
    private static final double BY_CHANCE = 0.1;
    private static final List<Sql> LEASED = List.of(
            Sql.of("id"),
            Sql.of("data"),
            Sql.of("attempts"),
            Sql.of("token"),
            Sql.of("lease_until"),
            Sql.of("priority"),
            Sql.of("run_at"));
    private static final long LOOK_FOR_LOST = TimeUnit.SECONDS.toNanos(1);

    private final Turns turns;
    private final QueueDialect dialect;
    private final JsonText json;
    private final TimeSortedIds ids;
    private final AtomicLong looked = new AtomicLong(System.nanoTime() - LOOK_FOR_LOST);
    private volatile boolean made;

    /** Where the statements run. */
    public interface Turns {

        /**
         * Runs statements that may write, in a transaction that is committed when they return and rolled back when they throw,
         * or in the outer one that decides alone.
         *
         * @param task what is being done, as the beginning of a sentence
         */
        <T> T change(String task, Work<T> work) throws InterruptedException;

        /** Runs statements that only read. */
        <T> T read(String task, Work<T> work) throws InterruptedException;
    }

    /** Statements on a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Documents as JSON text and back. */
    public record JsonText(Function<Document, String> write, Function<String, Document> read) {}

    public SqlQueue(Turns turns, QueueDialect dialect, JsonText json, TimeSortedIds ids) {
        this.turns = turns;
        this.dialect = dialect;
        this.json = json;
        this.ids = ids;
    }

    @Override
    public List<String> queues() throws InterruptedException {
        return read("Listing the queues", connection -> {
                    try (PreparedStatement select = Statements.prepare(
                                    connection, Sql.of("SELECT DISTINCT queue FROM naust_jobs ORDER BY queue"));
                            ResultSet rows = select.executeQuery()) {
                        List<String> names = new ArrayList<>();
                        while (rows.next()) {
                            names.add(rows.getString(1));
                        }
                        return names;
                    }
                })
                .orElseGet(List::of);
    }

    @Override
    public String enqueue(String queue, NewJob job) throws InterruptedException {
        return enqueueAll(queue, List.of(job)).get(0);
    }

    @Override
    public List<String> enqueueAll(String queue, List<NewJob> jobs) throws InterruptedException {
        return change("Adding jobs to queue " + queue, connection -> {
            boolean unique = jobs.stream().anyMatch(job -> job.dedupKey().isPresent());
            return unique ? addOneByOne(connection, queue, jobs) : addAll(connection, queue, jobs);
        });
    }

    private List<String> addAll(Connection connection, String queue, List<NewJob> jobs) throws SQLException {
        List<String> added = new ArrayList<>();
        try (PreparedStatement insert = Statements.prepare(connection, insert(false))) {
            for (NewJob job : jobs) {
                added.add(bind(insert, queue, job));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return added;
    }

    private List<String> addOneByOne(Connection connection, String queue, List<NewJob> jobs) throws SQLException {
        List<String> added = new ArrayList<>();
        try (PreparedStatement insert = Statements.prepare(connection, insert(true));
                PreparedStatement twin = Statements.prepare(
                        connection, Sql.of("SELECT id FROM naust_jobs WHERE queue = ? AND dedup = ? AND state < 2"))) {
            for (NewJob job : jobs) {
                String id = bind(insert, queue, job);
                while (insert.executeUpdate() == 0) {
                    Optional<String> there = twin(twin, queue, job.dedupKey().orElseThrow());
                    if (there.isPresent()) {
                        id = there.get();
                        break;
                    }
                    // It was there a moment ago and is done by now: this one can be added.
                }
                added.add(id);
            }
        }
        return added;
    }

    private static Optional<String> twin(PreparedStatement select, String queue, String key) throws SQLException {
        select.setString(1, queue);
        select.setString(2, key);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }

    private Sql insert(boolean once) {
        Sql columns = Sql.of("id, queue, data, state, priority, run_at, lease_until, attempts, max_attempts,"
                + " backoff_ms, token, dedup, since");
        Sql values = Sql.of("?, ?, " + dialect.data() + ", 0, ?, coalesce(?, " + dialect.now() + "), 0, 0, ?, ?, 0, ?, "
                + dialect.now());
        return once
                ? dialect.insertOnce(columns, values)
                : Sql.of("INSERT INTO naust_jobs (" + columns + ") VALUES (" + values + ")");
    }

    private String bind(PreparedStatement insert, String queue, NewJob job) throws SQLException {
        String id = ids.next().toString();
        insert.setString(1, id);
        insert.setString(2, queue);
        insert.setString(3, json.write().apply(job.data()));
        insert.setInt(4, job.priority());
        insert.setObject(5, job.runAt().map(SqlQueue::micros).orElse(null), Types.BIGINT);
        insert.setInt(6, job.maxAttempts());
        insert.setLong(7, job.backoff().toMillis());
        insert.setString(8, job.dedupKey().orElse(null));
        return id;
    }

    @Override
    public List<LeasedJob> dequeue(String queue, int max, Duration lease) throws InterruptedException {
        if (lookForLostNow()) {
            giveBackLost(queue);
        }
        List<LeasedJob> jobs =
                change("Leasing jobs of queue " + queue, connection -> lease(connection, queue, max, lease));
        if (!jobs.isEmpty() || giveBackLost(queue) == 0) {
            return jobs;
        }
        return change("Leasing jobs of queue " + queue, connection -> lease(connection, queue, max, lease));
    }

    /** Leases end rarely: looking for lost ones with every call would cost more than the call. */
    private boolean lookForLostNow() {
        long last = looked.get();
        return System.nanoTime() - last >= LOOK_FOR_LOST && looked.compareAndSet(last, System.nanoTime());
    }

    private int giveBackLost(String queue) throws InterruptedException {
        return change("Taking back lost jobs of queue " + queue, connection -> {
            try (PreparedStatement update = Statements.prepare(
                    connection,
                    Sql.of("UPDATE naust_jobs SET"
                            + " state = CASE WHEN attempts >= max_attempts THEN 2 ELSE 0 END,"
                            + " run_at = lease_until, since = " + dialect.now()
                            + " WHERE queue = ? AND state = 1 AND lease_until <= " + dialect.now()))) {
                update.setString(1, queue);
                return update.executeUpdate();
            }
        });
    }

    private record Claimed(LeasedJob job, int priority, long runAt) {}

    private List<LeasedJob> lease(Connection connection, String queue, int max, Duration lease) throws SQLException {
        Sql due = Sql.of("state = 0 AND run_at <= " + dialect.now() + " ORDER BY priority DESC, run_at, id");
        Sql changes = Sql.of("state = 1, attempts = attempts + 1, token = token + 1, lease_until = " + dialect.now()
                + " + " + dialect.leaseTime() + ", since = " + dialect.now());
        Sql sql = dialect.lease(changes, due, LEASED);
        try (PreparedStatement update = Statements.prepare(connection, sql)) {
            update.setLong(1, TimeUnit.MILLISECONDS.toMicros(lease.toMillis()));
            update.setString(2, queue);
            update.setInt(3, max);
            List<Claimed> claimed = new ArrayList<>();
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    LeasedJob job = new LeasedJob(
                            rows.getString(1),
                            json.read().apply(rows.getString(2)),
                            rows.getInt(3),
                            rows.getLong(4),
                            instant(rows.getLong(5)));
                    claimed.add(new Claimed(job, rows.getInt(6), rows.getLong(7)));
                }
            }
            claimed.sort(Comparator.comparingInt(Claimed::priority)
                    .reversed()
                    .thenComparingLong(Claimed::runAt)
                    .thenComparing(each -> each.job().id()));
            return claimed.stream().map(Claimed::job).toList();
        }
    }

    @Override
    public Instant heartbeat(String queue, String id, long token, Duration lease) throws InterruptedException {
        return change("Keeping a job of queue " + queue, connection -> {
            try (PreparedStatement update = Statements.prepare(
                    connection,
                    dialect.changing(
                            Sql.of("lease_until = " + dialect.now() + " + ?"),
                            Sql.of("queue = ? AND id = ? AND token = ? AND state = 1 AND lease_until > "
                                    + dialect.now()),
                            Sql.of("lease_until")))) {
                update.setLong(1, TimeUnit.MILLISECONDS.toMicros(lease.toMillis()));
                name(update, 2, queue, id, token);
                try (ResultSet rows = update.executeQuery()) {
                    if (!rows.next()) {
                        throw lost(queue, id, token);
                    }
                    return instant(rows.getLong(1));
                }
            }
        });
    }

    @Override
    public void acknowledge(String queue, String id, long token) throws InterruptedException {
        boolean done = change("Finishing a job of queue " + queue, connection -> {
            try (PreparedStatement delete = finish(connection)) {
                name(delete, 1, queue, id, token);
                return delete.executeUpdate() == 1;
            }
        });
        if (!done) {
            throw lost(queue, id, token);
        }
    }

    @Override
    public List<String> acknowledgeAll(String queue, List<LeasedJob> jobs) throws InterruptedException {
        return change("Finishing jobs of queue " + queue, connection -> {
            try (PreparedStatement delete = finish(connection)) {
                for (LeasedJob job : jobs) {
                    name(delete, 1, queue, job.id(), job.token());
                    delete.addBatch();
                }
                int[] done = delete.executeBatch();
                List<String> lost = new ArrayList<>();
                for (int i = 0; i < done.length; i++) {
                    if (done[i] == 0) {
                        lost.add(jobs.get(i).id());
                    }
                }
                return lost;
            }
        });
    }

    private PreparedStatement finish(Connection connection) throws SQLException {
        return Statements.prepare(
                connection,
                Sql.of("DELETE FROM naust_jobs WHERE queue = ? AND id = ? AND token = ?"
                        + " AND state = 1 AND lease_until > " + dialect.now()));
    }

    @Override
    public void fail(String queue, String id, long token, String error, boolean retry) throws InterruptedException {
        boolean known = change("Giving back a job of queue " + queue, connection -> {
            Optional<Duration> pause = pause(connection, queue, id, token);
            if (pause.isEmpty()) {
                return false;
            }
            try (PreparedStatement update = Statements.prepare(
                    connection,
                    Sql.of("UPDATE naust_jobs SET"
                            + " state = CASE WHEN ? = 0 OR attempts >= max_attempts THEN 2 ELSE 0 END, error = ?, run_at = "
                            + dialect.now() + " + ?, since = " + dialect.now()
                            + " WHERE queue = ? AND id = ? AND token = ? AND state = 1 AND lease_until > "
                            + dialect.now()))) {
                update.setInt(1, retry ? 1 : 0);
                update.setString(2, cut(error));
                update.setLong(3, TimeUnit.MILLISECONDS.toMicros(pause.get().toMillis()));
                name(update, 4, queue, id, token);
                return update.executeUpdate() == 1;
            }
        });
        if (!known) {
            throw lost(queue, id, token);
        }
    }

    private static Optional<Duration> pause(Connection connection, String queue, String id, long token)
            throws SQLException {
        try (PreparedStatement select = Statements.prepare(
                connection,
                Sql.of("SELECT backoff_ms, attempts FROM naust_jobs WHERE queue = ? AND id = ? AND token = ?"))) {
            name(select, 1, queue, id, token);
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

    @Override
    public void requeue(String queue, String id) throws InterruptedException {
        boolean known = change("Trying a job of queue " + queue + " again", connection -> {
            try (PreparedStatement update = Statements.prepare(
                    connection,
                    Sql.of("UPDATE naust_jobs SET state = 0, attempts = 0,"
                            + " run_at = " + dialect.now() + ", since = " + dialect.now()
                            + " WHERE queue = ? AND id = ? AND state = 2 AND (dedup IS NULL OR NOT EXISTS (SELECT 1 FROM"
                            + " naust_jobs other WHERE other.queue = naust_jobs.queue AND other.dedup = naust_jobs.dedup AND"
                            + " other.state < 2))"))) {
                update.setString(1, queue);
                update.setString(2, id);
                return update.executeUpdate() == 1;
            }
        });
        if (!known) {
            throw new StoreException(
                    CommonError.JOB_NOT_FOUND,
                    "Queue \"" + queue + "\" has no dead job " + id
                            + " that could be tried again; it was requeued or removed,"
                            + " or another with its deduplication key is to be done first");
        }
    }

    @Override
    public long purge(String queue, JobState state, Instant before) throws InterruptedException {
        if (state == JobState.LEASED) {
            throw new StoreException(
                    CommonError.UNSUPPORTED, "Leased jobs cannot be removed; wait until their workers are done");
        }
        return change("Removing jobs of queue " + queue, connection -> {
            try (PreparedStatement delete = Statements.prepare(
                    connection, Sql.of("DELETE FROM naust_jobs WHERE queue = ? AND state = ? AND since < ?"))) {
                delete.setString(1, queue);
                delete.setInt(2, state.ordinal());
                delete.setLong(3, micros(before));
                return (long) delete.executeUpdate();
            }
        });
    }

    @Override
    public Counts counts(String queue) throws InterruptedException {
        return read("Counting the jobs of queue " + queue, connection -> {
                    try (PreparedStatement select = Statements.prepare(
                            connection,
                            Sql.of(
                                    "SELECT"
                                            + " coalesce(sum(CASE WHEN state = 0 THEN 1 END), 0),"
                                            + " coalesce(sum(CASE WHEN state = 0 AND run_at <= " + dialect.now()
                                            + " THEN 1 END), 0),"
                                            + " coalesce(sum(CASE WHEN state = 1 THEN 1 END), 0),"
                                            + " coalesce(sum(CASE WHEN state = 2 THEN 1 END), 0) FROM naust_jobs WHERE queue = ?"))) {
                        select.setString(1, queue);
                        try (ResultSet rows = select.executeQuery()) {
                            rows.next();
                            return new Counts(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
                        }
                    }
                })
                .orElseGet(() -> new Counts(0, 0, 0, 0));
    }

    @Override
    public List<Job> jobs(String queue, JobState state, Optional<String> afterId, int limit)
            throws InterruptedException {
        return read("Looking at the jobs of queue " + queue, connection -> {
                    try (PreparedStatement select = Statements.prepare(
                            connection,
                            dialect.limited(Sql.of("SELECT id, data, priority, attempts,"
                                    + " max_attempts, run_at, lease_until, error, dedup FROM naust_jobs WHERE queue = ? AND state = ? AND"
                                    + " id > ? ORDER BY id")))) {
                        select.setString(1, queue);
                        select.setInt(2, state.ordinal());
                        select.setString(3, afterId.orElse(""));
                        select.setInt(4, limit);
                        try (ResultSet rows = select.executeQuery()) {
                            List<Job> jobs = new ArrayList<>();
                            while (rows.next()) {
                                jobs.add(job(rows, state));
                            }
                            return jobs;
                        }
                    }
                })
                .orElseGet(List::of);
    }

    private Job job(ResultSet rows, JobState state) throws SQLException {
        return new Job(
                rows.getString(1),
                json.read().apply(rows.getString(2)),
                state,
                rows.getInt(3),
                rows.getInt(4),
                rows.getInt(5),
                instant(rows.getLong(6)),
                state == JobState.LEASED ? Optional.of(instant(rows.getLong(7))) : Optional.empty(),
                Optional.ofNullable(rows.getString(8)),
                Optional.ofNullable(rows.getString(9)));
    }

    private <T> T change(String task, Work<T> work) throws InterruptedException {
        if (!made) {
            turns.change("Making the table of jobs", this::make);
            made = true;
        }
        return turns.change(task, work);
    }

    private boolean make(Connection connection) throws SQLException {
        if (isThere(connection)) {
            return true;
        }
        for (Sql sql : dialect.create()) {
            Statements.execute(connection, sql);
        }
        return true;
    }

    /** Looking must not change the store: without the table there is nothing to see. */
    private <T> Optional<T> read(String task, Work<T> work) throws InterruptedException {
        return turns.read(
                task, connection -> made || isThere(connection) ? Optional.of(work.run(connection)) : Optional.empty());
    }

    private boolean isThere(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, dialect.exists())) {
            return rows.next();
        }
    }

    private static void name(PreparedStatement statement, int at, String queue, String id, long token)
            throws SQLException {
        statement.setString(at, queue);
        statement.setString(at + 1, id);
        statement.setLong(at + 2, token);
    }

    private static StoreException lost(String queue, String id, long token) {
        return new StoreException(
                CommonError.LEASE_LOST,
                "The lease " + token + " on job " + id + " of queue \"" + queue
                        + "\" has ended; give the job up, another worker may have it");
    }

    private static long micros(Instant at) {
        return TimeUnit.SECONDS.toMicros(at.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(at.getNano());
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, 1_000_000L)));
    }
}
