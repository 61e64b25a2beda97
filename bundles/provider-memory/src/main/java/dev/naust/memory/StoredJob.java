package dev.naust.memory;

import dev.naust.api.store.Queue.Job;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A job at one moment; immutable.
 *
 * @param asked what was enqueued
 * @param at when it is due while it is ready, when its lease ends while it is leased
 * @param token of the latest lease, zero before the first
 * @param since when it got into its state
 */
record StoredJob(
        String id,
        NewJob asked,
        JobState state,
        Instant at,
        int attempts,
        long token,
        Optional<String> error,
        Instant since) {
    private static final int LONGEST_ERROR = 2_000;

    static StoredJob added(String id, NewJob asked, Instant now) {
        return new StoredJob(id, asked, JobState.READY, asked.runAt().orElse(now), 0, 0, Optional.empty(), now);
    }

    StoredJob leased(Duration lease, Instant now) {
        return new StoredJob(id, asked, JobState.LEASED, now.plus(lease), attempts + 1, token + 1, error, now);
    }

    StoredJob leasedUntil(Instant until) {
        return new StoredJob(id, asked, state, until, attempts, token, error, since);
    }

    /** Ready again after a pause, or dead when its attempts are used up. */
    StoredJob failed(Optional<String> reason, boolean retry, Duration pause, Instant now) {
        Optional<String> kept = reason.map(text -> text.substring(0, Math.min(text.length(), LONGEST_ERROR)))
                .or(() -> error);
        boolean again = retry && attempts < asked.maxAttempts();
        return new StoredJob(
                id,
                asked,
                again ? JobState.READY : JobState.DEAD,
                again ? now.plus(pause) : now,
                attempts,
                token,
                kept,
                now);
    }

    StoredJob revived(Instant now) {
        return new StoredJob(id, asked, JobState.READY, now, 0, token, error, now);
    }

    Turn turn() {
        return state == JobState.LEASED ? new Turn(0, at, id) : new Turn(-asked.priority(), at, id);
    }

    int weight() {
        return 200 + asked.data().weight() + error.map(String::length).orElse(0);
    }

    LeasedJob forWorker() {
        return new LeasedJob(id, asked.data(), attempts, token, at);
    }

    Job shown() {
        return new Job(
                id,
                asked.data(),
                state,
                asked.priority(),
                attempts,
                asked.maxAttempts(),
                state == JobState.READY ? at : since,
                state == JobState.LEASED ? Optional.of(at) : Optional.empty(),
                error,
                asked.dedupKey());
    }

    /** Where a job stands among others: the smaller number first, then the earlier time, then the earlier id. */
    record Turn(int rank, Instant at, String id) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int order = Integer.compare(rank, other.rank);
            if (order == 0) {
                order = at.compareTo(other.at);
            }
            return order == 0 ? id.compareTo(other.id) : order;
        }

        /** The same time before all others. */
        Turn byTime() {
            return new Turn(0, at, id);
        }
    }
}
