package dev.naust.mongodb.queue;

import dev.naust.api.model.Document;
import dev.naust.api.store.Queue.Job;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.mongodb.bson.Documentary;
import java.time.Instant;
import java.util.Optional;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * A job as a document. {@code left} counts its attempts down; {@code once} is there only while no other job with its
 * deduplication key may be added, and unique.
 */
final class JobDocument {
    static final String ID = "_id";
    static final String QUEUE = "queue";
    static final String DATA = "data";
    static final String STATE = "state";
    static final String PRIORITY = "priority";
    static final String RUN_AT = "runAt";
    static final String LEASE_UNTIL = "leaseUntil";
    static final String ATTEMPTS = "attempts";
    static final String LEFT = "left";
    static final String MOST = "maxAttempts";
    static final String BACKOFF = "backoffMs";
    static final String TOKEN = "token";
    static final String DEDUP = "dedup";
    static final String ONCE = "once";
    static final String SINCE = "since";
    static final String ERROR = "error";

    private JobDocument() {}

    static BsonDocument added(String id, String queue, NewJob job, Instant now) {
        BsonDocument added = new BsonDocument(ID, new BsonString(id))
                .append(QUEUE, new BsonString(queue))
                .append(DATA, Documentary.write(job.data()))
                .append(STATE, state(JobState.READY))
                .append(PRIORITY, new BsonInt32(job.priority()))
                .append(RUN_AT, time(job.runAt().orElse(now)))
                .append(ATTEMPTS, new BsonInt32(0))
                .append(LEFT, new BsonInt32(job.maxAttempts()))
                .append(MOST, new BsonInt32(job.maxAttempts()))
                .append(BACKOFF, new BsonInt64(job.backoff().toMillis()))
                .append(TOKEN, new BsonInt64(0))
                .append(SINCE, time(now));
        job.dedupKey().ifPresent(key -> added.append(DEDUP, new BsonString(key)).append(ONCE, once(queue, key)));
        return added;
    }

    static BsonDocument once(String queue, String key) {
        return new BsonDocument("q", new BsonString(queue)).append("k", new BsonString(key));
    }

    static BsonInt32 state(JobState state) {
        return new BsonInt32(state.ordinal());
    }

    static BsonDateTime time(Instant instant) {
        return new BsonDateTime(instant.toEpochMilli());
    }

    static String id(BsonDocument job) {
        return job.getString(ID).getValue();
    }

    static LeasedJob leased(BsonDocument job) {
        return new LeasedJob(
                id(job),
                data(job),
                job.getNumber(ATTEMPTS).intValue(),
                job.getNumber(TOKEN).longValue(),
                instant(job, LEASE_UNTIL).orElseThrow());
    }

    static Job shown(BsonDocument job) {
        return new Job(
                id(job),
                data(job),
                JobState.values()[job.getNumber(STATE).intValue()],
                job.getNumber(PRIORITY).intValue(),
                job.getNumber(ATTEMPTS).intValue(),
                job.getNumber(MOST).intValue(),
                instant(job, RUN_AT).orElseThrow(),
                instant(job, LEASE_UNTIL),
                text(job, ERROR),
                text(job, DEDUP));
    }

    private static Document data(BsonDocument job) {
        return Documentary.read(job.getDocument(DATA));
    }

    private static Optional<Instant> instant(BsonDocument job, String name) {
        return job.containsKey(name)
                ? Optional.of(Instant.ofEpochMilli(job.getDateTime(name).getValue()))
                : Optional.empty();
    }

    private static Optional<String> text(BsonDocument job, String name) {
        return job.containsKey(name) ? Optional.of(job.getString(name).getValue()) : Optional.empty();
    }
}
