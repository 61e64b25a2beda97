package dev.naust.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.RedisErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS against a real server, with certificates that the JDK's own keytool makes. */
class TlsTest {
    @TempDir
    static Path folder;

    private static RedisProcess server;

    @BeforeAll
    static void start() throws Exception {
        makeCertificate("server", "dns:localhost");
        makeCertificate("client", "dns:client");
        server = RedisProcess.startWithTls(
                "--tls-cert-file", folder.resolve("server.crt").toString(),
                "--tls-key-file", folder.resolve("server.key").toString(),
                "--tls-ca-cert-file", folder.resolve("client.crt").toString(),
                "--tls-auth-clients", "yes");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aServerWhoseCertificateIsTrustedIsSpokenToWithTls() {
        try (Store store = open("localhost", tls())) {
            assertThatCode(() -> store.check(Duration.ofSeconds(5))).doesNotThrowAnyException();
        }
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        Map<String, Value> tls = tls();
        tls.put("ca", Value.text(folder.resolve("client.crt").toString()));

        assertTls("localhost", tls);
    }

    @Test
    void aCertificateOfAnotherNameIsRefusedUnlessTheCheckIsOff() {
        assertTls("127.0.0.1", tls());

        Map<String, Value> unchecked = tls();
        unchecked.put("rejectUnauthorized", Value.Bool.FALSE);
        open("127.0.0.1", unchecked).close();
    }

    @Test
    void aClientWithoutACertificateIsRefusedWhereOneIsAskedFor() {
        Map<String, Value> tls = tls();
        tls.remove("cert");
        tls.remove("key");

        StoreException failure = failure("localhost", tls);

        assertThat(failure.category()).isIn(Category.CONFIGURATION, Category.UNAVAILABLE);
    }

    @Test
    void filesThatAreNoneAreNamedBeforeAnythingIsSent() throws IOException {
        Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
        for (String name : new String[] {"ca", "cert", "key"}) {
            Map<String, Value> tls = tls();
            tls.put(name, Value.text(nonsense.toString()));

            assertThat(failure("localhost", tls)).hasMessageContaining("nonsense.pem");
        }
        Map<String, Value> half = tls();
        half.remove("key");
        assertThat(failure("localhost", half)).hasMessageContaining("belong together");
    }

    private static void assertTls(String host, Map<String, Value> tls) {
        assertThat(failure(host, tls).code()).isEqualTo(RedisErrorCode.TLS);
    }

    private static StoreException failure(String host, Map<String, Value> tls) {
        return catchThrowableOfType(StoreException.class, () -> open(host, tls).close());
    }

    private static Map<String, Value> tls() {
        return new HashMap<>(Map.of(
                "ca", Value.text(folder.resolve("server.crt").toString()),
                "cert", Value.text(folder.resolve("client.crt").toString()),
                "key", Value.text(folder.resolve("client.key").toString())));
    }

    private static Store open(String host, Map<String, Value> tls) {
        return new RedisProvider()
                .open(StoreConfig.of(
                        "tls",
                        Document.of(Map.of(
                                "host", Value.text(host),
                                "port", Value.int64(server.port()),
                                "tls", Document.of(tls)))));
    }

    private static void makeCertificate(String name, String alternative)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + alternative,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        pem("CERTIFICATE", keys.getCertificate(name).getEncoded(), name + ".crt");
        pem("PRIVATE KEY", keys.getKey(name, "changeit".toCharArray()).getEncoded(), name + ".key");
    }

    private static void pem(String what, byte[] bytes, String file) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(file))) {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
            out.write(("-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
    }
}
