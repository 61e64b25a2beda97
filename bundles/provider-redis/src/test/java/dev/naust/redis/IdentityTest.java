package dev.naust.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Identity.Standing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A Redis server says which database it is: the same as its replica, the one before its own promotion, and no stranger's. */
final class IdentityTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    void a_replica_is_known_as_the_same_database_before_and_after_it_takes_its_primarys_place() {
        try (RedisProcess primary = RedisProcess.start();
                RedisProcess replica = replicaOf(primary);
                RedisProcess stranger = RedisProcess.start();
                Store first = open(primary, 0);
                Store second = open(replica, 0);
                Store other = open(stranger, 0)) {
            Standing before = standing(first);
            assertThat(before.isWritable()).isTrue();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(standing(second).database()).isEqualTo(before.database()));
            assertThat(standing(second).isWritable()).isFalse();

            primary.kill();
            promote(replica);

            Standing after = standing(second);
            assertThat(after.isWritable()).isTrue();
            assertThat(after.database()).isNotEqualTo(before.database());
            assertThat(after.former()).containsExactly(before.database());

            assertThat(standing(other).database()).isNotIn(before.database(), after.database());
            assertThat(standing(other).former()).isEmpty();
        }
    }

    @Test
    void another_number_of_the_same_server_is_another_database() {
        try (Store one = TestServer.open(TestServer.newDatabase());
                Store two = TestServer.open(TestServer.newDatabase())) {
            assertThat(standing(one).database()).isNotEqualTo(standing(two).database());
        }
    }

    @Test
    void a_user_who_may_not_ask_is_told_which_right_is_missing() {
        try (RedisProcess server = RedisProcess.start();
                Jedis admin = new Jedis("127.0.0.1", server.port())) {
            admin.aclSetUser("app", "on", ">hunter2", "~*", "&*", "+@all", "-info");
            Map<String, Value> user = Map.of(
                    "host", Value.text("127.0.0.1"),
                    "port", Value.int64(server.port()),
                    "username", Value.text("app"),
                    "password", Value.text("hunter2"));
            try (Store store = new RedisProvider().open(StoreConfig.of("test", Document.of(user)))) {
                assertThatThrownBy(() -> standing(store))
                        .hasMessageContainingAll("which failover needs", "INFO")
                        .hasMessageNotContaining("hunter2");
            }
        }
    }

    private static RedisProcess replicaOf(RedisProcess primary) {
        return RedisProcess.start("--replicaof", "127.0.0.1", "" + primary.port(), "--repl-diskless-sync-delay", "0");
    }

    private static void promote(RedisProcess replica) {
        try (Jedis admin = new Jedis("127.0.0.1", replica.port())) {
            admin.replicaofNoOne();
        }
    }

    private static Standing standing(Store store) {
        return store.identity().orElseThrow().standing(LIMIT);
    }

    private static Store open(RedisProcess server, int database) {
        return new RedisProvider()
                .open(StoreConfig.of(
                        "test",
                        Document.of(Map.of(
                                "host", Value.text("127.0.0.1"),
                                "port", Value.int64(server.port()),
                                "database", Value.int64(database)))));
    }
}
