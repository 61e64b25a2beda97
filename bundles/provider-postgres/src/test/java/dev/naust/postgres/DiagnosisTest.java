package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Hosts;
import dev.naust.api.store.Step;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Trial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How far a trial comes, against a real server and against what is none. */
@Timeout(60)
class DiagnosisTest {
    private static String database;

    @BeforeAll
    static void make() {
        database = TestServer.newDatabase();
        TestServer.execute(database, "CREATE ROLE guest LOGIN");
        TestServer.execute(database, "CREATE SCHEMA vault");
        TestServer.execute(database, "CREATE ROLE closed NOLOGIN");
    }

    @AfterAll
    static void drop() {
        TestServer.drop(database);
        TestServer.execute("postgres", "DROP ROLE guest");
        TestServer.execute("postgres", "DROP ROLE closed");
    }

    @Test
    void aServerThatWorksPassesAllStepsThatApply() throws Exception {
        Notes notes = tried(Map.of(), Hosts.ANY);

        assertThat(notes.lines)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("CONNECT ok: PostgreSQL answers at"),
                        line -> assertThat(line).startsWith("TLS skipped: The server offers none"),
                        line -> assertThat(line).isEqualTo("SIGN_IN ok: The server lets \"postgres\" in."),
                        line -> assertThat(line).contains("PERMISSION ok: May use the schema \"public\""));
    }

    @Test
    void theStepThatFailsIsTheOneThatIsTold() throws Exception {
        assertThat(tried(Map.of("username", Value.text("closed")), Hosts.ANY).failed)
                .startsWith("SIGN_IN");
        assertThat(tried(Map.of("database", Value.text("nowhere")), Hosts.ANY).failed)
                .startsWith("PERMISSION");
        assertThat(tried(Map.of("username", Value.text("guest"), "schema", Value.text("vault")), Hosts.ANY).failed)
                .startsWith("PERMISSION")
                .contains("Grant USAGE");
        Document required = Document.of(Map.of("mode", Value.text("require")));
        assertThat(tried(Map.of("ssl", required), Hosts.ANY).failed).startsWith("TLS");
        assertThat(tried(Map.of("host", Value.text("no-such-host.invalid")), Hosts.ANY).failed)
                .startsWith("NAME_LOOKUP");
    }

    @Test
    void whatIsNotThereOrIsSomethingElseFailsToConnect() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertThat(tried(Map.of("port", Value.int64(closed)), Hosts.ANY).failed).startsWith("CONNECT");
        try (ServerSocket web = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answer(web), "web");
            server.setDaemon(true);
            server.start();
            assertThat(tried(Map.of("port", Value.int64(web.getLocalPort())), Hosts.ANY).failed)
                    .startsWith("CONNECT")
                    .contains("is not PostgreSQL")
                    .doesNotContain("HTTP");
        }
    }

    private static void answer(ServerSocket web) {
        try (Socket client = web.accept()) {
            // What is closed with unread data resets the connection, and the answer may be lost with it.
            client.getInputStream().readNBytes(8);
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void connectionsGoToTheAddressThatWasJudgedWhateverTheNameMeansNow() throws Exception {
        List<String> asked = new ArrayList<>();
        Hosts judged = (host, port) -> {
            asked.add(host + ":" + port);
            return List.of(InetAddress.getByName("127.0.0.1"));
        };
        Map<String, Value> elsewhere = Map.of("host", Value.text("db.invalid"));

        assertThat(tried(elsewhere, judged).failed).isEmpty();
        try (Store store = new PostgresProvider().open(config(elsewhere, judged))) {
            store.check(Duration.ofSeconds(5));
            assertThat(store.datasets()).isEmpty();
        }
        assertThat(asked).isNotEmpty().allMatch(("db.invalid:" + TestServer.port())::equals);
    }

    private static StoreConfig config(Map<String, Value> changes, Hosts hosts) {
        Map<String, Value> connection = new LinkedHashMap<>();
        connection.put("host", Value.text("127.0.0.1"));
        connection.put("port", Value.int64(TestServer.port()));
        connection.put("database", Value.text(database));
        connection.put("username", Value.text("postgres"));
        connection.putAll(changes);
        return new StoreConfig("tried", Document.of(connection), Document.empty(), hosts);
    }

    private static Notes tried(Map<String, Value> changes, Hosts hosts) throws InterruptedException {
        Notes notes = new Notes();
        try {
            new PostgresProvider().diagnose(config(changes, hosts), notes);
        } catch (StoreException e) {
            assertThat(notes.failed).isNotEmpty();
        }
        return notes;
    }

    /** Notes what it is told. */
    private static final class Notes implements Trial {
        final List<String> lines = new ArrayList<>();
        String failed = "";

        @Override
        public void run(Step step, Work work) throws InterruptedException {
            try {
                lines.add(step + " ok: " + work.run());
            } catch (StoreException e) {
                failed = e.code().step().orElse(step) + ": " + e.getMessage();
                throw e;
            }
        }

        @Override
        public void skip(Step step, String why) {
            lines.add(step + " skipped: " + why);
        }

        @Override
        public Duration left() {
            return Duration.ofSeconds(5);
        }
    }
}
