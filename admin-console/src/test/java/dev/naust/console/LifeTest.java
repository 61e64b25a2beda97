package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Run;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The console comes up where it is told, says why when it cannot, and leaves nothing behind. */
class LifeTest {

    @Test
    void aStoppedConsoleLeavesNoThreadAndNoOpenPort() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        TestConsole console = new TestConsole();
        console.runs().put("r1", Run.State.RUNNING, 1);
        console.client().as(Role.VIEWER).stream("/api/v1/runs/r1/events");
        await().until(() -> console.runs().listeners() == 1);
        int port = console.address().getPort();
        console.close();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> !before.contains(thread))
                        // The test's own client and patience have threads too.
                        .filteredOn(thread -> !thread.getName().matches("(HttpClient|awaitility).*"))
                        .isEmpty());
        assertThat(console.runs().listeners()).isZero();
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void aPortInUseIsNamedTogetherWithTheWayOut() throws Exception {
        try (TestConsole console = new TestConsole();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            ConsoleSettings settings =
                    new ConsoleSettings("127.0.0.1", taken.getLocalPort(), List.of(), "plugins", Path.of("target"));
            try (Routes routes = new Routes(console, settings, Clock.systemUTC())) {
                assertThatThrownBy(() -> WebServer.start(settings, routes))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(Integer.toString(taken.getLocalPort()))
                        .hasMessageContaining("NAUST_PORT");
            }
        }
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        for (String port : List.of("-1", "65536", "http", "")) {
            assertThatThrownBy(() -> ConsoleSettings.from(Map.of("naust.port", port)::get))
                    .hasMessageContaining("NAUST_PORT");
        }
        ConsoleSettings standard = ConsoleSettings.from(name -> null);
        assertThat(standard.host()).isEqualTo("127.0.0.1");
        assertThat(standard.port()).isEqualTo(7070);
    }
}
