package dev.naust.storage.typed;

import dev.naust.api.port.JobOptions;
import dev.naust.api.port.JobQueue;
import dev.naust.api.service.DocumentQueue;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Queue.Counts;
import dev.naust.api.store.Queue.Job;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Jobs of a class in a queue of documents. */
public final class TypedQueue<T> implements JobQueue<T> {
    private final ObjectShape<T> shape;
    private final DocumentQueue documents;

    public TypedQueue(ObjectShape<T> shape, DocumentQueue documents) {
        this.shape = shape;
        this.documents = documents;
    }

    @Override
    public String name() {
        return documents.name();
    }

    @Override
    public String enqueue(T data, JobOptions options) throws InterruptedException {
        return documents.enqueue(job(data, options));
    }

    @Override
    public List<String> enqueueAll(List<T> data, JobOptions options) throws InterruptedException {
        return documents.enqueueAll(
                data.stream().map(each -> job(each, options)).toList());
    }

    private NewJob job(T data, JobOptions options) {
        return new NewJob(
                shape.document(data),
                options.runAt(),
                options.priority(),
                options.maxAttempts(),
                options.backoff(),
                options.dedupKey());
    }

    @Override
    public List<Leased<T>> dequeue(int max, Duration lease) throws InterruptedException {
        List<Leased<T>> jobs = new ArrayList<>();
        for (LeasedJob job : documents.dequeue(max, lease)) {
            try {
                jobs.add(new Leased<>(shape.object(job.data()), job));
            } catch (IllegalArgumentException e) {
                giveUp(job, "The job is no " + shape.name() + ": " + e.getMessage());
            }
        }
        return jobs;
    }

    /** The others of its batch are good and must reach their worker, whatever becomes of this one. */
    private void giveUp(LeasedJob job, String reason) throws InterruptedException {
        try {
            documents.fail(job, reason, false);
        } catch (StoreException e) {
            if (e.code() != CommonError.LEASE_LOST) {
                throw e;
            }
        }
    }

    @Override
    public Instant heartbeat(Leased<T> job, Duration lease) throws InterruptedException {
        return documents.heartbeat(job.job(), lease);
    }

    @Override
    public void acknowledge(Leased<T> job) throws InterruptedException {
        documents.acknowledge(job.job());
    }

    @Override
    public List<String> acknowledgeAll(List<Leased<T>> jobs) throws InterruptedException {
        return documents.acknowledgeAll(jobs.stream().map(Leased::job).toList());
    }

    @Override
    public void fail(Leased<T> job, String error, boolean retry) throws InterruptedException {
        documents.fail(job.job(), error, retry);
    }

    @Override
    public void requeue(String id) throws InterruptedException {
        documents.requeue(id);
    }

    @Override
    public long purge(JobState state, Instant before) throws InterruptedException {
        return documents.purge(state, before);
    }

    @Override
    public Counts counts() throws InterruptedException {
        return documents.counts();
    }

    @Override
    public List<Job> jobs(JobState state, Optional<String> afterId, int limit) throws InterruptedException {
        return documents.jobs(state, afterId, limit);
    }
}
