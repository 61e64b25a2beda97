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

    @Provide
    Arbitrary<String> nearlyJson() {
        return Arbitraries.of("{", "}", "[", "]", ",", ":", "\"a\"", "1", "null", " ")
                .list()
                .ofMaxSize(9)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 5_000)
    void isJudgedAsByTheGrammarWrittenDownRecursively(@ForAll("nearlyJson") String text) {
        String rest = value(text.strip().replace(" ", ""));
        // Two numbers or words that stand apart are not one.
        boolean apart = text.matches(".*[1l\"] +[1n\"].*");
        if (!apart) {
            assertThat(Value.Json.of(text).isWellFormed()).as(text).isEqualTo("".equals(rest));
        }
    }

    /** What is left behind a value; a letter that is nowhere else where there is none. */
    private static String value(String text) {
        if (text.startsWith("[]") || text.startsWith("{}")) {
            return text.substring(2);
        } else if (text.startsWith("[") || text.startsWith("{")) {
            boolean object = text.startsWith("{");
            String rest = "," + text.substring(1);
            while (rest.startsWith(",")) {
                rest = rest.substring(1);
                if (object) {
                    rest = rest.startsWith("\"a\":") ? rest.substring(4) : "?";
                }
                rest = value(rest);
            }
            return rest.startsWith(object ? "}" : "]") ? rest.substring(1) : "?";
        }
        for (String scalar : new String[] {"\"a\"", "null"}) {
            if (text.startsWith(scalar)) {
                return text.substring(scalar.length());
            }
        }
        String digits = text.replaceFirst("^1+", "");
        return digits.length() < text.length() ? digits : "?";
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
