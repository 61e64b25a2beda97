package dev.naust.api.port;

import dev.naust.api.store.Queue.Counts;
import dev.naust.api.store.Queue.Job;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.LeasedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One named queue of jobs of a class, the same on every store that has queues; {@link dev.naust.api.store.Queue} says what it
 * promises, and {@link Repository} what a class may look like. Safe for use by several threads.
 *
 * <p>A job that cannot be read as the class, because something else was put into the queue, is given up at once, with the
 * reason in its error, and stands among the dead.
 *
 * @param <T> what a job says
 */
@ProviderType
public interface JobQueue<T> {

    /** Its name. */
    String name();

    /** Adds a job to be done now; its id. */
    default String enqueue(T data) throws InterruptedException {
        return enqueue(data, JobOptions.usual());
    }

    /** Adds a job; its id, or that of the one with the same deduplication key. */
    String enqueue(T data, JobOptions options) throws InterruptedException;

    /** Adds jobs, all or none; their ids in order. */
    List<String> enqueueAll(List<T> data, JobOptions options) throws InterruptedException;

    /** Leases the next job that is due. */
    default Optional<Leased<T>> dequeue(Duration lease) throws InterruptedException {
        return dequeue(1, lease).stream().findFirst();
    }

    /** Leases the next jobs that are due, at most {@code max} of them. */
    List<Leased<T>> dequeue(int max, Duration lease) throws InterruptedException;

    /** Makes a lease last from now on for this long; when it ends. */
    Instant heartbeat(Leased<T> job, Duration lease) throws InterruptedException;

    /** The job is done and gone. */
    void acknowledge(Leased<T> job) throws InterruptedException;

    /** Jobs are done and gone; the ids of those whose lease was lost. */
    List<String> acknowledgeAll(List<Leased<T>> jobs) throws InterruptedException;

    /** The attempt failed; {@code retry} false gives the job up at once. */
    void fail(Leased<T> job, String error, boolean retry) throws InterruptedException;

    /** Makes a dead job ready again with all its attempts. */
    void requeue(String id) throws InterruptedException;

    /** Removes ready or dead jobs that got into their state before a time; how many. */
    long purge(JobState state, Instant before) throws InterruptedException;

    /** How many jobs there are in each state. */
    Counts counts() throws InterruptedException;

    /** Jobs of a state in the order of their ids, as documents, because one among them may not be of the class. */
    List<Job> jobs(JobState state, Optional<String> afterId, int limit) throws InterruptedException;

    /** A job in a worker's hands. */
    record Leased<T>(T data, LeasedJob job) {}
}
