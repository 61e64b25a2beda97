package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.Messages;
import dev.naust.api.store.Messages.Message;
import dev.naust.api.store.Messages.Subscription;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A message")
@Timeout(60)
class MessagesTest {
    private String database = "";
    private Store store;
    private Messages messages;

    @BeforeEach
    void open() {
        database = TestServer.newDatabase();
        store = TestServer.open(database);
        messages = store.messages().orElseThrow();
    }

    @AfterEach
    void drop() {
        store.close();
        TestServer.drop(database);
    }

    private static String text(BlockingQueue<Message> heard) throws InterruptedException {
        Message message = heard.poll(10, TimeUnit.SECONDS);
        return message == null ? "nothing" : ((dev.naust.api.model.Text) message.payload()).string();
    }

    @Test
    @DisplayName("is heard on its channel, in order, also when another program sends it")
    void isHeard() throws InterruptedException {
        BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
        try (Subscription subscription = messages.subscribe("Order's \"channel\"", heard::add)) {
            messages.publish("Order's \"channel\"", Value.text("one ☃"));
            messages.publish("other", Value.text("not for us"));
            messages.publish("Order's \"channel\"", Value.text(""));
            TestServer.execute(database, "NOTIFY \"Order's \"\"channel\"\"\", 'three'");

            assertThat(List.of(text(heard), text(heard), text(heard))).containsExactly("one ☃", "", "three");
            assertThat(subscription.isConnected()).isTrue();
            assertThat(subscription.dropped()).isZero();
        }
    }

    @Test
    @DisplayName("of a transaction is told when that is kept, and never when it is not")
    void transactional() throws InterruptedException {
        BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
        try (Subscription subscription = messages.subscribe("c", heard::add)) {
            catchThrowableOfType(
                    IllegalStateException.class,
                    () -> store.transactions().orElseThrow().inTransaction(bound -> {
                        bound.messages().orElseThrow().publish("c", Value.text("never"));
                        throw new IllegalStateException("on purpose");
                    }));
            store.transactions().orElseThrow().inTransaction(bound -> {
                bound.messages().orElseThrow().publish("c", Value.text("kept"));
                assertThat(heard).isEmpty();
                return true;
            });
            assertThat(text(heard)).isEqualTo("kept");
            assertThat(subscription.dropped()).isZero();
        }
    }

    @Test
    @DisplayName("that is too long, no text, or on no possible channel is refused by name")
    void refused() throws InterruptedException {
        messages.publish("c", Value.text("x".repeat(7999)));
        assertThat(failure("c", Value.text("x".repeat(8000))).category()).isEqualTo(Category.LIMIT);
        assertThat(failure("c", Value.text("é".repeat(4000))).category()).isEqualTo(Category.LIMIT);
        assertThat(failure("c", Bytes.of(new byte[] {1})).category()).isEqualTo(Category.USER);
        assertThat(failure("c", Value.text("a\0b")).category()).isEqualTo(Category.USER);
        assertThat(failure("", Value.text("a")).category()).isEqualTo(Category.USER);
        assertThat(failure("c".repeat(64), Value.text("a")).category()).isEqualTo(Category.USER);
    }

    private StoreException failure(String channel, Value payload) {
        return catchThrowableOfType(StoreException.class, () -> messages.publish(channel, payload));
    }

    @Test
    @DisplayName("waits for a slow listener behind at most a thousand others; the oldest are dropped and counted")
    void slowListener() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
        try (Subscription subscription = messages.subscribe("c", message -> {
            try {
                go.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            heard.add(message);
        })) {
            TestServer.execute(database, "SELECT pg_notify('c', n::text) FROM generate_series(1, 1500) n");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(subscription.dropped()).isGreaterThanOrEqualTo(499));
            go.countDown();
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(heard.size() + subscription.dropped()).isEqualTo(1500));
            assertThat(((dev.naust.api.model.Text)
                                    List.copyOf(heard).get(heard.size() - 1).payload())
                            .string())
                    .isEqualTo("1500");
        }
    }

    @Test
    @DisplayName("is heard again after the server ended the connection")
    void reconnects() throws InterruptedException {
        BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
        try (Subscription subscription = messages.subscribe("c", heard::add)) {
            TestServer.execute(
                    "postgres",
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                            + " AND datname = '" + database + "'");
            Awaitility.await().until(() -> {
                messages.publish("c", Value.text("again"));
                return heard.poll(200, TimeUnit.MILLISECONDS) != null;
            });
            assertThat(subscription.isConnected()).isTrue();
        }
    }

    @Test
    @DisplayName("is not heard any more when the subscription or the store is closed, and nothing is left over")
    void closes() throws InterruptedException {
        BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
        Subscription closed = messages.subscribe("c", heard::add);
        Subscription left = messages.subscribe("c", heard::add);
        closed.close();
        closed.close();
        messages.publish("c", Value.text("one"));
        assertThat(text(heard)).isEqualTo("one");
        store.close();
        assertThat(left.isConnected()).isFalse();
        assertThat(heard).isEmpty();
        assertThat(catchThrowableOfType(StoreException.class, () -> messages.subscribe("c", heard::add)))
                .isNotNull();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                                .map(Thread::getName)
                                .filter(name -> name.matches("naust-postgres-test-(hear|tell)")))
                        .isEmpty());
    }
}
