package dev.naust.registry.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;

/**
 * Lets foreign code run on a thread of its own and waits for it no longer than a limit. Java cannot end a thread that does not
 * want to: one that ignores its interruption stays behind, and its end is told.
 */
final class Limited {
    /** How long code may take to heed an interruption. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** How many times its limit a step gets at most where the machine is busy. */
    private static final double MOST_PATIENCE = 4;

    private final Duration limit;
    private final DoubleSupplier crowd;

    /** @param crowd how many threads of the machine want each of its processors; below zero where nobody knows */
    Limited(Duration limit, DoubleSupplier crowd) {
        this.limit = limit;
        this.crowd = crowd;
    }

    /** Foreign code. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** How a step ended. */
    sealed interface Outcome {}

    /** It came back in time. */
    record Done() implements Outcome {}

    /** It threw, an error too; {@code late} tells whether only its interruption brought it to an end. */
    record Threw(Throwable failure, boolean late) implements Outcome {}

    /** It is still running, and may be for ever; {@code end} is completed when it is not. */
    record Hung(CompletableFuture<Void> end) implements Outcome {}

    /** The limit that steps have where the machine is not busy. */
    Duration limit() {
        return limit;
    }

    /** Code that waits for a processor is not code that hangs: it gets its turn as much later as others want theirs. */
    private Duration patience() {
        double times = Math.max(1, Math.min(MOST_PATIENCE, crowd.getAsDouble()));
        return Duration.ofMillis((long) (limit.toMillis() * times));
    }

    /** Runs a step in a thread group, by which the threads that it leaves behind are known. */
    Outcome run(ThreadGroup group, String name, Step step) throws InterruptedException {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(group, () -> run(step, end), name);
        thread.setDaemon(true);
        thread.start();
        try {
            return await(end, patience(), false);
        } catch (TimeoutException e) {
            thread.interrupt();
        }
        try {
            return await(end, GRACE, true);
        } catch (TimeoutException e) {
            return new Hung(end);
        }
    }

    private static Outcome await(CompletableFuture<Void> end, Duration patience, boolean late)
            throws InterruptedException, TimeoutException {
        try {
            end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Done();
        } catch (ExecutionException e) {
            return new Threw(e.getCause(), late);
        }
    }

    private static void run(Step step, CompletableFuture<Void> end) {
        try {
            step.run();
            end.complete(null);
        } catch (Throwable e) {
            // Whatever a plugin throws, an error too, is the plugin's failure and nobody else's.
            end.completeExceptionally(e);
        }
    }
}
