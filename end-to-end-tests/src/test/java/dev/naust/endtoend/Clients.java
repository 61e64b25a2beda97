package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Clients that add, count up and remove records over REST without end, each write again until it is acknowledged, and know what
 * must be there.
 */
final class Clients implements AutoCloseable {
    private static final long OWN = 10_000_000;
    private static final Pattern RECORD = Pattern.compile("\\{\"id\":\"?(\\d+)\"?,\"amount\":\"?(\\d+)");

    private final Api api;
    private final String path;
    private final int pauseMillis;
    private final int clients;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Long, Long> expected = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(OWN);
    private final AtomicLong acknowledged = new AtomicLong();
    private final Queue<Long> took = new ConcurrentLinkedQueue<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile List<Server> servers = List.of();
    private volatile boolean stopped = true;
    private long measuredSince = System.nanoTime();
    private long acknowledgedBefore;

    /** @param pauseMillis between two writes of one client */
    Clients(Api api, String path, int clients, int pauseMillis) {
        this.api = api;
        this.path = path;
        this.clients = clients;
        this.pauseMillis = pauseMillis;
    }

    /** Each client writes to one of these, and to the next one where that does not answer. */
    void use(Server... now) {
        servers = List.of(now);
    }

    Server server() {
        return servers.get(0);
    }

    void start() {
        stopped = false;
        for (int i = 0; i < clients; i++) {
            int first = i;
            Thread thread = new Thread(() -> work(first), "client-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    void resume() {
        start();
    }

    /** Lets each end what it has begun. */
    void pause() throws InterruptedException {
        stopped = true;
        for (Thread each : threads) {
            each.join(Duration.ofMinutes(2).toMillis());
        }
        threads.clear();
    }

    private void work(int client) {
        try {
            for (long turn = 0; !stopped; turn++) {
                long id = next.getAndIncrement();
                write(
                        client,
                        "POST",
                        "",
                        "{\"id\":" + id + ",\"amount\":1,\"note\":\"by a client\"}",
                        List.of(201, 409));
                expected.put(id, 1L);
                write(client, "PUT", "/" + id, "{\"amount\":2,\"note\":\"counted up\"}", List.of(200));
                expected.put(id, 2L);
                if (turn % 4 == 0) {
                    write(client, "DELETE", "/" + id, "", List.of(204, 404));
                    expected.remove(id);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(int client, String method, String rest, String body, List<Integer> good)
            throws InterruptedException {
        boolean isAcknowledged = false;
        long began = System.nanoTime();
        boolean isFirst = true;
        int at = client;
        while (!isAcknowledged) {
            try {
                List<Server> all = servers;
                HttpResponse<String> answer = api.send(all.get(at % all.size()), method, path + rest, body);
                isAcknowledged = good.contains(answer.statusCode());
                boolean mayComeAgain =
                        answer.statusCode() == 503 || answer.body().contains("record.exists");
                if (!isAcknowledged && !mayComeAgain) {
                    failures.add(method + " " + rest + " " + answer.statusCode() + " " + answer.body());
                    return;
                }
            } catch (RuntimeException unreachable) {
                isFirst = false;
                at++;
            }
            TimeUnit.MILLISECONDS.sleep(isAcknowledged ? pauseMillis : 50);
        }
        if (isFirst) {
            took.add(System.nanoTime() - began);
        }
        acknowledged.incrementAndGet();
    }

    void awaitMore(long writes) {
        long enough = acknowledged.get() + writes;
        Awaitility.await()
                .atMost(Duration.ofMinutes(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> acknowledged.get() >= enough || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    List<String> failures() {
        return failures;
    }

    /** How long writes took since this was asked last, while the server lived: so many in a hundred no longer than this. */
    Duration took(int inAHundred) {
        List<Long> sorted = took.stream().sorted().toList();
        return Duration.ofNanos(sorted.get((sorted.size() - 1) * inAHundred / 100));
    }

    /** Forgets how long writes took. */
    void measureAnew() {
        took.clear();
        measuredSince = System.nanoTime();
        acknowledgedBefore = acknowledged.get();
    }

    /** How many writes were acknowledged in a second since it is measured. */
    long perSecond() {
        return Math.round((acknowledged.get() - acknowledgedBefore) * 1e9 / (System.nanoTime() - measuredSince));
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Looks whether a store has exactly what was acknowledged, and so many others. */
    void assertAllThere(String store, int others) {
        Map<Long, Long> found = new TreeMap<>();
        long rest = 0;
        String cursor = "";
        boolean more = true;
        while (more) {
            String page = api.get(
                    server(),
                    "/stores/" + store + "/collections/orders/records?limit=500"
                            + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            Matcher each = RECORD.matcher(page);
            while (each.find()) {
                long id = Long.parseLong(each.group(1));
                if (id >= OWN) {
                    found.put(id, Long.parseLong(each.group(2)));
                } else {
                    rest++;
                }
            }
            more = !page.contains("\"nextCursor\":null");
            cursor = more
                    ? java.net.URLEncoder.encode(Api.text(page, "nextCursor"), java.nio.charset.StandardCharsets.UTF_8)
                    : "";
        }
        assertThat(found).as("records of the clients in " + store).isEqualTo(new TreeMap<>(expected));
        assertThat(rest).as("the other records in " + store).isEqualTo(others);
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
        servers.forEach(Server::close);
    }
}
