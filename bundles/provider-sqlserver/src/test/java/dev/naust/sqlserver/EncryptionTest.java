package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.ManagedIdentity;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.tds.TdsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Encryption, against the double, with certificates that the JDK's own keytool makes. */
@Timeout(60)
class EncryptionTest {
    private static final char[] SECRET = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static TdsServer server;

    @BeforeAll
    static void start() throws Exception {
        make("server", "dns:localhost");
        make("other", "dns:localhost");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("server.p12"))) {
            store.load(in, SECRET);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, SECRET);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        server = TdsServer.encrypted(tls);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static void make(String name, String san) throws Exception {
        Path keystore = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + san,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            store.load(in, SECRET);
        }
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(store.getCertificate(name).getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        Files.writeString(folder.resolve(name + ".pem"), pem);
    }

    private static @Nullable StoreException failure(String host, @Nullable String mode, @Nullable String ca) {
        Map<String, Value> connection = Stores.connection(server);
        connection.put("host", Value.text(host));
        Map<String, Value> ssl = new HashMap<>();
        if (mode != null) {
            ssl.put("mode", Value.text(mode));
        }
        if (ca != null) {
            ssl.put("ca", Value.text(folder.resolve(ca).toString()));
        }
        connection.put("ssl", Document.of(ssl));
        try (Store store = Stores.open(connection)) {
            return catchThrowableOfType(StoreException.class, () -> store.check(Duration.ofSeconds(10)));
        }
    }

    @Test
    void anUnknownCertificateIsRefusedWithoutBeingAsked() {
        assertThat(failure("localhost", null, null).code()).isEqualTo(SqlServerErrorCode.TLS);
    }

    @Test
    void aCertificateOfTheFileIsTrusted() {
        assertThat(failure("localhost", null, "server.pem")).isNull();
    }

    @Test
    void anotherAuthorityIsRefused() {
        assertThat(failure("localhost", "verify-full", "other.pem").code()).isEqualTo(SqlServerErrorCode.TLS);
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() {
        assertThat(failure("127.0.0.1", "verify-full", "server.pem").code()).isEqualTo(SqlServerErrorCode.TLS);
    }

    @Test
    void theCheckCanBeLeftOut() {
        assertThat(failure("127.0.0.1", "require", null)).isNull();
    }

    @Test
    void aServerThatDoesNotEncryptIsRefused() throws Exception {
        try (TdsServer plain = TdsServer.plain()) {
            Map<String, Value> connection = Stores.connection(plain);
            connection.remove("ssl");
            try (Store store = Stores.open(connection)) {
                StoreException failure =
                        catchThrowableOfType(StoreException.class, () -> store.check(Duration.ofSeconds(10)));

                assertThat(failure.code()).isEqualTo(SqlServerErrorCode.TLS);
                assertThat(plain.signIns()).isZero();
            }
        }
    }

    @Test
    void theTokenOfAManagedIdentitySignsIn() throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        long end = Instant.now().plusSeconds(3600).getEpochSecond();
        service.createContext("/token", exchange -> {
            byte[] body = ("{\"access_token\":\"the-token\",\"expires_on\":\"" + end + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        Map<String, String> environment = Map.of(
                "IDENTITY_ENDPOINT",
                "http://127.0.0.1:" + service.getAddress().getPort() + "/token",
                "IDENTITY_HEADER",
                "header");
        Map<String, Value> settings = Stores.connection(server);
        settings.remove("username");
        settings.remove("password");
        settings.put("authentication", Value.text("managed-identity"));
        settings.put("ssl", Document.of(Map.of("mode", Value.text("require"))));
        ManagedIdentity identity = new ManagedIdentity(environment::get, Clock.systemUTC(), Optional.empty());
        try (Connection connection = new SqlServerSettings(Stores.config(settings))
                .dataSource(Optional.of(identity))
                .getConnection()) {
            assertThat(connection.isClosed()).isFalse();
        } finally {
            service.stop(0);
        }
        assertThat(server.token()).contains("the-token");
    }
}
