package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Provider jars that are replaced in a running server under load: no call fails. */
@Isolated("what it measures is a machine that has nothing else to do")
final class SwapIT {
    private static final Duration LIVE = Duration.ofSeconds(30);

    /** What a swap may cost a call, on a machine that has nothing else to do. */
    private static final long SWAP_MILLIS = 1_000;

    private static final Duration WARM_UP = Duration.ofSeconds(10);

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
    void twoHundredCallsASecondGoThroughSwapsWithoutAFailure() throws Exception {
        List<URI> addresses = SwappedServer.READ.stream()
                .flatMap(collection -> Stream.of("/records?limit=5", "/count")
                        .map(rest -> server.process().address().resolve("/api/v1/stores/" + collection + rest)))
                .toList();
        // A server that has just started runs its code slowly; the swaps come to one that has been at work.
        loadFor(WARM_UP, addresses);
        Load.Outcome usual = loadFor(Duration.ofSeconds(3), addresses);
        assertThat(usual.failures()).isEmpty();
        try (Load load = Load.begin(200, addresses)) {
            for (ShippedJar jar : SwappedServer.JARS) {
                server.drop(jar, jar.asVersion("7.0.0"));
                server.awaitVersion(jar.provider(), "7.0.0");
                server.copySlowly(jar, jar.asVersion("7.0.1"));
                server.awaitVersion(jar.provider(), "7.0.1");
            }
            Load.Outcome outcome = load.end();
            System.out.println("Without a swap: " + usual + "\nWith ten swaps: " + outcome);
            assertThat(outcome.failures()).isEmpty();
            assertThat(outcome.millis()).hasSizeGreaterThan(500);
            // The machines that tests run on may be busy with other things, which slows down calls without a swap too.
            assertThat(outcome.slowest()).isLessThan(SWAP_MILLIS + 2 * usual.slowest());
        }
    }

    private static Load.Outcome loadFor(Duration length, List<URI> addresses) throws InterruptedException {
        try (Load load = Load.begin(200, addresses)) {
            await().pollDelay(length).atMost(length.plus(LIVE)).until(() -> true);
            return load.end();
        }
    }
}
