package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.Role;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address means one thing, and a request for another server's name is not ours. */
class AddressTest {
    private final TestConsole console = new TestConsole();

    @AfterEach
    void close() {
        console.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../etc/passwd",
                "/static/../../etc/passwd",
                "/%2e%2e/etc/passwd",
                "/api/v1/%2e/stores",
                "/static/..%2fnaust.css",
                "/static%2fnaust.css",
                "/api/v1/stores;x=1",
                "/api;/v1/stores",
                "/..;/api/v1/stores",
                "//api/v1/stores",
                "/api//v1/stores",
                "/api/v1/stores\\x",
                "/api/v1/stores%5cx",
                "/api/v1/stores%00",
                "/api/v1/stores/%",
                "/api/v1/stores/%zz",
                "/api/v1/stores/%c0%ae%c0%ae",
                "/api/v1/stores#x",
                "http://user:pw@127.0.0.1/api/v1/stores",
            })
    void anAddressThatCanBeReadInTwoWaysIsRefused(String path) throws IOException {
        assertThat(status(raw(path, "127.0.0.1"))).as(path).isIn("400", "404");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "localhost", "LOCALHOST", "[::1]", "naust.example", "127.0.0.1:9", "localhost:80"})
    void theServersOwnNamesAreAnswered(String host) throws IOException {
        assertThat(status(raw("/livez", host))).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:7070",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "localhost.",
                "127.0.0.2",
                "[::2]",
                "0.0.0.0",
            })
    void aForeignNameIsNot(String host) throws IOException {
        String answer = raw("/sign-in", host);
        assertThat(status(answer)).isIn("421", "400");
        assertThat(answer).contains("X-Content-Type-Options: nosniff").doesNotContain("Set-Cookie");
    }

    @Test
    void aForwardedNameChangesNothing() throws IOException {
        String answer = exchange("GET /livez HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\n"
                + "Forwarded: host=localhost\r\nConnection: close\r\n\r\n");
        assertThat(status(answer)).isEqualTo("421");
    }

    @Test
    void aRequestThatTwoServersWouldCutDifferentlyIsRefused() throws IOException {
        String head = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        assertThat(status(exchange(head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")))
                .isEqualTo("400");
        assertThat(status(exchange(head + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde")))
                .isEqualTo("400");
        assertThat(status(exchange("GET /livez HTTP/1.1\r\n\r\n"))).isEqualTo("400");
    }

    @Test
    void aMangledRequestLeavesNoLineOfItsOwnInAnAnswer() {
        Client.Answer answer = console.client().as(Role.ADMIN).get("/api/v1/stores/x%0d%0aSet-Cookie:a=b");
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.status()).isIn(400, 404);
    }

    private String raw(String path, String host) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer "
                + TestAccounts.token(Role.ADMIN) + "\r\nConnection: close\r\n\r\n");
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", console.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String status(String answer) {
        return answer.replaceFirst("(?s)HTTP/1\\.1 ([0-9]{3}).*", "$1");
    }
}
