package dev.naust.redis;

import static dev.naust.redis.People.SCHEMA;
import static dev.naust.redis.People.failure;
import static dev.naust.redis.People.insert;
import static dev.naust.redis.People.make;
import static dev.naust.redis.People.open;
import static dev.naust.redis.People.read;
import static dev.naust.redis.People.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.Queue;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Refusals;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.RedisErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;
import redis.clients.jedis.resps.AccessControlLogEntry;

/** Who may do what: passwords, rights, and commands that nobody can send. */
class AccessTest {
    @Test
    void aWrongPasswordIsNamedAndNeverRepeated() {
        try (RedisProcess server = RedisProcess.start("--requirepass", "right-one")) {
            assertPassword(failure(() -> open(server.port(), Map.of())));
            assertPassword(failure(() -> open(server.port(), Map.of("password", Value.text("hunter2-wrong")))));
            assertPassword(failure(() -> open(
                    server.port(), Map.of("username", Value.text("nobody"), "password", Value.text("hunter2-wrong")))));
            assertThatCode(() -> open(server.port(), Map.of("password", Value.text("right-one")))
                            .close())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aPasswordThatIsChangedUnderAnOpenStoreIsNamedAndHardlyTried() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Jedis admin = new Jedis("127.0.0.1", server.port())) {
            admin.aclSetUser("worker", "on", ">old", "~*", "+@all");
            try (Store store =
                    open(server.port(), Map.of("username", Value.text("worker"), "password", Value.text("old")))) {
                make(store);
                admin.aclSetUser("worker", "resetpass", ">new");
                admin.clientKill(new ClientKillParams().user("worker"));
                admin.aclLogReset();

                for (int call = 0; call < 20; call++) {
                    StoreException failure = failure(() -> read(store));
                    // What was killed is noticed first.
                    if (call > 0 || failure.category() != Category.UNAVAILABLE) {
                        assertPassword(failure);
                    }
                }

                assertThat(admin.aclLog().stream()
                                .mapToLong(AccessControlLogEntry::getCount)
                                .sum())
                        .isBetween(1L, 5L);
                admin.aclSetUser("worker", ">old");
                await().atMost(Refusals.PAUSE.plusSeconds(5)).ignoreExceptions().until(() -> read(store) == 0);
            }
        }
    }

    @Test
    void aUserWithoutRightsIsToldSo() {
        try (RedisProcess server = RedisProcess.start();
                Jedis admin = new Jedis("127.0.0.1", server.port())) {
            admin.aclSetUser(
                    "reader",
                    "on",
                    ">pw",
                    "~*",
                    "+@read",
                    "+ping",
                    "+select",
                    "+memory",
                    "+multi",
                    "+discard",
                    "-@write");
            Map<String, Value> login = Map.of("username", Value.text("reader"), "password", Value.text("pw"));
            try (Store full = open(server.port(), Map.of());
                    Store limited = open(server.port(), login)) {
                make(full);
                insert(full, 3);

                assertThat(read(limited)).isEqualTo(3);
                assertThat(failure(() -> insert(limited, 3)).code()).isEqualTo(RedisErrorCode.NO_RIGHTS);
                assertThat(against(full)).isEmpty();
                assertThat(against(limited))
                        .containsExactly(
                                "Its user may not send HSET, UNLINK, EVAL for the key naust:collections: give it the"
                                        + " right to the commands and to such keys (ACL SETUSER)",
                                "Its user may not send HSET, UNLINK, EVAL for the key People:naust-footing: give it the"
                                        + " right to the commands and to such keys (ACL SETUSER)");
                admin.aclSetUser("reader", "+@write", "+@scripting", "+@transaction", "resetkeys", "~People:*");
                assertThat(against(limited))
                        .singleElement()
                        .asString()
                        .contains("HSET, UNLINK, EVAL for the key naust:collections");
                assertThat(admin.keys("*footing*")).isEmpty();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static List<String> against(Store store) throws InterruptedException {
        return store.footing().orElseThrow().againstWriting(List.of(SCHEMA.id()), true);
    }

    @Test
    void theRightsThatThePageNamesAreEnough() throws Exception {
        String page = Files.readString(Path.of("../../docs/redis.md"));
        String rights = page.substring(page.indexOf("`+@read +@write") + 1)
                .split("`", 2)[0]
                .replaceAll("\\s+", " ");
        try (RedisProcess server = RedisProcess.start();
                Jedis admin = new Jedis("127.0.0.1", server.port())) {
            List<String> rules = new ArrayList<>(List.of("on", ">pw", "~*", "&*"));
            rules.addAll(List.of(rights.split(" ")));
            admin.aclSetUser("worker", rules.toArray(String[]::new));
            Map<String, Value> login = Map.of("username", Value.text("worker"), "password", Value.text("pw"));
            try (Store store = open(server.port(), login)) {
                make(store);
                insert(store, 3);
                assertThat(read(store)).isEqualTo(3);
                assertThat(store.datasets()).hasSize(1);
                Queue queue = store.queue().orElseThrow();
                queue.enqueue("mail", Queue.NewJob.of(Document.empty()));
                assertThat(queue.dequeue("mail", 1, Duration.ofMinutes(1))).hasSize(1);
                store.messages().orElseThrow().subscribe("news", message -> {}).close();
                store.messages().orElseThrow().publish("news", Text.of("x"));
                store.schemaEditing().orElseThrow().drop(SCHEMA.id());
                assertThat(store.datasets()).isEmpty();
            }
        }
    }

    @Test
    void noCommandIsKnownThatReachesBeyondRecords() {
        assertThat(Command.values())
                .extracting(Enum::name)
                .doesNotContain(
                        "CONFIG",
                        "REPLICAOF",
                        "SLAVEOF",
                        "FLUSHALL",
                        "FLUSHDB",
                        "SHUTDOWN",
                        "MODULE",
                        "DEBUG",
                        "MIGRATE",
                        "ACL",
                        "KEYS",
                        "SAVE",
                        "MONITOR",
                        "SCRIPT",
                        "RESTORE");
    }

    @Test
    void namesThatLookLikeCommandsAreOnlyNames() throws InterruptedException {
        int database = TestServer.newDatabase();
        try (Store store = TestServer.open(database);
                Jedis client = TestServer.client(database)) {
            client.set("survivor", "here");
            Schema schema = Schema.table(DatasetId.of("x\r\nFLUSHALL\r\n"), SCHEMA.fields(), SCHEMA.key());
            make(store, schema);
            try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
                assertThat(writer.write(List.of(record(1, "\r\nCONFIG SET dir /tmp\r\n")))
                                .rejected())
                        .isEmpty();
            }

            assertThat(client.get("survivor")).isEqualTo("here");
            assertThat(store.datasets()).extracting(Dataset::id).contains(schema.id());
            client.flushDB();
        }
    }

    private static void assertPassword(StoreException failure) {
        assertThat(failure.code()).isEqualTo(RedisErrorCode.PASSWORD);
        assertThat(failure.category()).isEqualTo(Category.CONFIGURATION);
        for (Throwable each = failure; each != null; each = each.getCause()) {
            assertThat(each.getMessage()).doesNotContain("hunter2");
        }
    }
}
