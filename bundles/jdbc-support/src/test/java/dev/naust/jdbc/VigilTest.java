package dev.naust.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VigilTest {
    private static final String CONNECTION = "connection";
    private static final Duration BOTH_WAIT = Duration.ofSeconds(2);

    private final CountDownLatch cut = new CountDownLatch(1);
    private final CountDownLatch often = new CountDownLatch(6);

    /** A server that answers everybody, and says this of its connections. */
    private Vigil<String, String> over(Supplier<String> saying) {
        return new Vigil<>(
                "test",
                new Vigil.Servers<>() {
                    @Override
                    public String at(String connection) {
                        return "server";
                    }

                    @Override
                    public String anywhere() {
                        return "server";
                    }

                    @Override
                    public boolean answers(String server, Duration limit) {
                        return true;
                    }

                    @Override
                    public String waitsForClient(String connection, Duration limit) {
                        often.countDown();
                        return saying.get();
                    }

                    @Override
                    public void cut(String connection) {
                        cut.countDown();
                    }

                    @Override
                    public void silent(String server) {
                        throw new AssertionError("It answers");
                    }
                },
                BOTH_WAIT);
    }

    @Test
    void aConnectionOnWhichServerAndClientWaitForEachOtherIsEnded() throws Exception {
        try (Vigil<String, String> vigil = over(() -> "idle since 9:00");
                Vigil<String, String>.Wait wait = vigil.begin(CONNECTION)) {
            assertThat(cut.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(wait.isHopeless()).isTrue();
        }
    }

    @Test
    void aServerThatWorksOrSendsMeanwhileIsWaitedFor() throws Exception {
        try (Vigil<String, String> busy = over(() -> "");
                Vigil<String, String> sending = over(() -> "sent " + often.getCount());
                Vigil<String, String>.Wait first = busy.begin(CONNECTION);
                Vigil<String, String>.Wait second = sending.begin(CONNECTION)) {
            assertThat(often.await(50, TimeUnit.SECONDS)).isTrue();
            assertThat(first.isHopeless()).isFalse();
            assertThat(second.isHopeless()).isFalse();
        }
    }
}
