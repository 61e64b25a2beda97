package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that write to the store "source" through its ports without end and remember what was acknowledged. Each adds, counts
 * up and removes records of its own, so that what must be there is known to the last value.
 */
final class Writers implements AutoCloseable {
    private static final long OWN = 1_000_000;
    private static final long PAUSE_MILLIS = 5;
    private static final AtomicLong NEXT = new AtomicLong(OWN);

    private final ServerFixture server;
    private final Map<Long, Long> expected = new ConcurrentHashMap<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final ScheduledExecutorService clients;
    private volatile Throwable failure;

    Writers(ServerFixture server, int clients) throws InterruptedException {
        this.server = server;
        this.clients = Executors.newScheduledThreadPool(clients);
        expected.putAll(FollowingTest.content(server, "source"));
        for (int i = 0; i < clients; i++) {
            this.clients.scheduleWithFixedDelay(this::work, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** One record's life; every third one does not stay. */
    private void work() {
        long id = NEXT.getAndIncrement();
        try {
            write(id, records -> records.create(record(id, 1)));
            expected.put(id, 1L);
            write(id, records -> records.replace(key(id), record(id, 2), Optional.empty()));
            expected.put(id, 2L);
            if (id % 3 == 0) {
                write(id, records -> records.delete(key(id), Optional.empty()));
                expected.remove(id);
            }
        } catch (Throwable e) {
            failure = e;
            clients.shutdown();
        }
    }

    private interface Write {
        Object to(DocumentRepository records) throws InterruptedException;
    }

    /** Writes until it is acknowledged; a store that has moved is asked for anew, as any client would. */
    private void write(long id, Write write) throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            try (StoreLease lease = server.lease("source")) {
                write.to(server.storage().over(lease).repository(FollowingTest.ORDERS));
                acknowledged.incrementAndGet();
                slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
                return;
            } catch (StoreException e) {
                if (e.code() != ServiceError.COLLECTION_MOVED) {
                    throw e;
                }
            }
        }
    }

    private static RecordKey key(long id) {
        return RecordKey.of("id", Value.int64(id));
    }

    private static Document record(long id, long amount) {
        return Document.empty().with("id", Value.int64(id)).with("amount", Value.int64(amount));
    }

    /** Waits until so many more writes are acknowledged. */
    void awaitMore(long writes) {
        long enough = acknowledged.get() + writes;
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    check();
                    return acknowledged.get() >= enough;
                });
    }

    private void check() {
        if (failure != null) {
            throw new AssertionError("A client's write was refused", failure);
        }
    }

    long acknowledged() {
        return acknowledged.get();
    }

    Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    /** What must be in the store; known once they have stopped. */
    Map<Long, Long> expected() {
        return new TreeMap<>(expected);
    }

    void stop() throws InterruptedException {
        clients.shutdown();
        assertThat(clients.awaitTermination(30, TimeUnit.SECONDS))
                .as("the clients end")
                .isTrue();
        check();
    }

    static Map<Long, Long> content(DocumentRepository records) throws InterruptedException {
        Map<Long, Long> all = new TreeMap<>();
        DocumentRepository.Query query = DocumentRepository.Query.first(DocumentRepository.MOST);
        boolean more = true;
        while (more) {
            DocumentRepository.Page page = records.list(query);
            page.items().forEach(each -> all.put(number(each.body(), "id"), number(each.body(), "amount")));
            more = page.nextCursor().isPresent();
            query = page.nextCursor().map(query::after).orElse(query);
        }
        return all;
    }

    private static long number(Document body, String name) {
        return Long.parseLong(body.get(name).orElseThrow().toString());
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
