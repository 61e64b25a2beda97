package dev.naust.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.RedisErrorCode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisEndpointTest {
    private final RedisEndpoint endpoint = new RedisEndpoint(Map.<String, String>of()::get);

    @Test
    void readsEveryPartOfAnEndpoint() {
        Document read =
                endpoint.parse("redis://ola:p%40ss%2Fword@redis.example:7000/3").orElseThrow();

        assertThat(read.get("host")).contains(Text.of("redis.example"));
        assertThat(read.get("port")).contains(Value.int64(7000));
        assertThat(read.get("username")).contains(Text.of("ola"));
        assertThat(read.get("password")).contains(Text.of("p@ss/word"));
        assertThat(read.get("database")).contains(Value.int64(3));
        assertThat(read.get("tls")).isEmpty();
    }

    @Test
    void leavesOutWhatIsNotSaid() {
        assertThat(endpoint.parse("redis://")).contains(Document.of(Map.of("host", Text.of("localhost"))));
        assertThat(endpoint.parse("REDIS://[::1]:1").orElseThrow().get("host")).contains(Text.of("::1"));
    }

    @Test
    void speaksTlsWhereTheSchemeSaysSo() {
        assertThat(endpoint.parse("rediss://h").orElseThrow().get("tls"))
                .contains(Document.of(Map.of("enabled", Value.Bool.TRUE)));
    }

    @Test
    void takesThePasswordFromTheEnvironmentWhereNoneIsGiven() {
        RedisEndpoint withPassword = new RedisEndpoint(Map.of("REDIS_PASSWORD", "from-env")::get);

        assertThat(withPassword.parse("redis://h").orElseThrow().get("password"))
                .contains(Text.of("from-env"));
        assertThat(withPassword.parse("redis://:own@h").orElseThrow().get("password"))
                .contains(Text.of("own"));
    }

    @Test
    void leavesOtherFormsToOthers() {
        assertThat(endpoint.parse("postgresql://redis://x")).isEqualTo(Optional.empty());
        assertThat(endpoint.parse("redis")).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:hunter2@h:70000",
                "redis://:hunter2@h/x",
                "redis://:hunter2@h?x=1",
                "redis://:hunter2@[::1",
                "redis://:hunter2%zz@h"
            })
    void refusesWhatIsNotClearWithoutShowingIt(String text) {
        assertThatThrownBy(() -> endpoint.parse(text))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(RedisErrorCode.ENDPOINT))
                .hasMessageNotContaining("hunter2");
    }
}
