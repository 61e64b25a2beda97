package dev.naust.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSyntaxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "0",
                "-0",
                "-0.5e+10",
                "1E5",
                "\"\"",
                "true",
                "false",
                "null",
                " {\"a\" : [1, {\"b\":null}] } \n",
                "\"\\u00e6\\n\\\"\\\\\\/\"",
                "\"æ日本😀\"",
                "{\"a\":1,\"a\":2}",
                "\"\\ud800\"",
                "\"\u007f\""
            })
    void thisIsJson(String text) {
        assertThat(Value.Json.of(text).isWellFormed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\"}",
                "{a:1}",
                "{'a':1}",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "--1",
                "tru",
                "truex",
                "nul",
                "NaN",
                "Infinity",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12\"",
                "\"a\nb\"",
                "[1 2]",
                "1 2",
                "// c\n1",
                "[1,,2]",
                "{\"a\":}",
                "\"\\"
            })
    void thisIsNot(String text) {
        assertThat(Value.Json.of(text).isWellFormed()).isFalse();
    }

    @Test
    void nestingHasABottom() {
        assertThat(Value.Json.of("[".repeat(1_000) + "]".repeat(1_000)).isWellFormed())
                .isTrue();
        assertThat(Value.Json.of("[".repeat(100_000) + "]".repeat(100_000)).isWellFormed())
                .isFalse();
    }

    @Provide
    Arbitrary<String> json() {
        Arbitrary<String> scalars = Arbitraries.of("1", "-2.5e3", "\"x\"", "true", "null", "\"\\u00e6\"");
        return Arbitraries.recursive(
                () -> scalars,
                inner -> inner.list()
                        .ofMaxSize(3)
                        .map(items -> "[" + String.join(" , ", items) + "]")
                        .flatMap(array -> inner.map(value -> "{\"k\":" + value + ",\"l\":" + array + "}")),
                3);
    }

    @Property(tries = 300)
    void whatIsBuiltByTheGrammarIsJsonAndLosesThatWithItsLastCharacter(@ForAll("json") String text) {
        assertThat(Value.Json.of(text).isWellFormed()).isTrue();
        if (text.length() > 1 && !Character.isDigit(text.charAt(text.length() - 1))) {
            assertThat(Value.Json.of(text.substring(0, text.length() - 1)).isWellFormed())
                    .isFalse();
        }
    }
}
