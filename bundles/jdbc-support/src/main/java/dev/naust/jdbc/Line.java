package dev.naust.jdbc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets in so many at a time, in the order in which they came: who looks up from waiting, to see whether it still makes sense,
 * keeps his place. Safe for use by several threads.
 */
final class Line {
    private final Deque<Place> waiting = new ArrayDeque<>();
    private int free;
    private @Nullable Throwable closed;

    /** @param most how many may be in at a time */
    Line(int most) {
        this.free = most;
    }

    /** A place in the line and, when its turn has come, inside. For one thread, except where it says otherwise. */
    final class Place implements AutoCloseable {
        private final CompletableFuture<Void> turn = new CompletableFuture<>();
        private boolean left;

        /**
         * Waits for the turn.
         *
         * @param patience for how long; nothing is lost by coming back
         * @return whether the turn has come
         * @throws ExecutionException when nobody in the line needs to wait any more, with the reason as its cause
         */
        boolean await(Duration patience) throws InterruptedException, ExecutionException {
            try {
                turn.get(patience.toNanos(), TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            }
        }

        /** Leaves, whether the turn had come or not, and lets in the next; by any thread, and once more without effect. */
        @Override
        public void close() {
            leave(this);
        }
    }

    /** Joins the line at its end; whoever finds nobody before him has his turn at once. */
    synchronized Place join() {
        Place place = new Place();
        if (closed != null) {
            place.turn.completeExceptionally(closed);
        } else if (free > 0) {
            free--;
            place.turn.complete(null);
        } else {
            waiting.add(place);
        }
        return place;
    }

    private synchronized void leave(Place place) {
        boolean wasIn = !place.left && place.turn.isDone() && !place.turn.isCompletedExceptionally();
        place.left = true;
        if (!wasIn) {
            waiting.remove(place);
            return;
        }
        Place next = waiting.poll();
        if (next == null) {
            free++;
        } else {
            next.turn.complete(null);
        }
    }

    /** How many wait. */
    synchronized int length() {
        return waiting.size();
    }

    /** Sends away all who wait; those inside stay there. */
    synchronized void dismiss(Throwable reason) {
        waiting.forEach(place -> place.turn.completeExceptionally(reason));
        waiting.clear();
    }

    /** Sends away all who wait, and all who come later. */
    synchronized void close(Throwable reason) {
        closed = reason;
        dismiss(reason);
    }
}
