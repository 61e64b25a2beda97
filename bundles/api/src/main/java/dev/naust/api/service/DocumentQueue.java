package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.store.Queue.Counts;
import dev.naust.api.store.Queue.Job;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One named queue of a store, the same on every store that has queues; {@link dev.naust.api.store.Queue} says what it
 * promises. Safe for use by several threads. A queue of a transaction's backend is part of the transaction.
 *
 * <p>Every method may throw {@link InterruptedException} when the thread is interrupted; what was asked then happened whole or
 * not at all. One that a lease is needed for fails with {@code job.lease_lost} when the lease has ended.
 */
@ProviderType
public interface DocumentQueue {

    /** Its name. */
    String name();

    /** Adds a job to be done now; its id. */
    default String enqueue(Document data) throws InterruptedException {
        return enqueue(NewJob.of(data));
    }

    /** Adds a job; its id, or that of the one with the same deduplication key. */
    String enqueue(NewJob job) throws InterruptedException;

    /** Adds jobs, all or none; their ids in order. */
    List<String> enqueueAll(List<NewJob> jobs) throws InterruptedException;

    /** Leases the next job that is due. */
    default Optional<LeasedJob> dequeue(Duration lease) throws InterruptedException {
        return dequeue(1, lease).stream().findFirst();
    }

    /** Leases the next jobs that are due, at most {@code max} of them. */
    List<LeasedJob> dequeue(int max, Duration lease) throws InterruptedException;

    /** Makes a lease last from now on for this long; when it ends. */
    Instant heartbeat(LeasedJob job, Duration lease) throws InterruptedException;

    /** The job is done and gone. */
    void acknowledge(LeasedJob job) throws InterruptedException;

    /** Jobs are done and gone; the ids of those whose lease was lost. */
    List<String> acknowledgeAll(List<LeasedJob> jobs) throws InterruptedException;

    /** The attempt failed; {@code retry} false gives the job up at once. */
    void fail(LeasedJob job, String error, boolean retry) throws InterruptedException;

    /** Makes a dead job ready again with all its attempts. */
    void requeue(String id) throws InterruptedException;

    /** Removes ready or dead jobs that got into their state before a time; how many. */
    long purge(JobState state, Instant before) throws InterruptedException;

    /** How many jobs there are in each state. */
    Counts counts() throws InterruptedException;

    /** Jobs of a state in the order of their ids. */
    List<Job> jobs(JobState state, Optional<String> afterId, int limit) throws InterruptedException;
}
