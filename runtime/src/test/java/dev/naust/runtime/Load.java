package dev.naust.runtime;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls that come at a steady rate, whether earlier ones were answered or not. Only when very many wait for their answers, because
 * the machine is busy with something else, are there fewer.
 */
final class Load implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MOST_WAITING = 100;

    /** How much of what it is behind with it catches up with. */
    private static final long BEHIND = TimeUnit.MILLISECONDS.toNanos(100);

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<URI> addresses;
    private final long intervalNanos;
    private final Queue<CompletableFuture<?>> calls = new ConcurrentLinkedQueue<>();
    private final Queue<Long> millis = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Semaphore free = new Semaphore(MOST_WAITING);
    private final long begun = System.nanoTime();
    private final Thread pacer;
    private volatile boolean goesOn = true;

    private Load(List<URI> addresses, int perSecond) {
        this.addresses = addresses;
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.pacer = new Thread(this::pace, "naust-load");
        pacer.setDaemon(true);
    }

    /** Begins to call the addresses in turn. */
    static Load begin(int perSecond, List<URI> addresses) {
        Load load = new Load(addresses, perSecond);
        load.pacer.start();
        return load;
    }

    private void pace() {
        long due = System.nanoTime();
        for (int number = 0; goesOn; number++) {
            free.acquireUninterruptibly();
            due = Math.max(due + intervalNanos, System.nanoTime() - BEHIND);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            call(addresses.get(number % addresses.size()), System.nanoTime());
        }
    }

    private void call(URI address, long begin) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + NaustProcess.TOKEN)
                .build();
        calls.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle((response, thrown) -> note(address, begin, response, thrown)));
    }

    private boolean note(URI address, long begin, HttpResponse<String> response, Throwable thrown) {
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        free.release();
        if (thrown != null) {
            return failures.add(address.getPath() + ": " + thrown);
        }
        return response.statusCode() != 200
                && failures.add(address.getPath() + ": " + response.statusCode() + " " + response.body());
    }

    /** What came of the calls; there are no more of them. */
    Outcome end() throws InterruptedException {
        goesOn = false;
        pacer.join();
        calls.forEach(CompletableFuture::join);
        long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Outcome(sorted, List.copyOf(failures), Duration.ofNanos(System.nanoTime() - begun));
    }

    /** Calls by their time in milliseconds, the fastest first, the failed ones in words, and how long all took. */
    record Outcome(long[] millis, List<String> failures, Duration length) {
        long slowest() {
            return millis[millis.length - 1];
        }

        long percentile(double share) {
            return millis[(int) ((millis.length - 1) * share)];
        }

        @Override
        public String toString() {
            return "%d calls, %d a second, %d failed; median %d ms, 99%% within %d ms, slowest %d ms, above 1 s: %d"
                    .formatted(
                            millis.length,
                            millis.length * 1_000L / Math.max(1, length.toMillis()),
                            failures.size(),
                            percentile(0.5),
                            percentile(0.99),
                            slowest(),
                            Arrays.stream(millis).filter(each -> each > 1_000).count());
        }
    }

    @Override
    public void close() {
        goesOn = false;
    }
}
