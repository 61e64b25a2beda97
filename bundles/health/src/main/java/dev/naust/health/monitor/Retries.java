package dev.naust.health.monitor;

import dev.naust.api.store.StoreException;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.util.concurrent.CompletionException;

/** How checks are repeated: with growing and scattered pauses, and only when that can help. */
final class Retries {
    private static final double GROWTH = 2;
    private static final double SCATTER = 0.25;

    private Retries() {}

    /** @param times how often a check is tried again */
    static Retry of(String store, HealthSettings settings, int times) {
        long longest =
                Math.max(settings.retryDelay().toMillis(), settings.interval().toMillis());
        return Retry.of(
                store,
                RetryConfig.custom()
                        .maxAttempts(times + 1)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(
                                settings.retryDelay().toMillis(), GROWTH, SCATTER, longest))
                        .retryOnException(failure -> cause(failure) instanceof StoreException known
                                && known.category().isTransient())
                        .build());
    }

    /** What a stage failed with. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
