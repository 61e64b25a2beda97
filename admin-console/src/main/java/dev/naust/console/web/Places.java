package dev.naust.console.web;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Lets only so many requests work with one subject at a time, so that a crowd at a slow store leaves threads for all others.
 * Safe for use by several threads.
 */
final class Places {
    private static final int MOST_NAMED = 3;

    private final int most;
    private final Duration patience;
    private final Map<String, Room> all = new ConcurrentHashMap<>();

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

    /** Who works with one subject. */
    private record Room(Semaphore free, Set<Holder> holders) {
        /** Those who have been at it longest, in words. */
        String longest() {
            long now = System.nanoTime();
            return holders.stream()
                    .sorted(Comparator.comparingLong(holder -> holder.since - now))
                    .limit(MOST_NAMED)
                    .map(holder -> holder.deed + " for "
                            + Duration.ofNanos(now - holder.since).toSeconds() + " s")
                    .collect(Collectors.joining("; "));
        }
    }

    /** One who has a place; equal only to itself. */
    private static final class Holder {
        private final String deed;
        private final long since = System.nanoTime();

        Holder(String deed) {
            this.deed = deed;
        }
    }

    /**
     * Takes a place.
     *
     * @param subject what requests work with, as the beginning of a sentence
     * @param deed what this one does, and for whom
     * @throws ProblemException with status 503 when none comes free in time
     */
    Place take(String subject, String deed) throws InterruptedException {
        Room room =
                all.computeIfAbsent(subject, any -> new Room(new Semaphore(most, true), ConcurrentHashMap.newKeySet()));
        if (!room.free().tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new ProblemException(Problem.of(
                            503,
                            "store.busy",
                            subject + " has " + most + " requests to do already, and "
                                    + room.free().getQueueLength()
                                    + " more wait: too many come at once, or it is slow. Longest at it: "
                                    + room.longest() + ". Try again in a moment.")
                    .retryAfter(Duration.ofSeconds(5)));
        }
        Holder holder = new Holder(deed);
        room.holders().add(holder);
        return () -> {
            room.holders().remove(holder);
            room.free().release();
        };
    }
}
