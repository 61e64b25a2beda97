package dev.naust.console.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets only so many requests work with one subject at a time, so that a crowd at a slow store leaves threads for all others.
 * Safe for use by several threads.
 */
final class Places {
    private final int most;
    private final Duration patience;
    private final Map<String, Semaphore> all = new ConcurrentHashMap<>();

    /**
     * Places for requests.
     *
     * @param most how many requests may work with one subject
     * @param patience how long one more waits for a place
     */
    Places(int most, Duration patience) {
        this.most = most;
        this.patience = patience;
    }

    /** A place, until it is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes a place.
     *
     * @param subject what requests work with, as the beginning of a sentence
     * @throws ProblemException with status 503 when none comes free in time
     */
    Place take(String subject) throws InterruptedException {
        Semaphore free = all.computeIfAbsent(subject, any -> new Semaphore(most, true));
        if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new ProblemException(Problem.of(
                            503,
                            "store.busy",
                            subject + " has " + most + " requests to do already, and " + free.getQueueLength()
                                    + " more wait: too many come at once, or it is slow. Try again in a moment.")
                    .retryAfter(Duration.ofSeconds(5)));
        }
        return free::release;
    }
}
