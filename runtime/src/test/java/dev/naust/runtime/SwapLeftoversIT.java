package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Provider jars that are replaced in a running server again and again: nothing stays behind. */
final class SwapLeftoversIT {
    private static final Duration LIVE = Duration.ofSeconds(30);

    /** How often each provider is swapped; a single thread or file that stays of each swap of one is more than is let pass. */
    private static final int SWAPS = Integer.getInteger("naust.swaps", 20);

    @TempDir
    Path folder;

    private SwappedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new SwappedServer(folder);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "what a process holds is read from /proc")
    void swapsOfEveryProviderLeaveNothingBehind() throws Exception {
        for (int round = 0; round < 3; round++) {
            swapAll("8.0." + round);
        }
        Footprint before = Footprint.of(server.process().pid(), folder);
        for (int round = 0; round < SWAPS; round++) {
            swapAll("9.0." + round);
        }
        AtomicReference<Footprint> latest = new AtomicReference<>(before);
        try {
            // The last of so many versions may not have been collected at once.
            await().atMost(LIVE).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
                latest.set(Footprint.of(server.process().pid(), folder));
                assertNothingIsLeft(before, latest.get());
            });
        } finally {
            System.out.println("Before " + SWAPS + " swaps: " + before + "\nAfter them: " + latest.get());
        }
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("naust-")))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    private static void assertNothingIsLeft(Footprint before, Footprint after) {
        assertThat(after.classLoaders()).isLessThanOrEqualTo(before.classLoaders());
        assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 10);
        assertThat(after.openFiles()).isLessThanOrEqualTo(before.openFiles() + 10);
        assertThat(after.libraries()).isLessThanOrEqualTo(1);
        assertThat(after.metaspaceKib() - before.metaspaceKib()).isLessThan(5 * 1024);
    }

    private void swapAll(String version) throws Exception {
        for (ShippedJar jar : SwappedServer.JARS) {
            server.drop(jar, jar.asVersion(version));
        }
        for (ShippedJar jar : SwappedServer.JARS) {
            server.awaitVersion(jar.provider(), version);
        }
        for (String collection : SwappedServer.READ) {
            assertThat(server.process()
                            .get("/api/v1/stores/" + collection + "/records?limit=2")
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(server.process().get("/api/v1/stores/scratch/collections").statusCode())
                .isEqualTo(200);
        assertThat(server.process().get("/api/v1/stores/azure/collections").statusCode())
                .isEqualTo(503);
    }
}
