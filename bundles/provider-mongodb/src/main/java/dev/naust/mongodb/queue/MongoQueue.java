package dev.naust.mongodb.queue;

import static dev.naust.mongodb.queue.JobDocument.ID;
import static dev.naust.mongodb.queue.JobDocument.LEASE_UNTIL;
import static dev.naust.mongodb.queue.JobDocument.LEFT;
import static dev.naust.mongodb.queue.JobDocument.ONCE;
import static dev.naust.mongodb.queue.JobDocument.PRIORITY;
import static dev.naust.mongodb.queue.JobDocument.QUEUE;
import static dev.naust.mongodb.queue.JobDocument.RUN_AT;
import static dev.naust.mongodb.queue.JobDocument.SINCE;
import static dev.naust.mongodb.queue.JobDocument.STATE;
import static dev.naust.mongodb.queue.JobDocument.TOKEN;
import static dev.naust.mongodb.queue.JobDocument.state;
import static dev.naust.mongodb.queue.JobDocument.time;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Queue;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.bson.MisfitException;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.Documents;
import dev.naust.mongodb.connection.MongoErrorCode;
import dev.naust.mongodb.connection.ServerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/** Queues in the collection {@code naust_jobs}. Safe for use by several threads. */
public final class MongoQueue implements Queue {
    private static final int DUPLICATE = 11_000;

    private final Access access;
    private final Documents jobs;
    private final ServerClock clock;
    private final TimeSortedIds ids;
    private final QueueIndexes indexes;

    public MongoQueue(Access access, ServerClock clock, TimeSortedIds ids, QueueIndexes indexes) {
        this.access = access;
        this.jobs = new Documents(access, Catalogue.JOBS);
        this.clock = clock;
        this.ids = ids;
        this.indexes = indexes;
    }

    @Override
    public List<String> queues() throws InterruptedException {
        return access.run("Listing the queues", () -> {
            List<String> names = new ArrayList<>();
            access.aggregate(
                            Catalogue.JOBS,
                            List.of(
                                    BsonDocument.parse("{$group: {_id: '$queue'}}"),
                                    BsonDocument.parse("{$sort: {_id: 1}}")))
                    .forEach(each -> names.add(each.getString(ID).getValue()));
            return names;
        });
    }

    @Override
    public String enqueue(String queue, NewJob job) throws InterruptedException {
        return enqueueAll(queue, List.of(job)).get(0);
    }

    @Override
    public List<String> enqueueAll(String queue, List<NewJob> asked) throws InterruptedException {
        return access.run("Adding jobs to queue " + queue, () -> {
            indexes.ensure(access);
            List<String> added = new ArrayList<>();
            List<String> mine = new ArrayList<>();
            try {
                addAll(queue, asked, added, mine);
            } catch (RuntimeException e) {
                takeBack(mine);
                throw e;
            }
            return added;
        });
    }

    private void addAll(String queue, List<NewJob> asked, List<String> added, List<String> mine) {
        Instant now = clock.now();
        List<BsonDocument> plain = new ArrayList<>();
        for (NewJob job : asked) {
            String id = ids.next().toString();
            BsonDocument document = document(id, queue, job, now);
            if (job.dedupKey().isEmpty()) {
                plain.add(document);
                mine.add(id);
                added.add(id);
            } else {
                added.add(addOnce(document, mine));
            }
        }
        if (!plain.isEmpty()) {
            jobs.insert(plain);
        }
    }

    private static BsonDocument document(String id, String queue, NewJob job, Instant now) {
        try {
            return JobDocument.added(id, queue, job, now);
        } catch (MisfitException e) {
            throw new StoreException(
                    MongoErrorCode.NOT_WRITABLE, "The data of a job cannot be kept: " + e.reason() + ".", e);
        }
    }

    /** All or none: without a transaction what was added before a failure is removed again. */
    private void takeBack(List<String> mine) {
        if (!access.isTransaction() && !mine.isEmpty()) {
            jobs.delete(Filters.in(ID, mine));
        }
    }

    private String addOnce(BsonDocument document, List<String> mine) {
        Bson twins = Filters.eq(ONCE, document.get(ONCE));
        while (true) {
            // Looked for first, because a refusal would end a transaction.
            BsonDocument twin = jobs.find(twins).first();
            if (twin != null) {
                return JobDocument.id(twin);
            }
            try {
                jobs.insert(List.of(document));
                mine.add(JobDocument.id(document));
                return JobDocument.id(document);
            } catch (MongoException e) {
                if (!isDuplicate(e) || access.isTransaction()) {
                    throw e;
                }
                // Added by another at this moment; it may even be done when one looks for it, then this one can be
                // added.
            }
        }
    }

    private static boolean isDuplicate(MongoException failure) {
        return failure.getCode() == DUPLICATE
                || failure instanceof com.mongodb.MongoBulkWriteException bulk
                        && bulk.getWriteErrors().stream().anyMatch(error -> error.getCode() == DUPLICATE);
    }

    @Override
    public List<LeasedJob> dequeue(String queue, int max, Duration lease) throws InterruptedException {
        return access.run("Leasing jobs of queue " + queue, () -> {
            indexes.ensure(access);
            giveBackLost(queue);
            List<LeasedJob> leased = new ArrayList<>();
            while (leased.size() < max) {
                Instant now = clock.now();
                BsonDocument job = jobs.change(
                        Filters.and(of(queue, JobState.READY), Filters.lte(RUN_AT, time(now))),
                        JobUpdates.leased(now, lease),
                        new FindOneAndUpdateOptions()
                                .sort(Sorts.orderBy(Sorts.descending(PRIORITY), Sorts.ascending(RUN_AT, ID)))
                                .returnDocument(ReturnDocument.AFTER));
                if (job == null) {
                    break;
                }
                leased.add(JobDocument.leased(job));
            }
            return leased;
        });
    }

    private void giveBackLost(String queue) {
        Instant now = clock.now();
        Bson ended = Filters.and(of(queue, JobState.LEASED), Filters.lte(LEASE_UNTIL, time(now)));
        jobs.update(Filters.and(ended, Filters.gt(LEFT, 0)), JobUpdates.givenBack(now));
        jobs.update(ended, JobUpdates.givenUp(now));
    }

    @Override
    public Instant heartbeat(String queue, String id, long token, Duration lease) throws InterruptedException {
        return access.run("Keeping a job of queue " + queue, () -> {
            Instant until = clock.now().plus(lease);
            if (jobs.update(held(queue, id, token), Updates.set(LEASE_UNTIL, time(until))) == 0) {
                throw lost(queue, id, token);
            }
            return Instant.ofEpochMilli(until.toEpochMilli());
        });
    }

    @Override
    public void acknowledge(String queue, String id, long token) throws InterruptedException {
        access.run("Finishing a job of queue " + queue, () -> {
            if (jobs.delete(held(queue, id, token)) == 0) {
                throw lost(queue, id, token);
            }
            return true;
        });
    }

    @Override
    public List<String> acknowledgeAll(String queue, List<LeasedJob> done) throws InterruptedException {
        return access.run("Finishing jobs of queue " + queue, () -> {
            List<String> lost = new ArrayList<>();
            for (LeasedJob job : done) {
                if (jobs.delete(held(queue, job.id(), job.token())) == 0) {
                    lost.add(job.id());
                }
            }
            return lost;
        });
    }

    @Override
    public void fail(String queue, String id, long token, String error, boolean retry) throws InterruptedException {
        access.run("Giving back a job of queue " + queue, () -> {
            BsonDocument job = jobs.find(held(queue, id, token)).first();
            if (job == null
                    || jobs.update(held(queue, id, token), JobUpdates.failed(job, error, retry, clock.now())) == 0) {
                throw lost(queue, id, token);
            }
            return true;
        });
    }

    @Override
    public void requeue(String queue, String id) throws InterruptedException {
        access.run("Trying a job of queue " + queue + " again", () -> {
            Bson dead = Filters.and(of(queue, JobState.DEAD), Filters.eq(ID, id));
            BsonDocument job = jobs.find(dead).first();
            if (job == null || !revive(dead, job)) {
                throw new StoreException(
                        CommonError.JOB_NOT_FOUND,
                        "Queue \"" + queue + "\" has no dead job " + id
                                + " that could be tried again; it was requeued or removed,"
                                + " or another with its deduplication key is to be done first");
            }
            return true;
        });
    }

    private boolean revive(Bson dead, BsonDocument job) {
        try {
            return jobs.update(dead, JobUpdates.revived(job, clock.now())) == 1;
        } catch (MongoException e) {
            if (isDuplicate(e) && !access.isTransaction()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public long purge(String queue, JobState state, Instant before) throws InterruptedException {
        if (state == JobState.LEASED) {
            throw new StoreException(
                    CommonError.UNSUPPORTED, "Leased jobs cannot be removed; wait until their workers are done");
        }
        return access.run(
                "Removing jobs of queue " + queue,
                () -> jobs.delete(Filters.and(of(queue, state), Filters.lt(SINCE, time(before)))));
    }

    @Override
    public Counts counts(String queue) throws InterruptedException {
        return access.run(
                "Counting the jobs of queue " + queue,
                () -> new Counts(
                        jobs.count(of(queue, JobState.READY)),
                        jobs.count(Filters.and(of(queue, JobState.READY), Filters.lte(RUN_AT, time(clock.now())))),
                        jobs.count(of(queue, JobState.LEASED)),
                        jobs.count(of(queue, JobState.DEAD))));
    }

    @Override
    public List<Job> jobs(String queue, JobState state, Optional<String> afterId, int limit)
            throws InterruptedException {
        return access.run("Looking at the jobs of queue " + queue, () -> {
            List<Job> shown = new ArrayList<>();
            Bson filter = of(queue, state);
            jobs.find(afterId.map(id -> Filters.and(filter, Filters.gt(ID, id))).orElse(filter))
                    .sort(Sorts.ascending(ID))
                    .limit(limit)
                    .forEach(each -> shown.add(JobDocument.shown(each)));
            return shown;
        });
    }

    private static Bson of(String queue, JobState state) {
        return Filters.and(Filters.eq(QUEUE, queue), Filters.eq(STATE, state(state)));
    }

    private Bson held(String queue, String id, long token) {
        return Filters.and(
                Filters.eq(ID, id),
                Filters.eq(QUEUE, queue),
                Filters.eq(STATE, state(JobState.LEASED)),
                Filters.eq(TOKEN, token),
                Filters.gt(LEASE_UNTIL, time(clock.now())));
    }

    private static StoreException lost(String queue, String id, long token) {
        return new StoreException(
                CommonError.LEASE_LOST,
                "The lease " + token + " on job " + id + " of queue \"" + queue
                        + "\" has ended; give the job up, another worker may have it");
    }
}
