package dev.naust.migration.chunk;

import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Tries work again that failed because a store did not answer or gave way to others: after a moment, then after twice as long,
 * up to a limit. Safe for use by several threads.
 *
 * @param attempts how often to try again before giving up
 * @param first how long to wait the first time
 * @param longest how long to wait at most
 * @param onWait is told in words that it waits, and why
 */
public record Retries(int attempts, Duration first, Duration longest, Consumer<String> onWait) {

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
        Duration pause = first;
        for (int number = 1; ; number++) {
            try {
                return attempt.run(number);
            } catch (StoreException failure) {
                if (!failure.category().isTransient() || number > attempts) {
                    throw failure;
                }
                onWait.accept(task + ": " + failure.getMessage() + ". Trying again in " + Math.max(1, pause.toSeconds())
                        + " s (" + number + " of " + attempts + ")");
            }
            Thread.sleep(pause.toMillis());
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(longest) > 0 ? longest : twice;
        }
    }
}
