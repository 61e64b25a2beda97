package dev.naust.redis;

import static dev.naust.redis.People.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What is removed is not in Redis's files any more, whoever had them written. */
class RedisScrubbingTest {
    private static final String CANARY = "kittiwake on the rock";

    @Test
    void aSnapshotThatSomebodyMadeByHandIsMadeAnew() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Jedis admin = new Jedis("127.0.0.1", server.port());
                Store store = open(server.port(), Map.of())) {
            admin.set("bird:1", CANARY);
            // It tells by the whole second.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() ->
                            Integer.parseInt(admin.info("server").replaceAll("(?s).*uptime_in_seconds:(\\d+).*", "$1"))
                                    > 2);
            admin.save();
            assertThat(snapshot(server.folder())).contains(CANARY);
            admin.unlink("bird:1");

            List<String> remains = store.scrubbing().orElseThrow().scrub(List.of());

            assertThat(snapshot(server.folder())).doesNotContain(CANARY);
            assertThat(remains).noneMatch(remark -> remark.contains("dump.rdb"));
        }
    }

    @Test
    void aSnapshotOfWhichRedisKnowsNothingIsNamed() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Store store = open(server.port(), Map.of())) {
            assertThat(store.scrubbing().orElseThrow().scrub(List.of()))
                    .anyMatch(remark -> remark.contains("dump.rdb") && remark.contains("delete it"));
            assertThat(server.folder().resolve("dump.rdb"))
                    .as("where nobody wants snapshots none is made")
                    .doesNotExist();
        }
    }

    private static String snapshot(Path folder) throws IOException {
        return Files.readString(folder.resolve("dump.rdb"), StandardCharsets.ISO_8859_1);
    }
}
