package dev.naust.api.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Value;
import dev.naust.api.store.Messages.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What waits for a slow listener, and what happens while nothing comes; the rest is in the contract of messages. */
class DeliveryTest {
    private static final Value LARGE = Bytes.of(new byte[20 << 20]);

    @Test
    void keepsNoMoreThanABoundedSizeForASlowListener() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(1);
        List<String> heard = new ArrayList<>();
        Delivery delivery = delivery(message -> {
            atWork.countDown();
            await(held);
            heard.add(message.channel());
            if (message.channel().equals("6")) {
                last.countDown();
            }
        });
        delivery.add(new Message("0", Value.text("first"), Instant.EPOCH));
        await(atWork);

        for (int i = 1; i <= 6; i++) {
            delivery.add(new Message("" + i, LARGE, Instant.EPOCH));
        }
        held.countDown();
        await(last);

        assertThat(delivery.end()).isTrue();
        assertThat(delivery.dropped()).isEqualTo(3);
        assertThat(heard).containsExactly("0", "4", "5", "6");
    }

    @Test
    void doesSomethingElseWhileNothingComes() {
        CountDownLatch twice = new CountDownLatch(2);
        Delivery delivery = new Delivery("test", message -> {}, failure -> {}, Duration.ofMillis(5), twice::countDown);
        delivery.begin();

        await(twice);

        assertThat(delivery.end()).isTrue();
    }

    @Test
    void tellsAFailedListenerTheNextMessage() {
        CountDownLatch failed = new CountDownLatch(2);
        Delivery delivery = new Delivery(
                "test",
                message -> {
                    throw new IllegalStateException(message.channel());
                },
                failure -> failed.countDown());
        delivery.begin();

        delivery.add(new Message("a", Value.text("1"), Instant.EPOCH));
        delivery.add(new Message("a", Value.text("2"), Instant.EPOCH));
        await(failed);

        assertThat(delivery.end()).isTrue();
    }

    private static Delivery delivery(Consumer<Message> listener) {
        Delivery delivery = new Delivery("test", listener, failure -> {});
        delivery.begin();
        return delivery;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
