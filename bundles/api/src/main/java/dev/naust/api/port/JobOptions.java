package dev.naust.api.port;

import dev.naust.api.model.Document;
import dev.naust.api.store.Queue.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When and how often a job is done: {@code JobOptions.usual().priority(10).once("invoice-7")}.
 *
 * @param runAt not before this time; empty means now
 * @param priority the greater, the sooner; -1000 to 1000
 * @param maxAttempts how often it is tried, at least once
 * @param backoff the pause after the first failure, doubled after each further one
 * @param dedupKey while a job with this key waits or is worked on, no other with it is added
 */
public record JobOptions(
        Optional<Instant> runAt, int priority, int maxAttempts, Duration backoff, Optional<String> dedupKey) {

    /** Now, as often as is usual. */
    public static JobOptions usual() {
        NewJob usual = NewJob.of(Document.empty());
        return new JobOptions(usual.runAt(), usual.priority(), usual.maxAttempts(), usual.backoff(), usual.dedupKey());
    }

    /** The same, not before a time. */
    public JobOptions runAt(Instant time) {
        return new JobOptions(Optional.of(time), priority, maxAttempts, backoff, dedupKey);
    }

    /** The same with this priority. */
    public JobOptions priority(int value) {
        return new JobOptions(runAt, value, maxAttempts, backoff, dedupKey);
    }

    /** The same, tried so often, with this pause after the first failure. */
    public JobOptions attempts(int most, Duration pause) {
        return new JobOptions(runAt, priority, most, pause, dedupKey);
    }

    /** The same, not added while one with this key is to be done. */
    public JobOptions once(String key) {
        return new JobOptions(runAt, priority, maxAttempts, backoff, Optional.of(key));
    }
}
