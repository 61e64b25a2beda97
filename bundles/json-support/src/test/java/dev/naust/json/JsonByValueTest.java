package dev.naust.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of docs/values.md and what they do not show. */
class JsonByValueTest {
    private static Optional<String> of(String json) {
        return JsonByValue.of(json.getBytes(StandardCharsets.UTF_8))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {}",
                "[ ] | []",
                "{\"bb\":1,\"a\":[1,2 ,{\"z\":null,\"y\":true}],\"a\":2} | {\"a\": 2, \"bb\": 1}",
                "{\"é\":1,\"zz\":2,\"b\":false} | {\"b\": false, \"zz\": 2, \"é\": 1}",
                "[1e2,1.50,-5E-1,0e5,0.00e1,0e-3,1E+3] | [100, 1.50, -0.5, 0, 0.0, 0.000, 1000]",
                "[-0,-0.0] | [-0, -0.0]",
                "\"\\u0041\\/\\\"\\\\\\n\\u007F\\u001f\" | \"A/\\\"\\\\\\n\u007f\\u001f\"",
                "\"\\ud83d\\udea2\" | \"🚢\""
            })
    void keepsWhatItSaysInOneForm(String given, String held) {
        assertThat(of(given)).contains(held);
        assertThat(of(held)).contains(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"\\ud800\\n\"",
                "\"\\ud800\\u0041\"",
                "\"\\udc00\"",
                "1e400000",
                "1e-20000",
                "1e99999999999"
            })
    void saysWhatHasNoSuchForm(String json) {
        assertThat(of(json)).isEmpty();
    }

    @Test
    void goesAsDeepAsJsonMayBeHere() {
        String deep = "[".repeat(1_000) + "]".repeat(1_000);
        assertThat(of(deep)).contains(deep);
    }

    @Test
    void doesNotWriteShortNumbersOutAtGreatLength() {
        assertThat(of("1e8000")).contains("1" + "0".repeat(8_000));
        assertThat(of("[" + "1e99,".repeat(10_000) + "1]").isPresent()).isFalse();
        assertThat(of("[" + "123.456,".repeat(10_000) + "1]").isPresent()).isTrue();
    }
}
