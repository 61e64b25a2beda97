package dev.naust.jdbc;

import dev.naust.api.model.Document;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Queue;
import dev.naust.api.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Queues in a table of an SQL database. Every call is one transaction, or part of the one that {@link Turns} stands for. Safe
 * for use by several threads.
 */
public final class SqlQueue implements Queue {
    private static final long LOOK_FOR_LOST = TimeUnit.SECONDS.toNanos(1);

    private final Turns turns;
    private final QueueDialect dialect;
    private final JobAdding adding;
    private final JobLeasing leasing;
    private final JobEnding ending;
    private final JobViews views;
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

        /**
         * Runs one statement that may write. Where there is no outer transaction it may be its own, which saves the way to the
         * server and back that a commit takes.
         */
        default <T> T single(String task, Work<T> work) throws InterruptedException {
            return change(task, work);
        }

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
        JobForm form = new JobForm(dialect, json);
        this.adding = new JobAdding(form, ids);
        this.leasing = new JobLeasing(form);
        this.ending = new JobEnding(form);
        this.views = new JobViews(form);
    }

    @Override
    public List<String> queues() throws InterruptedException {
        return read("Listing the queues", views::queues).orElseGet(List::of);
    }

    @Override
    public String enqueue(String queue, NewJob job) throws InterruptedException {
        return enqueueAll(queue, List.of(job)).get(0);
    }

    @Override
    public List<String> enqueueAll(String queue, List<NewJob> jobs) throws InterruptedException {
        Work<List<String>> work = connection -> adding.add(connection, queue, jobs);
        String task = "Adding jobs to queue " + queue;
        return adding.isOneStatement(jobs) ? single(task, work) : change(task, work);
    }

    @Override
    public List<LeasedJob> dequeue(String queue, int max, Duration lease) throws InterruptedException {
        if (lookForLostNow()) {
            giveBackLost(queue);
        }
        List<LeasedJob> jobs = lease(queue, max, lease);
        return jobs.isEmpty() && giveBackLost(queue) > 0 ? lease(queue, max, lease) : jobs;
    }

    private List<LeasedJob> lease(String queue, int max, Duration lease) throws InterruptedException {
        return single("Leasing jobs of queue " + queue, connection -> leasing.lease(connection, queue, max, lease));
    }

    /** Leases end rarely: looking for lost ones with every call would cost more than the call. */
    private boolean lookForLostNow() {
        long last = looked.get();
        return System.nanoTime() - last >= LOOK_FOR_LOST && looked.compareAndSet(last, System.nanoTime());
    }

    private int giveBackLost(String queue) throws InterruptedException {
        return single("Taking back lost jobs of queue " + queue, connection -> leasing.giveBackLost(connection, queue));
    }

    @Override
    public Instant heartbeat(String queue, String id, long token, Duration lease) throws InterruptedException {
        return single(
                "Keeping a job of queue " + queue, connection -> leasing.keep(connection, queue, id, token, lease));
    }

    @Override
    public void acknowledge(String queue, String id, long token) throws InterruptedException {
        if (!single("Finishing a job of queue " + queue, connection -> ending.finish(connection, queue, id, token))) {
            throw JobForm.lost(queue, id, token);
        }
    }

    @Override
    public List<String> acknowledgeAll(String queue, List<LeasedJob> jobs) throws InterruptedException {
        Work<List<String>> work = connection -> ending.finishAll(connection, queue, jobs);
        String task = "Finishing jobs of queue " + queue;
        return jobs.size() <= JobEnding.AT_ONCE ? single(task, work) : change(task, work);
    }

    @Override
    public void fail(String queue, String id, long token, String error, boolean retry) throws InterruptedException {
        boolean known = change(
                "Giving back a job of queue " + queue,
                connection -> ending.fail(connection, queue, id, token, error, retry));
        if (!known) {
            throw JobForm.lost(queue, id, token);
        }
    }

    @Override
    public void requeue(String queue, String id) throws InterruptedException {
        if (!change("Trying a job of queue " + queue + " again", connection -> ending.requeue(connection, queue, id))) {
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
        return change("Removing jobs of queue " + queue, connection -> ending.purge(connection, queue, state, before));
    }

    @Override
    public Counts counts(String queue) throws InterruptedException {
        return read("Counting the jobs of queue " + queue, connection -> views.counts(connection, queue))
                .orElseGet(() -> new Counts(0, 0, 0, 0));
    }

    @Override
    public List<Job> jobs(String queue, JobState state, Optional<String> afterId, int limit)
            throws InterruptedException {
        return read(
                        "Looking at the jobs of queue " + queue,
                        connection -> views.jobs(connection, queue, state, afterId.orElse(""), limit))
                .orElseGet(List::of);
    }

    private <T> T change(String task, Work<T> work) throws InterruptedException {
        makeOnce();
        return turns.change(task, work);
    }

    private <T> T single(String task, Work<T> work) throws InterruptedException {
        makeOnce();
        return turns.single(task, work);
    }

    private void makeOnce() throws InterruptedException {
        if (!made) {
            turns.change("Making the table of jobs", this::make);
            made = true;
        }
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
}
