package dev.naust.migration.chunk;

import dev.naust.api.store.StoreException;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Tries work again that failed because a store did not answer or gave way to others: after a moment, then after about twice as
 * long, up to a limit; scattered, so that those who failed together do not come back together. Safe for use by several threads.
 */
public final class Retries {
    private static final double GROWTH = 2;
    private static final double SCATTER = 0.25;

    private final int attempts;
    private final Retry retry;
    private final Consumer<String> onWait;
    private final Runnable onGoOn;

    /**
     * A policy.
     *
     * @param attempts how often to try again before giving up
     * @param first how long to wait the first time
     * @param longest how long to wait at most
     * @param onWait is told in words that it waits, and why
     * @param onGoOn is told that it tries again
     */
    public Retries(int attempts, Duration first, Duration longest, Consumer<String> onWait, Runnable onGoOn) {
        this.onGoOn = onGoOn;
        this.attempts = attempts;
        this.onWait = onWait;
        this.retry = Retry.of(
                "migration",
                RetryConfig.custom()
                        .maxAttempts(attempts + 1)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(
                                first.toMillis(), GROWTH, SCATTER, longest.toMillis()))
                        .retryOnException(failure -> failure instanceof StoreException known
                                && known.category().isTransient())
                        .build());
    }

    /** Work that can be begun again. */
    @FunctionalInterface
    public interface Attempt<T> {
        /** @param number from 1 */
        T run(int number) throws InterruptedException;
    }

    /**
     * Does the work.
     *
     * @throws StoreException the last failure, or the first one that trying again cannot help against
     * @throws InterruptedException also while it waits
     */
    public <T> T run(String task, Attempt<T> attempt) throws InterruptedException {
        // The library's own waiting would turn an interrupt into the last failure; here it must end the run.
        Retry.AsyncContext<T> context = retry.asyncContext();
        for (int number = 1; ; number++) {
            try {
                T result = attempt.run(number);
                context.onComplete();
                return result;
            } catch (StoreException failure) {
                long pause = context.onError(failure);
                if (pause < 0) {
                    throw failure;
                }
                onWait.accept(task + ": " + Sentence.open(failure.getMessage()) + ". Trying again in "
                        + Math.max(1, pause / 1_000) + " s (" + number + " of " + attempts + ")");
                Thread.sleep(pause);
                onGoOn.run();
            }
        }
    }
}
