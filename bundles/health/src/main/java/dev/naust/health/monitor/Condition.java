package dev.naust.health.monitor;

import dev.naust.api.service.Health.Result;
import dev.naust.api.service.Health.Status;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Category;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a store is at one moment, as far as checks tell.
 *
 * @param since when the status became what it is
 */
record Condition(
        Status status,
        Result result,
        Instant since,
        Optional<Instant> checkedAt,
        Optional<Duration> latency,
        int failures,
        Optional<String> error) {

    static Condition unknown(Instant now) {
        return new Condition(Status.UNKNOWN, Result.WARN, now, Optional.empty(), Optional.empty(), 0, Optional.empty());
    }

    /** After a check that passed; one that took more than half of its time is slow. */
    Condition passed(Instant now, Duration took, Duration timeout) {
        boolean slow = took.compareTo(timeout.dividedBy(2)) > 0;
        Status next = slow ? Status.DEGRADED : Status.HEALTHY;
        return new Condition(
                next,
                slow ? Result.WARN : Result.OK,
                status == next ? since : now,
                Optional.of(now),
                Optional.of(took),
                0,
                slow
                        ? Optional.of("It answers slowly: the last check took " + took.toMillis() + " ms of "
                                + timeout.toMillis() + " ms.")
                        : Optional.empty());
    }

    /**
     * After a check that failed.
     *
     * @param isLast whether it is not tried again at once
     */
    Condition failed(Instant now, Throwable failure, boolean isLast) {
        // Who waited for the whole time has waited enough; a quick refusal may pass as quickly.
        boolean isDown = isLast || status == Status.UNHEALTHY || isTimeout(failure);
        Status next = isDown ? Status.UNHEALTHY : Status.DEGRADED;
        return new Condition(
                next,
                isDown ? result(failure) : Result.WARN,
                status == next ? since : now,
                Optional.of(now),
                latency,
                failures + 1,
                Optional.of(words(failure)));
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof StoreException known
                && (known.code() == ServiceError.STORE_TIMEOUT || known.code() == ServiceError.STORE_HANGS);
    }

    private static Result result(Throwable failure) {
        if (failure instanceof StoreException known && known.code() != ServiceError.STORE_HANGS) {
            return known.category().isTransient() || known.category() == Category.LIMIT
                    ? Result.TEMPORARILY_UNAVAILABLE
                    : Result.CRITICAL;
        }
        return Result.HEALTH_CHECK_ERROR;
    }

    private static String words(Throwable failure) {
        return failure instanceof StoreException && failure.getMessage() != null
                ? failure.getMessage()
                : "Its provider failed with " + failure.getClass().getName()
                        + ". The server's log says more; another version of the provider may help.";
    }
}
