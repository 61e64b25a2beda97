package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.Role;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that dawdle are cut off and do not keep others waiting. */
@Timeout(30)
class SlowClientTest {
    private static final String HEAD = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";

    @Test
    void aBodyThatDoesNotArriveInTimeIsNotWaitedFor() throws IOException {
        try (TestConsole console = new TestConsole();
                Socket socket = open(console, HEAD)) {
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            assertThat(answer).isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void othersAreServedMeanwhile() throws IOException {
        try (TestConsole console = new TestConsole()) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sockets.add(open(console, HEAD));
            }
            for (int i = 0; i < 100; i++) {
                sockets.add(open(console, "GET / HTTP/1.1\r\nX-Slow: "));
            }
            assertThat(console.client().as(Role.VIEWER).get("/api/v1/stores").status())
                    .isEqualTo(200);
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static Socket open(TestConsole console, String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", console.address().getPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }
}
