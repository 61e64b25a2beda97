package dev.naust.health.monitor;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls that may hang, one at a time: whoever waits is answered in time, and while a call hangs no other is made, so that
 * there is never more than one thread. Safe for use by several threads.
 */
final class Checker {
    private final String store;
    private final ScheduledExecutorService timer;
    private final Executor workers;
    private final Clock clock;
    private @Nullable Call running;

    Checker(String store, ScheduledExecutorService timer, Executor workers, Clock clock) {
        this.store = store;
        this.timer = timer;
        this.workers = workers;
        this.clock = clock;
    }

    /** A call under way; interrupted only while it is. */
    private static final class Call {
        private final Instant since;
        private @Nullable Thread thread;

        Call(Instant since) {
            this.since = since;
        }

        synchronized void begin() {
            thread = Thread.currentThread();
        }

        synchronized void end() {
            thread = null;
            // The thread's next work must not be hit by an interruption of this one.
            Thread.interrupted();
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /**
     * Makes a call.
     *
     * @return fails with {@code store.timeout} when the call takes longer than {@code limit}; it is interrupted then. Fails with
     *     {@code store.hangs} when an earlier call has not ended.
     */
    synchronized <T> CompletableFuture<T> call(Duration limit, Callable<T> work) {
        if (running != null) {
            return CompletableFuture.failedFuture(new StoreException(
                    ServiceError.STORE_HANGS,
                    "Store " + store + " cannot be checked: a call to it hangs since " + running.since
                            + ". When what it connects to answers again it goes on; if not, reconnect the store, or"
                            + " replace its provider's plugin."));
        }
        Call call = new Call(clock.instant());
        running = call;
        CompletableFuture<T> answer = new CompletableFuture<>();
        ScheduledFuture<?> alarm =
                timer.schedule(() -> late(call, answer, limit), limit.toMillis(), TimeUnit.MILLISECONDS);
        workers.execute(() -> make(call, work, answer, alarm));
        return answer;
    }

    private <T> void make(Call call, Callable<T> work, CompletableFuture<T> answer, ScheduledFuture<?> alarm) {
        call.begin();
        T result;
        try {
            result = work.call();
        } catch (Throwable e) {
            // An error of a plugin's is the plugin's failure, and ends nothing but its own check.
            over(call, alarm);
            answer.completeExceptionally(e);
            return;
        }
        over(call, alarm);
        answer.complete(result);
    }

    private synchronized void over(Call call, ScheduledFuture<?> alarm) {
        call.end();
        alarm.cancel(false);
        if (running == call) {
            running = null;
        }
    }

    private void late(Call call, CompletableFuture<?> answer, Duration limit) {
        if (answer.completeExceptionally(new StoreException(
                ServiceError.STORE_TIMEOUT,
                "Store " + store + " did not answer within " + limit.toMillis()
                        + " ms. Check that its server runs, is not stopped or overloaded, and can be reached."))) {
            call.interrupt();
        }
    }

    /** Whether a call is under way. */
    synchronized boolean isBusy() {
        return running != null;
    }

    /** Gives the call under way up for good, so that others can be made; tells whether there was one. */
    synchronized boolean abandon() {
        boolean was = running != null;
        if (running != null) {
            running.interrupt();
        }
        running = null;
        return was;
    }
}
