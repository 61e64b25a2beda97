package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.Refusals;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.testkit.Relay;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Under an open store a server's")
@Timeout(90)
class ChangedServerTest {
    private static final String PASSWORD = "changeit";

    /** Waiting until a refusal has ended takes its time. */
    private static final boolean SOAK = Boolean.getBoolean("naust.refusals");

    private String database = "";
    private Relay relay;

    @BeforeEach
    void begin() throws Exception {
        database = TestServer.newDatabase();
        TestServer.execute(database, "CREATE TABLE t (id int); GRANT ALL ON t TO PUBLIC");
        relay = new Relay(TestServer.port());
    }

    @AfterEach
    void end() throws Exception {
        relay.close();
        TestServer.drop(database);
    }

    private Store open(Map<String, Value> more) {
        Map<String, Value> connection = TestServer.connection(database);
        connection.put("host", Value.text("localhost"));
        connection.put("port", Value.int64(relay.port()));
        connection.put("pool", Document.of(Map.of("min", Value.int64(2), "max", Value.int64(4))));
        connection.putAll(more);
        return new PostgresProvider().open(StoreConfig.of("changed", Document.of(connection)));
    }

    private static long write(Store store) throws InterruptedException {
        return store.sql().orElseThrow().execute(SqlStatement.of("INSERT INTO t VALUES (1)"));
    }

    private static StoreException refused(Store store) {
        return catchThrowableOfType(StoreException.class, () -> write(store));
    }

    /** As a restart would; new connections meet what has changed. */
    private void endConnections() {
        TestServer.execute(
                "postgres",
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + database + "'");
        await().pollDelay(Duration.ofMillis(600)).until(() -> true);
    }

    private static String setting(String name) throws SQLException {
        try (Connection connection = TestServer.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    @DisplayName("password is changed: each call is told so at once, and the server hardly hears of it")
    void password() throws Exception {
        Path rules = Path.of(setting("hba_file"));
        String before = Files.readString(rules);
        TestServer.execute("postgres", "CREATE ROLE rotated LOGIN PASSWORD 'old'");
        try {
            Files.writeString(rules, "host all rotated all scram-sha-256\n" + before);
            TestServer.execute("postgres", "SELECT pg_reload_conf()");
            await("the server reads its rules some time after it is told to")
                    .untilAsserted(() -> assertThatThrownBy(() -> DriverManager.getConnection(
                                    "jdbc:postgresql://localhost:" + TestServer.port() + "/postgres",
                                    "rotated",
                                    "wrong"))
                            .isInstanceOf(SQLException.class));
            Map<String, Value> login = Map.of("username", Value.text("rotated"), "password", Value.text("old"));
            try (Store store = open(login)) {
                assertThat(write(store)).isEqualTo(1);
                int tried = relay.connections();
                TestServer.execute("postgres", "ALTER ROLE rotated PASSWORD 'new'");
                endConnections();
                long begin = System.nanoTime();

                for (int call = 0; call < 10; call++) {
                    StoreException failure = refused(store);
                    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(PostgresErrorCode.PASSWORD);
                    assertThat(failure.category()).isEqualTo(Category.CONFIGURATION);
                }

                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
                assertThat(relay.connections() - tried).isBetween(1, 3);
                TestServer.execute("postgres", "ALTER ROLE rotated PASSWORD 'old'");
                await().atMost(Refusals.PAUSE.plusSeconds(10))
                        .ignoreExceptions()
                        .until(() -> write(store) == 1);
                assertThat(relay.connections() - tried)
                        .as("with the pool's own that succeeded")
                        .isLessThan(9);
            }
        } finally {
            Files.writeString(rules, before);
            TestServer.execute("postgres", "SELECT pg_reload_conf()");
            TestServer.execute(database, "DROP OWNED BY rotated; DROP ROLE rotated");
        }
    }

    @Test
    @DisplayName("database is set to read only: that is the reason given, and set back it takes changes again")
    void readOnly() throws Exception {
        try (Store store = open(Map.of())) {
            assertThat(write(store)).isEqualTo(1);
            TestServer.execute("postgres", "ALTER DATABASE " + database + " SET default_transaction_read_only = on");
            endConnections();

            StoreException failure = refused(store);

            assertThat(failure.code()).as(failure.getMessage()).isEqualTo(PostgresErrorCode.READ_ONLY);
            assertThat(failure.getMessage()).contains("default_transaction_read_only");
            TestServer.execute("postgres", "ALTER DATABASE " + database + " RESET default_transaction_read_only");
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> write(store) == 1);
        }
    }

    @Test
    @DisplayName(
            "certificate expires: that is the reason given, and with a new one it goes on; each mode of TLS is kept to")
    void certificate(@TempDir Path folder) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        keytool(folder, "ca", "-startdate", "-20d", "-validity", "60", "-ext", "bc:c");
        Path good = certificate(folder, "good", "-1d", "30");
        Path expired = certificate(folder, "expired", "-10d", "5");
        Path authority = pem(
                folder.resolve("ca.crt"),
                "CERTIFICATE",
                keys(folder).getCertificate("ca").getEncoded());
        Map<String, Value> ssl = Map.of(
                "ssl",
                Document.of(Map.of(
                        "mode", Value.text("verify-full"),
                        "ca", Value.text(authority.toString()))));
        try {
            show(good);
            try (Store store = open(ssl)) {
                assertThat(write(store)).isEqualTo(1);
                show(expired);
                endConnections();

                StoreException failure = refused(store);

                assertThat(failure.code()).as(failure.getMessage()).isEqualTo(PostgresErrorCode.CERTIFICATE_EXPIRED);
                show(good);
                if (SOAK) {
                    await().atMost(Refusals.PAUSE.plusSeconds(10))
                            .ignoreExceptions()
                            .until(() -> write(store) == 1);
                }
            }
            try (Store again = open(ssl)) {
                assertThat(write(again)).isEqualTo(1);
            }
            assertThat(encrypted("verify-full", authority, "localhost")).isEqualTo(1);
            assertThat(encrypted("verify-ca", authority, "127.0.0.1")).isEqualTo(1);
            assertThat(encrypted("require", Path.of(""), "127.0.0.1")).isEqualTo(1);
            assertThat(encrypted("disable", Path.of(""), "localhost")).isZero();
            assertNotTrusted("verify-full", authority, "127.0.0.1");
            assertNotTrusted("verify-ca", expired, "localhost");
        } finally {
            TestServer.execute("postgres", "ALTER SYSTEM RESET ssl");
            TestServer.execute("postgres", "ALTER SYSTEM RESET ssl_cert_file");
            TestServer.execute("postgres", "ALTER SYSTEM RESET ssl_key_file");
            TestServer.execute("postgres", "SELECT pg_reload_conf()");
        }
    }

    /** Writes as many records as the connection has encryption. */
    private long encrypted(String mode, Path authority, String host) throws InterruptedException {
        Map<String, Value> ssl = new HashMap<>(Map.of("mode", Value.text(mode)));
        if (!authority.toString().isEmpty()) {
            ssl.put("ca", Value.text(authority.toString()));
        }
        try (Store store = open(Map.of("host", Value.text(host), "ssl", Document.of(ssl)))) {
            return store.sql()
                    .orElseThrow()
                    .execute(SqlStatement.of(
                            "INSERT INTO t SELECT 1 FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"));
        }
    }

    private void assertNotTrusted(String mode, Path authority, String host) {
        StoreException failure = catchThrowableOfType(StoreException.class, () -> encrypted(mode, authority, host));
        assertThat(failure.code()).as(mode + " " + failure.getMessage()).isEqualTo(PostgresErrorCode.TLS);
    }

    private void show(Path certificate) throws Exception {
        Path key = Path.of(certificate.toString().replace(".crt", ".key"));
        TestServer.execute("postgres", "ALTER SYSTEM SET ssl_cert_file = '" + certificate + "'");
        TestServer.execute("postgres", "ALTER SYSTEM SET ssl_key_file = '" + key + "'");
        TestServer.execute("postgres", "ALTER SYSTEM SET ssl = on");
        TestServer.execute("postgres", "SELECT pg_reload_conf()");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> setting("ssl_cert_file").equals(certificate.toString())
                        && setting("ssl").equals("on"));
    }

    /** Signed by the authority, and owned by whom the server runs as. */
    private static Path certificate(Path folder, String name, String begin, String days) throws Exception {
        keytool(folder, name, "-startdate", begin, "-validity", days, "-signer", "ca", "-ext", "san=dns:localhost");
        KeyStore keys = keys(folder);
        Path key = folder.resolve(name + ".key");
        pem(key, "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
        Files.setOwner(key, Files.getOwner(Path.of(setting("data_directory"))));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return pem(
                folder.resolve(name + ".crt"),
                "CERTIFICATE",
                keys.getCertificate(name).getEncoded());
    }

    /** A pair of keys with a certificate, made by the JDK's own tool. */
    private static void keytool(Path folder, String name, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                folder.resolve("keys.p12").toString()));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private static KeyStore keys(Path folder) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static Path pem(Path file, String what, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n",
                StandardCharsets.US_ASCII);
    }
}
