package dev.naust.storage;

import dev.naust.api.service.DocumentQueue;
import dev.naust.api.store.Queue.Counts;
import dev.naust.api.store.Queue.Job;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A queue whose operations are measured. */
final class MeasuredQueue implements DocumentQueue {
    private final DocumentQueue queue;
    private final Measure measure;

    MeasuredQueue(DocumentQueue queue, Measure measure) {
        this.queue = queue;
        this.measure = measure;
    }

    @Override
    public String name() {
        return queue.name();
    }

    @Override
    public String enqueue(NewJob job) throws InterruptedException {
        return measure.of("queue.enqueue", () -> queue.enqueue(job));
    }

    @Override
    public List<String> enqueueAll(List<NewJob> jobs) throws InterruptedException {
        return measure.of("queue.enqueueAll", () -> queue.enqueueAll(jobs));
    }

    @Override
    public List<LeasedJob> dequeue(int max, Duration lease) throws InterruptedException {
        return measure.of("queue.dequeue", () -> queue.dequeue(max, lease));
    }

    @Override
    public Instant heartbeat(LeasedJob job, Duration lease) throws InterruptedException {
        return measure.of("queue.heartbeat", () -> queue.heartbeat(job, lease));
    }

    @Override
    public void acknowledge(LeasedJob job) throws InterruptedException {
        measure.of("queue.acknowledge", () -> {
            queue.acknowledge(job);
            return job;
        });
    }

    @Override
    public List<String> acknowledgeAll(List<LeasedJob> jobs) throws InterruptedException {
        return measure.of("queue.acknowledgeAll", () -> queue.acknowledgeAll(jobs));
    }

    @Override
    public void fail(LeasedJob job, String error, boolean retry) throws InterruptedException {
        measure.of("queue.fail", () -> {
            queue.fail(job, error, retry);
            return job;
        });
    }

    @Override
    public void requeue(String id) throws InterruptedException {
        measure.of("queue.requeue", () -> {
            queue.requeue(id);
            return id;
        });
    }

    @Override
    public long purge(JobState state, Instant before) throws InterruptedException {
        return measure.of("queue.purge", () -> queue.purge(state, before));
    }

    @Override
    public Counts counts() throws InterruptedException {
        return measure.of("queue.counts", queue::counts);
    }

    @Override
    public List<Job> jobs(JobState state, Optional<String> afterId, int limit) throws InterruptedException {
        return measure.of("queue.jobs", () -> queue.jobs(state, afterId, limit));
    }
}
