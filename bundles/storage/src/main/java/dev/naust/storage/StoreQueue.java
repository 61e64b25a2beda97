package dev.naust.storage;

import dev.naust.api.service.DocumentQueue;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Queue;
import dev.naust.api.store.Queue.Counts;
import dev.naust.api.store.Queue.Job;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One named queue of a store that has queues. */
final class StoreQueue implements DocumentQueue {
    private final Queue queues;
    private final String name;

    /**
     * A queue.
     *
     * @throws StoreException with {@code store.unsupported} when the store has no queues
     */
    StoreQueue(Store store, String name) {
        this.queues = store.queue().orElseThrow(() -> SharedScope.unsupported(store, Capability.QUEUE));
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String enqueue(NewJob job) throws InterruptedException {
        return queues.enqueue(name, job);
    }

    @Override
    public List<String> enqueueAll(List<NewJob> jobs) throws InterruptedException {
        return queues.enqueueAll(name, jobs);
    }

    @Override
    public List<LeasedJob> dequeue(int max, Duration lease) throws InterruptedException {
        return queues.dequeue(name, max, lease);
    }

    @Override
    public Instant heartbeat(LeasedJob job, Duration lease) throws InterruptedException {
        return queues.heartbeat(name, job.id(), job.token(), lease);
    }

    @Override
    public void acknowledge(LeasedJob job) throws InterruptedException {
        queues.acknowledge(name, job.id(), job.token());
    }

    @Override
    public List<String> acknowledgeAll(List<LeasedJob> jobs) throws InterruptedException {
        return queues.acknowledgeAll(name, jobs);
    }

    @Override
    public void fail(LeasedJob job, String error, boolean retry) throws InterruptedException {
        queues.fail(name, job.id(), job.token(), error, retry);
    }

    @Override
    public void requeue(String id) throws InterruptedException {
        queues.requeue(name, id);
    }

    @Override
    public long purge(JobState state, Instant before) throws InterruptedException {
        return queues.purge(name, state, before);
    }

    @Override
    public Counts counts() throws InterruptedException {
        return queues.counts(name);
    }

    @Override
    public List<Job> jobs(JobState state, Optional<String> afterId, int limit) throws InterruptedException {
        return queues.jobs(name, state, afterId, limit);
    }
}
