package dev.naust.sqlserver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to a token on a virtual machine, against a stand-in of its metadata service. */
@Timeout(60)
class MetadataServiceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer service;
    private int status = 200;

    @BeforeEach
    void start() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/metadata/identity/oauth2/token", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Metadata") + " "
                    + exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER") + " "
                    + exchange.getRequestURI().getQuery());
            byte[] body = ("{\"access_token\":\"token-" + asked.size() + "\",\"expires_on\":\""
                            + NOW.plusSeconds(600).getEpochSecond() + "\",\"token_type\":\"Bearer\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private ManagedIdentity identity(Instant now, Optional<String> client) {
        return new ManagedIdentity(
                name -> null,
                Clock.fixed(now, ZoneOffset.UTC),
                client,
                "http://127.0.0.1:" + service.getAddress().getPort() + "/metadata/identity/oauth2/token");
    }

    @Test
    void itIsAskedForTheDatabaseAsItWantsToBeAsked() {
        var token = identity(NOW, Optional.of("11111111-2222-3333-4444-555555555555"))
                .getAccessToken("spn", "https://somewhere.else/");

        assertThat(token.getAccessToken()).isEqualTo("token-1");
        assertThat(token.getExpiresOn().toInstant()).isEqualTo(NOW.plusSeconds(600));
        assertThat(asked)
                .containsExactly("true null api-version=2018-02-01&resource=https://database.windows.net/"
                        + "&client_id=11111111-2222-3333-4444-555555555555");
    }

    @Test
    void aTokenIsKeptUntilFiveMinutesBeforeItsEnd() {
        ManagedIdentity early = identity(NOW, Optional.empty());
        early.getAccessToken("spn", "sts");
        early.getAccessToken("spn", "sts");
        assertThat(asked).hasSize(1);

        ManagedIdentity late = identity(NOW.plusSeconds(301), Optional.empty());
        late.getAccessToken("spn", "sts");
        assertThat(late.getAccessToken("spn", "sts").getAccessToken()).isEqualTo("token-3");
    }

    @Test
    void aMachineWithoutAnIdentityIsTold() {
        status = 400;
        assertThatThrownBy(() -> identity(NOW, Optional.empty()).getAccessToken("spn", "sts"))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("400")
                .hasMessageNotContaining("token-1");
    }

    @Test
    void aMachineOutsideOfAzureIsTold() {
        service.stop(0);
        assertThatThrownBy(() -> identity(NOW, Optional.empty()).getAccessToken("spn", "sts"))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("cannot be reached");
    }
}
