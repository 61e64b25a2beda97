package dev.naust.mongodb.queue;

import static dev.naust.mongodb.queue.JobDocument.ATTEMPTS;
import static dev.naust.mongodb.queue.JobDocument.BACKOFF;
import static dev.naust.mongodb.queue.JobDocument.DEDUP;
import static dev.naust.mongodb.queue.JobDocument.ERROR;
import static dev.naust.mongodb.queue.JobDocument.LEASE_UNTIL;
import static dev.naust.mongodb.queue.JobDocument.LEFT;
import static dev.naust.mongodb.queue.JobDocument.MOST;
import static dev.naust.mongodb.queue.JobDocument.ONCE;
import static dev.naust.mongodb.queue.JobDocument.QUEUE;
import static dev.naust.mongodb.queue.JobDocument.RUN_AT;
import static dev.naust.mongodb.queue.JobDocument.SINCE;
import static dev.naust.mongodb.queue.JobDocument.STATE;
import static dev.naust.mongodb.queue.JobDocument.TOKEN;
import static dev.naust.mongodb.queue.JobDocument.state;
import static dev.naust.mongodb.queue.JobDocument.time;

import com.mongodb.client.model.Updates;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/** How a job's document changes when the job goes from one state to another. */
final class JobUpdates {
    private static final int LONGEST_ERROR = 2_000;
    private static final double BY_CHANCE = 0.1;
    private static final String GONE = "The worker did not come back before its last lease ended";

    private JobUpdates() {}

    static Bson leased(Instant now, Duration lease) {
        return Updates.combine(
                Updates.set(STATE, state(JobState.LEASED)),
                Updates.set(LEASE_UNTIL, time(now.plus(lease))),
                Updates.set(SINCE, time(now)),
                Updates.inc(ATTEMPTS, 1),
                Updates.inc(LEFT, -1),
                Updates.inc(TOKEN, 1L));
    }

    /** The lease ended, and there are attempts left. */
    static Bson givenBack(Instant now) {
        return Updates.combine(
                Updates.set(STATE, state(JobState.READY)), Updates.set(SINCE, time(now)), Updates.unset(LEASE_UNTIL));
    }

    /** The lease of the last attempt ended. */
    static Bson givenUp(Instant now) {
        return Updates.combine(
                Updates.set(STATE, state(JobState.DEAD)),
                Updates.set(SINCE, time(now)),
                Updates.set(ERROR, GONE),
                Updates.unset(LEASE_UNTIL),
                Updates.unset(ONCE));
    }

    static Bson failed(BsonDocument job, String error, boolean retry, Instant now) {
        boolean dead = !retry || job.getNumber(LEFT).intValue() <= 0;
        Duration pause = NewJob.pause(
                Duration.ofMillis(job.getNumber(BACKOFF).longValue()),
                job.getNumber(ATTEMPTS).intValue());
        long more = (long)
                (pause.toMillis() * BY_CHANCE * ThreadLocalRandom.current().nextDouble());
        List<Bson> changes = new ArrayList<>(List.of(
                Updates.set(STATE, state(dead ? JobState.DEAD : JobState.READY)),
                Updates.set(ERROR, error.substring(0, Math.min(error.length(), LONGEST_ERROR))),
                Updates.set(RUN_AT, time(now.plus(pause).plusMillis(more))),
                Updates.set(SINCE, time(now)),
                Updates.unset(LEASE_UNTIL)));
        if (dead) {
            changes.add(Updates.unset(ONCE));
        }
        return Updates.combine(changes);
    }

    /** A dead job is to be done again, with all its attempts. */
    static Bson revived(BsonDocument job, Instant now) {
        List<Bson> changes = new ArrayList<>(List.of(
                Updates.set(STATE, state(JobState.READY)),
                Updates.set(ATTEMPTS, 0),
                Updates.set(LEFT, job.getNumber(MOST).intValue()),
                Updates.set(RUN_AT, time(now)),
                Updates.set(SINCE, time(now))));
        if (job.containsKey(DEDUP)) {
            String queue = job.getString(QUEUE).getValue();
            changes.add(Updates.set(
                    ONCE, JobDocument.once(queue, job.getString(DEDUP).getValue())));
        }
        return Updates.combine(changes);
    }
}
