package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Value;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Category;
import dev.naust.api.store.Messages;
import dev.naust.api.store.Messages.Message;
import dev.naust.api.store.Messages.Subscription;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who listens hears, in order and at most once; for stores that show {@link Capability#PUBSUB}. */
abstract class MessagesContract extends ContractGroup {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NEWS = "news";

    private final List<Message> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void onlyWhereThereAreMessages() {
        assumeTrue(store().store().messages().isPresent(), () -> store().store().without(Capability.PUBSUB));
    }

    @Test
    @DisplayName("reach a listener in the order of publishing, from the moment it listens")
    void arriveInOrder() throws InterruptedException {
        messages().publish(NEWS, Value.text("too early"));
        try (Subscription subscription = messages().subscribe(NEWS, heard::add)) {
            assertThat(subscription.isConnected()).isTrue();
            for (int i = 0; i < 200; i++) {
                messages().publish(NEWS, Value.text("n" + i));
            }

            awaitHeard(200);

            for (int i = 0; i < 200; i++) {
                assertThat(heard.get(i).payload()).isEqualTo(Value.text("n" + i));
                assertThat(heard.get(i).channel()).isEqualTo(NEWS);
            }
            assertThat(subscription.dropped()).isZero();
        }
    }

    @Test
    @DisplayName("reach every listener of a channel and none of another")
    void reachEverybody() throws InterruptedException {
        List<Message> others = new CopyOnWriteArrayList<>();
        List<Message> elsewhere = new CopyOnWriteArrayList<>();
        try (Subscription first = messages().subscribe(NEWS, heard::add);
                Subscription second = messages().subscribe(NEWS, others::add);
                Subscription third = messages().subscribe("News", elsewhere::add)) {
            messages().publish(NEWS, Value.text("hello"));
            messages().publish("News", Value.text("capital"));

            awaitHeard(1);
            await().atMost(PATIENCE).until(() -> others.size() == 1 && elsewhere.size() == 1);
            assertThat(elsewhere.get(0).payload()).isEqualTo(Value.text("capital"));
            assertThat(heard).hasSize(1);
            assertThat(List.of(first.dropped(), second.dropped(), third.dropped()))
                    .containsOnly(0L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a'b\"c;--", "søppel 🚮", "two words", "*", "x.y:z", "\"; UNLISTEN *; --", "SELECT"})
    @DisplayName("take any name of a channel as it is")
    void takeAnyName(String channel) throws InterruptedException {
        try (Subscription subscription = messages().subscribe(channel, heard::add)) {
            messages().publish(NEWS, Value.text("not for us"));
            messages().publish(channel, Value.text("for us"));

            awaitHeard(1);
            assertThat(heard.get(0).payload()).isEqualTo(Value.text("for us"));
            assertThat(heard.get(0).channel()).isEqualTo(channel);
            assertThat(subscription.isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "it's \\ \"quoted\"; --", "line\nbreak\ttab", "🚣 båt", "x'y''z", "$1 ?"})
    @DisplayName("carry any text as it is")
    void carryText(String text) throws InterruptedException {
        try (Subscription subscription = messages().subscribe(NEWS, heard::add)) {
            messages().publish(NEWS, Value.text(text));

            awaitHeard(1);
            assertThat(heard.get(0).payload()).isEqualTo(Value.text(text));
            assertThat(subscription.dropped()).isZero();
        }
    }

    @Test
    @DisplayName("carry bytes as they are, or refuse them by name")
    void carryBytes() throws InterruptedException {
        Value bytes = Bytes.of(new byte[] {0, (byte) 0xff, '\r', '\n', (byte) 0xc3});
        try (Subscription subscription = messages().subscribe(NEWS, heard::add)) {
            try {
                messages().publish(NEWS, bytes);
            } catch (StoreException refused) {
                assertThat(refused.category()).isEqualTo(Category.USER);
                return;
            }
            awaitHeard(1);
            assertThat(heard.get(0).payload()).isEqualTo(bytes);
            assertThat(subscription.dropped()).isZero();
        }
    }

    @Test
    @DisplayName("carry some thousand characters, and a mebibyte or say that it is too long")
    void carryLongText() throws InterruptedException {
        String some = "x".repeat(6_000);
        String many = "y".repeat(1 << 20);
        try (Subscription subscription = messages().subscribe(NEWS, heard::add)) {
            messages().publish(NEWS, Value.text(some));
            boolean both = true;
            try {
                messages().publish(NEWS, Value.text(many));
            } catch (StoreException tooLong) {
                assertThat(tooLong.category()).isEqualTo(Category.LIMIT);
                both = false;
            }

            awaitHeard(both ? 2 : 1);
            assertThat(heard.get(0).payload()).isEqualTo(Value.text(some));
            if (both) {
                assertThat(heard.get(1).payload()).isEqualTo(Value.text(many));
            }
            assertThat(subscription.isConnected()).isTrue();
        }
    }

    @Test
    @DisplayName("are text or bytes and nothing else")
    void areTextOrBytes() {
        assertThatThrownBy(() -> messages().publish(NEWS, Value.int64(1)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.category()).isEqualTo(Category.USER));
    }

    @Test
    @DisplayName("wait for a slow listener up to a thousand, then the oldest are dropped and counted")
    void areDroppedAndCounted() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        try (Subscription subscription = messages().subscribe(NEWS, message -> {
            try {
                assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            heard.add(message);
        })) {
            for (int i = 0; i < 1_200; i++) {
                messages().publish(NEWS, Value.text("" + i));
            }
            await().atMost(PATIENCE).until(() -> subscription.dropped() >= 199);
            go.countDown();

            await().atMost(PATIENCE).until(() -> heard.size() + subscription.dropped() == 1_200);
            assertThat(subscription.dropped()).isBetween(199L, 200L);
            assertThat(heard.get(heard.size() - 1).payload()).isEqualTo(Value.text("1199"));
        }
    }

    @Test
    @DisplayName("come one at a time to a listener, and the next also after it failed")
    void comeOneAtATime() throws InterruptedException {
        List<String> notes = new CopyOnWriteArrayList<>();
        try (Subscription subscription = messages().subscribe(NEWS, message -> {
            notes.add("in");
            notes.add("out");
            heard.add(message);
            throw new IllegalStateException("on purpose");
        })) {
            for (int i = 0; i < 20; i++) {
                messages().publish(NEWS, Value.text("" + i));
            }

            awaitHeard(20);
            for (int i = 0; i < notes.size(); i++) {
                assertThat(notes.get(i)).isEqualTo(i % 2 == 0 ? "in" : "out");
            }
            assertThat(subscription.dropped()).isZero();
        }
    }

    @Test
    @DisplayName("reach nobody who has stopped listening, also when it stops itself")
    void endWithTheSubscription() throws InterruptedException {
        Subscription early = messages().subscribe(NEWS, heard::add);
        early.close();
        early.close();
        List<Message> others = new CopyOnWriteArrayList<>();
        try (Subscription stays = messages().subscribe(NEWS, others::add)) {
            messages().publish(NEWS, Value.text("late"));

            await().atMost(PATIENCE).until(() -> others.size() == 1);
            assertThat(heard).isEmpty();
            assertThat(early.isConnected()).isFalse();
            assertThat(stays.isConnected()).isTrue();
        }
    }

    @Test
    @DisplayName("end with the store")
    void endWithTheStore() throws InterruptedException {
        Messages messages = messages();
        Subscription subscription = messages.subscribe(NEWS, heard::add);

        store().store().close();

        assertThat(subscription.isConnected()).isFalse();
        assertThatThrownBy(() -> messages.publish(NEWS, Value.text("late"))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> messages.subscribe(NEWS, heard::add)).isInstanceOf(StoreException.class);
        subscription.close();
        assertThat(heard).isEmpty();
    }

    private void awaitHeard(int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).hasSize(count));
    }

    private Messages messages() {
        return store().store().messages().orElseThrow();
    }
}
