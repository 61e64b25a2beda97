package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import com.sun.net.httpserver.HttpServer;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Hosts;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.ManagedIdentity;
import dev.naust.sqlserver.tds.TdsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens of managed identities, and hosts that a gateway redirects to; against doubles. */
@Timeout(60)
class IdentityAndRouteTest {
    private static HttpServer identityService(AtomicInteger asked, List<String> seen, int status, String answer)
            throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/token", exchange -> {
            asked.incrementAndGet();
            seen.add(exchange.getRequestURI().getQuery() + " "
                    + exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER"));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        return service;
    }

    private static ManagedIdentity identity(HttpServer service) {
        Map<String, String> environment = Map.of(
                "IDENTITY_ENDPOINT",
                "http://127.0.0.1:" + service.getAddress().getPort() + "/token",
                "IDENTITY_HEADER",
                "secret-header");
        return new ManagedIdentity(
                environment::get, Clock.systemUTC(), Optional.of("11111111-2222-3333-4444-555555555555"));
    }

    @Test
    void theTokenOfTheIdentitySignsInAndIsKeptUntilItEnds() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        List<String> seen = new CopyOnWriteArrayList<>();
        long end = Instant.now().plusSeconds(3600).getEpochSecond();
        HttpServer service =
                identityService(asked, seen, 200, "{\"access_token\":\"the-token\",\"expires_on\":\"" + end + "\"}");
        try (TdsServer server = TdsServer.plain()) {
            ManagedIdentity identity = identity(service);
            for (int i = 0; i < 2; i++) {
                Map<String, Value> settings = Stores.connection(server);
                settings.remove("username");
                settings.remove("password");
                settings.put("authentication", Value.text("managed-identity"));
                SQLServerDataSource source =
                        new SqlServerSettings(Stores.config(settings)).dataSource(Optional.of(identity));
                // The driver encrypts whoever signs in by token, which this double does not.
                assertThat(source.getUser()).isNull();
                assertThat(identity.getAccessToken("spn", "sts").getAccessToken())
                        .isEqualTo("the-token");
            }
        } finally {
            service.stop(0);
        }
        assertThat(asked).hasValue(1);
        assertThat(seen.get(0))
                .contains("resource=https://database.windows.net/")
                .contains("client_id=11111111-2222-3333-4444-555555555555")
                .endsWith("secret-header");
    }

    @Test
    void aRefusalOfTheIdentityServiceIsToldWithoutItsSecrets() throws Exception {
        HttpServer service =
                identityService(new AtomicInteger(), new CopyOnWriteArrayList<>(), 403, "no such identity");
        try {
            assertThatThrownBy(() -> identity(service).getAccessToken("spn", "sts"))
                    .hasMessageContaining("403")
                    .hasMessageNotContaining("secret-header");
        } finally {
            service.stop(0);
        }
    }

    @Test
    void anAnswerWithoutATokenIsNotShown() throws Exception {
        HttpServer service = identityService(
                new AtomicInteger(), new CopyOnWriteArrayList<>(), 200, "{\"access_token\":\"the-token\"}");
        try {
            assertThatThrownBy(() -> identity(service).getAccessToken("spn", "sts"))
                    .hasMessageContaining("no token")
                    .hasNoCause()
                    .hasMessageNotContaining("the-token");
        } finally {
            service.stop(0);
        }
    }

    @Test
    void aRedirectionIsFollowedToAHostThatIsAllowed() throws Exception {
        try (TdsServer gateway = TdsServer.plain();
                TdsServer worker = TdsServer.plain()) {
            gateway.routeTo("127.0.0.1", worker.port());
            try (Store store = Stores.open(gateway)) {
                store.check(Duration.ofSeconds(10));
            }
            assertThat(worker.requests("SELECT 1")).isNotEmpty();
            assertThat(gateway.requests("SELECT 1")).isEmpty();
        }
    }

    @Test
    void aRedirectionToAHostThatThePolicyRefusesIsNotFollowed() throws Exception {
        Hosts policy = (host, port) -> {
            if (host.equals("127.0.0.2")) {
                throw new StoreException(CommonError.UNSUPPORTED, "The policy refuses " + host + ".");
            }
            return List.of(InetAddress.getLoopbackAddress());
        };
        try (TdsServer gateway = TdsServer.plain();
                TdsServer worker = TdsServer.plain()) {
            gateway.routeTo("127.0.0.2", worker.port());
            StoreConfig config =
                    new StoreConfig("test", Document.of(Stores.connection(gateway)), Document.empty(), policy);
            try (Store store = new SqlServerProvider().open(config)) {
                assertThat(catchThrowableOfType(StoreException.class, () -> store.check(Duration.ofSeconds(10))))
                        .hasMessage("The policy refuses 127.0.0.2.");
            }
            assertThat(worker.signIns()).isZero();
        }
    }

    @Test
    void noPropertyOfTheDriverCanBeSmuggledIn() {
        Map<String, Value> connection = new java.util.HashMap<>(Map.of(
                "host", Value.text("localhost"),
                "database", Value.text("x;trustServerCertificate=true"),
                "username", Value.text("u")));
        SQLServerDataSource source = new SqlServerSettings(Stores.config(connection)).dataSource(Optional.empty());
        assertThat(source.getTrustServerCertificate()).isFalse();
        assertThat(source.getEncrypt()).isEqualTo("true");

        for (String name : List.of("socketFactoryClass", "trustStore", "accessTokenCallbackClass", "authentication")) {
            connection.put("parameters", Document.of(Map.of(name, Value.text("x"))));
            assertThatThrownBy(() -> new SqlServerSettings(Stores.config(connection)).dataSource(Optional.empty()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(name);
        }
    }
}
