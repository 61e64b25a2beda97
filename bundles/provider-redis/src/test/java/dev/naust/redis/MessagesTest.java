package dev.naust.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Messages;
import dev.naust.api.store.Messages.Message;
import dev.naust.api.store.Messages.Subscription;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.RedisErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class MessagesTest {
    private final int database = TestServer.newDatabase();
    private final Store store = TestServer.open(database);
    private final Messages messages = store.messages().orElseThrow();
    private final List<Message> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everythingPublishedAfterSubscribingIsHeardInOrder() throws InterruptedException {
        try (Subscription subscription = messages.subscribe("news", heard::add)) {
            for (int i = 0; i < 300; i++) {
                messages.publish("news", Text.of("n" + i));
            }
            messages.publish("other", Text.of("not for us"));

            await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() == 300);
            for (int i = 0; i < 300; i++) {
                assertThat(heard.get(i).payload()).isEqualTo(Text.of("n" + i));
            }
            assertThat(subscription.isConnected()).isTrue();
            assertThat(subscription.dropped()).isZero();
        }
    }

    @Test
    void otherApplicationsHearAndAreHeard() throws InterruptedException {
        byte[] binary = {0, (byte) 0xff, '\r', '\n'};
        try (Subscription subscription = messages.subscribe("søppel 🚮", heard::add);
                Jedis client = TestServer.client(0)) {
            assertThat(subscription.isConnected()).isTrue();
            client.publish("søppel 🚮", "text");
            client.publish("søppel 🚮".getBytes(java.nio.charset.StandardCharsets.UTF_8), binary);
            messages.publish("søppel 🚮", Bytes.of(binary));

            await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() == 3);
            assertThat(heard)
                    .extracting(Message::payload)
                    .containsExactly(Text.of("text"), Bytes.of(binary), Bytes.of(binary));
        }
    }

    @Test
    void aSlowListenerLosesTheOldestAndCountsThem() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        try (Subscription subscription = messages.subscribe("fast", message -> {
            try {
                assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            heard.add(message);
        })) {
            for (int i = 0; i < 1500; i++) {
                messages.publish("fast", Text.of("" + i));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> subscription.dropped() >= 499);
            go.countDown();

            await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() + subscription.dropped() == 1500);
            assertThat(heard.get(heard.size() - 1).payload()).isEqualTo(Text.of("1499"));
        }
    }

    @Test
    void nobodyIsCalledAfterTheSubscriptionIsClosed() throws InterruptedException {
        Subscription subscription = messages.subscribe("closed", heard::add);
        subscription.close();
        subscription.close();

        messages.publish("closed", Text.of("late"));

        assertThat(subscription.isConnected()).isFalse();
        assertThat(heard).isEmpty();
    }

    @Test
    void aConnectionThatEndsIsMadeAgain() throws InterruptedException {
        try (Subscription subscription = messages.subscribe("again", heard::add);
                Jedis client = TestServer.client(0)) {
            client.clientKill(
                    new redis.clients.jedis.params.ClientKillParams().type(redis.clients.jedis.args.ClientType.PUBSUB));

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                messages.publish("again", Text.of("hello"));
                assertThat(heard).isNotEmpty();
            });
            assertThat(subscription.isConnected()).isTrue();
        }
    }

    @Test
    void aListenerThatFailsHearsTheNextMessage() throws InterruptedException {
        try (Subscription subscription = messages.subscribe("failing", message -> {
            heard.add(message);
            throw new IllegalStateException("on purpose");
        })) {
            assertThat(subscription.isConnected()).isTrue();
            messages.publish("failing", Text.of("1"));
            messages.publish("failing", Text.of("2"));

            await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() == 2);
        }
    }

    @Test
    void onlyTextAndBytesCanBeSent() {
        assertThatThrownBy(() -> messages.publish("x", Value.int64(1)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(RedisErrorCode.BAD_MESSAGE));
    }

    @Test
    void closingTheStoreEndsItsSubscriptionsAndTheirThreads() {
        Store own = new RedisProvider()
                .open(StoreConfig.of(
                        "listener", Document.of(Map.copyOf(TestServer.connection(TestServer.newDatabase())))));
        Subscription subscription = own.messages().orElseThrow().subscribe("end", heard::add);

        own.close();

        assertThat(subscription.isConnected()).isFalse();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("naust-redis-listener")));
    }
}
