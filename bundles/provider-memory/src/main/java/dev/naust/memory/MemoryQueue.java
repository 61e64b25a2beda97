package dev.naust.memory;

import dev.naust.api.store.CommonError;
import dev.naust.api.store.Queue;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The queues of a memory store; every change is one step of its contents, so that workers and transactions take turns. */
final class MemoryQueue implements Queue {
    private static final double BY_CHANCE = 0.1;

    private final MemoryStore store;

    MemoryQueue(MemoryStore store) {
        this.store = store;
    }

    @Override
    public List<String> queues() {
        store.ensureOpen();
        return List.copyOf(contents().queues().keySet());
    }

    @Override
    public String enqueue(String queue, NewJob job) throws InterruptedException {
        return enqueueAll(queue, List.of(job)).get(0);
    }

    @Override
    public List<String> enqueueAll(String queue, List<NewJob> jobs) throws InterruptedException {
        store.ensureOpen();
        List<String> ids = new ArrayList<>();
        contents().changeQueue(queue, (now, before) -> {
            ids.clear();
            Jobs after = before;
            for (NewJob job : jobs) {
                Optional<String> twin = job.dedupKey().flatMap(after.dedup()::get);
                ids.add(twin.orElseGet(() -> contents().ids().next().toString()));
                if (twin.isEmpty()) {
                    after = after.with(StoredJob.added(ids.get(ids.size() - 1), job, now));
                }
            }
            return after;
        });
        return ids;
    }

    @Override
    public List<LeasedJob> dequeue(String queue, int max, Duration lease) throws InterruptedException {
        store.ensureOpen();
        List<LeasedJob> given = new ArrayList<>();
        contents().changeQueue(queue, (now, before) -> {
            given.clear();
            Jobs after = before;
            Iterator<Map.Entry<StoredJob.Turn, String>> due = before.due().entriesAfter(null);
            while (due.hasNext() && given.size() < max) {
                StoredJob job = after.ready().get(due.next().getValue()).orElseThrow();
                StoredJob leased = job.leased(lease, now);
                after = after.without(job).with(leased);
                given.add(leased.forWorker());
            }
            return after;
        });
        return given;
    }

    @Override
    public Instant heartbeat(String queue, String id, long token, Duration lease) throws InterruptedException {
        store.ensureOpen();
        List<Instant> until = new ArrayList<>();
        contents().changeQueue(queue, (now, before) -> {
            StoredJob job = leased(before, queue, id, token);
            until.clear();
            until.add(now.plus(lease));
            return before.without(job).with(job.leasedUntil(now.plus(lease)));
        });
        return until.get(0);
    }

    @Override
    public void acknowledge(String queue, String id, long token) throws InterruptedException {
        store.ensureOpen();
        contents().changeQueue(queue, (now, before) -> before.without(leased(before, queue, id, token)));
    }

    @Override
    public List<String> acknowledgeAll(String queue, List<LeasedJob> jobs) throws InterruptedException {
        store.ensureOpen();
        List<String> lost = new ArrayList<>();
        contents().changeQueue(queue, (now, before) -> {
            lost.clear();
            Jobs after = before;
            for (LeasedJob job : jobs) {
                Optional<StoredJob> held = after.leasedAs(job.id(), job.token());
                if (held.isEmpty()) {
                    lost.add(job.id());
                } else {
                    after = after.without(held.get());
                }
            }
            return after;
        });
        return lost;
    }

    @Override
    public void fail(String queue, String id, long token, String error, boolean retry) throws InterruptedException {
        store.ensureOpen();
        contents().changeQueue(queue, (now, before) -> {
            StoredJob job = leased(before, queue, id, token);
            Duration pause = NewJob.pause(job.asked().backoff(), job.attempts());
            long more = (long)
                    (pause.toMillis() * BY_CHANCE * ThreadLocalRandom.current().nextDouble());
            return before.without(job).with(job.failed(Optional.of(error), retry, pause.plusMillis(more), now));
        });
    }

    @Override
    public void requeue(String queue, String id) throws InterruptedException {
        store.ensureOpen();
        contents().changeQueue(queue, (now, before) -> {
            StoredJob job = before.dead()
                    .get(id)
                    .orElseThrow(() -> new StoreException(
                            CommonError.JOB_NOT_FOUND,
                            "Queue \"" + queue + "\" has no dead job " + id
                                    + "; it may have been requeued or removed"));
            if (job.asked().dedupKey().flatMap(before.dedup()::get).isPresent()) {
                throw new StoreException(
                        CommonError.JOB_NOT_FOUND,
                        "Job " + id + " of queue \"" + queue
                                + "\" cannot be tried again while another with its deduplication key is to be done");
            }
            return before.without(job).with(job.revived(now));
        });
    }

    @Override
    public long purge(String queue, JobState state, Instant before) throws InterruptedException {
        store.ensureOpen();
        if (state == JobState.LEASED) {
            throw new StoreException(
                    CommonError.UNSUPPORTED, "Leased jobs cannot be removed; wait until their workers are done");
        }
        List<StoredJob> gone = new ArrayList<>();
        contents().changeQueue(queue, (now, jobs) -> {
            gone.clear();
            jobs.in(state).entriesAfter(null).forEachRemaining(entry -> {
                if (entry.getValue().since().isBefore(before)) {
                    gone.add(entry.getValue());
                }
            });
            Jobs after = jobs;
            for (StoredJob job : gone) {
                after = after.without(job);
            }
            return after;
        });
        return gone.size();
    }

    @Override
    public Counts counts(String queue) {
        store.ensureOpen();
        return now(queue).counts();
    }

    @Override
    public List<Job> jobs(String queue, JobState state, Optional<String> afterId, int limit) {
        store.ensureOpen();
        List<Job> jobs = new ArrayList<>();
        Iterator<Map.Entry<String, StoredJob>> entries = now(queue).in(state).entriesAfter(afterId.orElse(null));
        while (entries.hasNext() && jobs.size() < limit) {
            jobs.add(entries.next().getValue().shown());
        }
        return jobs;
    }

    private Jobs now(String queue) {
        return contents()
                .queues()
                .getOrDefault(queue, Jobs.none())
                .at(contents().clock().instant());
    }

    private Contents contents() {
        return store.contents();
    }

    private static StoredJob leased(Jobs jobs, String queue, String id, long token) {
        return jobs.leasedAs(id, token)
                .orElseThrow(() -> new StoreException(
                        CommonError.LEASE_LOST,
                        "The lease " + token + " on job " + id + " of queue \"" + queue
                                + "\" has ended; give the job up, another worker may have it"));
    }
}
