package dev.naust.mongodb.structure;

import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.MongoErrorCode;
import dev.naust.mongodb.connection.ServerClock;
import java.time.Duration;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps others out by a document that says until when; a thread of its own puts that off as long as the lock is held, so that
 * what a dead process left is free a minute later. Times are the server's.
 */
final class Lock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lock.class);
    private static final Duration GOOD_FOR = Duration.ofSeconds(60);
    private static final Duration RENEWED_EACH = Duration.ofSeconds(15);
    private static final String UNTIL = "until";
    private static final String BY = "by";

    private final Access access;
    private final ServerClock clock;
    private final long number;
    private final String holder = UUID.randomUUID().toString();
    private final ScheduledExecutorService renewing = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "naust-mongodb-lock");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean lost;

    Lock(Access access, ServerClock clock, long number) {
        this.access = access;
        this.clock = clock;
        this.number = number;
    }

    private MongoCollection<BsonDocument> locks() {
        return access.database().getCollection(Catalogue.LOCKS, BsonDocument.class);
    }

    /** Takes the lock, where nobody has it or whoever had it is dead. */
    boolean take() throws InterruptedException {
        boolean taken = access.run("Taking the lock", () -> isTakenOver() || isNew());
        if (taken) {
            long pause = RENEWED_EACH.toMillis();
            renewing.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.MILLISECONDS);
        } else {
            renewing.shutdownNow();
        }
        return taken;
    }

    private boolean isTakenOver() {
        Date now = Date.from(clock.now());
        return locks().updateOne(
                                Filters.and(Filters.eq("_id", number), Filters.lt(UNTIL, now)),
                                Updates.combine(Updates.set(BY, holder), Updates.set(UNTIL, until())))
                        .getModifiedCount()
                == 1;
    }

    private boolean isNew() {
        try {
            locks().insertOne(new BsonDocument("_id", new BsonInt64(number))
                    .append(BY, new BsonString(holder))
                    .append(UNTIL, new BsonDateTime(until().getTime())));
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == com.mongodb.ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    private Date until() {
        return Date.from(clock.now().plus(GOOD_FOR));
    }

    private void renew() {
        try {
            lost = locks().updateOne(
                                    Filters.and(Filters.eq("_id", number), Filters.eq(BY, holder)),
                                    Updates.set(UNTIL, until()))
                            .getMatchedCount()
                    == 0;
        } catch (MongoException e) {
            LOG.warn("The lock of this run could not be renewed; it is tried again: {}", e.getMessage());
        }
    }

    /** Refuses to go on when somebody else has the lock by now. */
    void requireHeld() {
        if (lost) {
            throw new StoreException(
                    MongoErrorCode.CONFLICT,
                    "Another runner has taken the lock, because this one did not answer for a minute. Look at the"
                            + " versions, and start anew.");
        }
    }

    @Override
    public void close() {
        renewing.shutdownNow();
        try {
            locks().deleteOne(Filters.and(Filters.eq("_id", number), Filters.eq(BY, holder)));
        } catch (MongoException e) {
            LOG.warn("The lock of this run could not be given back; it is free in a minute: {}", e.getMessage());
        }
    }
}
