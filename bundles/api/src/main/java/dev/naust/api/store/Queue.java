package dev.naust.api.store;

import dev.naust.api.model.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Named queues of jobs that are not lost: a job is leased, not taken, and comes back when its worker dies. Inside
 * {@link Transactions} the facet of the bound store takes part in the transaction.
 *
 * <p>A job is READY until it is leased, LEASED until its worker acknowledges it or the lease ends, and DEAD when its attempts
 * are used up. Every lease has a token, greater than all of the job's earlier ones; calls with another token than the latest
 * fail with {@code job.lease_lost} and change nothing (a fencing token). Times are the store's own clock where it has one, so that
 * workers' clocks need not agree.
 */
@ConsumerType
public interface Queue {

    /** The names of the queues that hold or held jobs, sorted. */
    List<String> queues() throws InterruptedException;

    /**
     * Adds a job.
     *
     * @return its id; that of the job which is there already when one with this deduplication key is READY or LEASED
     */
    String enqueue(String queue, NewJob job) throws InterruptedException;

    /** Adds jobs, all or none; the ids in their order. */
    List<String> enqueueAll(String queue, List<NewJob> jobs) throws InterruptedException;

    /**
     * Leases the jobs that are due: the highest priority first, then the earliest due, then the earliest added. No two workers
     * get the same. Each counts as an attempt. Jobs whose lease ended are due again, or DEAD when that was their last attempt.
     *
     * @param max at most this many, 1 to 1000
     * @return empty when none is due
     */
    List<LeasedJob> dequeue(String queue, int max, Duration lease) throws InterruptedException;

    /**
     * Makes a lease last from now on for this long.
     *
     * @return when it ends
     */
    Instant heartbeat(String queue, String id, long token, Duration lease) throws InterruptedException;

    /** The job is done and gone. */
    void acknowledge(String queue, String id, long token) throws InterruptedException;

    /** Several jobs are done and gone; those whose lease is lost are left as they are and returned. */
    List<String> acknowledgeAll(String queue, List<LeasedJob> jobs) throws InterruptedException;

    /**
     * The attempt failed.
     *
     * @param error what went wrong, kept with the job, cut at 2000 characters
     * @param retry false makes the job DEAD at once; true only when no attempts are left, otherwise it is READY again after
     *     its backoff
     */
    void fail(String queue, String id, long token, String error, boolean retry) throws InterruptedException;

    /** Makes a DEAD job READY again, now, with all its attempts. */
    void requeue(String queue, String id) throws InterruptedException;

    /** Removes jobs of a state that got into it before a time; tells how many. Leased jobs cannot be removed. */
    long purge(String queue, JobState state, Instant before) throws InterruptedException;

    /** How many jobs there are in each state. */
    Counts counts(String queue) throws InterruptedException;

    /** Jobs of a state in the order of their ids, behind one, to look at. */
    List<Job> jobs(String queue, JobState state, Optional<String> afterId, int limit) throws InterruptedException;

    /** How a job stands. */
    enum JobState {
        READY,
        LEASED,
        DEAD
    }

    /**
     * A job to be done.
     *
     * @param runAt not before this time; empty means now
     * @param priority the greater, the sooner; -1000 to 1000
     * @param maxAttempts how often it is tried, at least once
     * @param backoff the pause after the first failure; doubled after each further one, at most an hour, plus up to a tenth by
     *     chance so that jobs that failed together do not come back together
     * @param dedupKey while a job with this key is READY or LEASED, no other with it is added
     */
    record NewJob(
            Document data,
            Optional<Instant> runAt,
            int priority,
            int maxAttempts,
            Duration backoff,
            Optional<String> dedupKey) {
        /** The attempts of a job that names no number. */
        public static final int ATTEMPTS = 5;

        /** The longest pause between attempts. */
        public static final Duration LONGEST = Duration.ofHours(1);

        public NewJob {
            if (maxAttempts < 1) {
                throw new IllegalArgumentException("A job needs at least one attempt, not " + maxAttempts);
            }
            if (priority < -1000 || priority > 1000) {
                throw new IllegalArgumentException("The priority " + priority + " is not from -1000 to 1000");
            }
        }

        /** A job to be done now. */
        public static NewJob of(Document data) {
            return new NewJob(data, Optional.empty(), 0, ATTEMPTS, Duration.ofSeconds(5), Optional.empty());
        }

        /** The pause after an attempt, without the part that is left to chance. */
        public static Duration pause(Duration backoff, int attempt) {
            Duration pause = backoff;
            for (int i = 1; i < attempt && pause.compareTo(LONGEST) < 0; i++) {
                pause = pause.multipliedBy(2);
            }
            return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        }
    }

    /**
     * A job in a worker's hands.
     *
     * @param attempt 1 for the first
     * @param token names this lease
     */
    record LeasedJob(String id, Document data, int attempt, long token, Instant leaseUntil) {}

    /**
     * A job as one may look at it.
     *
     * @param attempts how often it was leased
     * @param error of its last failure
     */
    record Job(
            String id,
            Document data,
            JobState state,
            int priority,
            int attempts,
            int maxAttempts,
            Instant runAt,
            Optional<Instant> leaseUntil,
            Optional<String> error,
            Optional<String> dedupKey) {}

    /**
     * How many jobs there are.
     *
     * @param due those of {@code ready} whose time has come
     */
    record Counts(long ready, long due, long leased, long dead) {}
}
