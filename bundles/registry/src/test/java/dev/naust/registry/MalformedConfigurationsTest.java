package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreView;
import dev.naust.json.JsonValues;
import dev.naust.registry.config.Definitions;
import dev.naust.registry.config.SchemaCompiler;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a configuration is told with its place and the rule, and changes nothing. */
final class MalformedConfigurationsTest {
    private static final String SCHEMA = """
            { "type": "object", "additionalProperties": false, "required": ["host"],
              "properties": {
                "host": { "type": "string", "format": "naust-host", "minLength": 1 },
                "port": { "type": "integer", "minimum": 1, "maximum": 65535 },
                "path": { "type": "string", "format": "naust-path" },
                "ratio": { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 },
                "step": { "type": "integer", "multipleOf": 5 },
                "name": { "type": "string", "maxLength": 20, "pattern": "^[a-z]+$" },
                "password": { "type": "string", "writeOnly": true },
                "started": { "type": "string", "format": "date" },
                "level": { "enum": ["low", "high"] },
                "fixed": { "const": "yes" },
                "tags": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 3, "uniqueItems": true },
                "ssl": { "type": "object", "additionalProperties": false,
                  "properties": { "mode": { "enum": ["off", "verify"] }, "ca": { "type": "string" } },
                  "if": { "properties": { "mode": { "const": "verify" } }, "required": ["mode"] },
                  "then": { "required": ["ca"] } },
                "pool": { "type": "object", "additionalProperties": false,
                  "properties": { "min": { "type": "integer" }, "max": { "type": "integer" } } },
                "limits": { "type": "object", "maxProperties": 1, "propertyNames": { "pattern": "^[a-z]+$" } },
                "user": { "type": "string" } },
              "dependentRequired": { "password": ["user"] } }
            """;

    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void start() {
        home = new Home(folder);
        home.provider(new TestProvider("db", SCHEMA), "1.0.0");
    }

    @AfterEach
    void stop() {
        home.close();
    }

    private static String of(String connection) {
        return "{\"type\": \"db\", \"connection\": " + connection + "}";
    }

    private static Arguments connection(String connection, String pointer, String rule) {
        return arguments(of(connection), "/connection" + pointer, rule);
    }

    static Stream<Arguments> malformed() {
        String host = "{\"host\": \"db\", ";
        return Stream.of(
                // What is no JSON at all.
                arguments("", "", "there is nothing here"),
                arguments("{\"type\": ", "", "Line 1"),
                arguments("[1, 2]", "", "A JSON object is needed"),
                arguments("\"db\"", "", "A JSON object is needed"),
                arguments("\uFEFF" + of("{\"host\": \"db\"}"), "", "byte order mark"),
                arguments("// note\n" + of("{\"host\": \"db\"}"), "", "JSON has no comments"),
                arguments(of("{\"host\": \"db\", \"ratio\": NaN}"), "", "NaN and infinities are no numbers"),
                arguments(of("{\"host\": \"db\", \"name\": \"a\u0001b\"}"), "", "CTRL-CHAR"),
                arguments(of("{\"host\": \"db\", \"host\": \"other\"}"), "", "Duplicate"),
                arguments(of("{\"host\": db}"), "", "double quotes"),
                arguments(of("{\"host\": \"db\"},"), "", "Line 1"),
                arguments(of("{\"host\": \"db\"}") + "{}", "", "more after the end"),
                arguments(
                        "{\"type\": \"db\", \"connection\": " + "[".repeat(300) + "]".repeat(300) + "}", "", "nested"),
                // What is not a store's file.
                arguments("{\"connection\": {}}", "/type", "is missing"),
                arguments("{\"type\": 5}", "/type", "must be given as a text"),
                arguments("{\"type\": \"db\", \"conection\": {}}", "/conection", "did you mean connection?"),
                arguments("{\"type\": \"db\", \"connection\": []}", "/connection", "must be given as an object"),
                arguments("{\"type\": \"db\", \"id\": \"other\"}", "/id", "differs from the file's name"),
                arguments("{\"type\": \"db\", \"classification\": \"TOP\"}", "/classification", "must be one of"),
                arguments("{\"type\": \"db\", \"features\": {\"x\": 1}}", "/features/x", "true or false"),
                arguments(
                        "{\"type\": \"db\", \"health\": {\"interval\": \"often\"}}",
                        "/health/interval",
                        "a number and its unit"),
                arguments("{\"type\": \"db\", \"health\": {\"interval\": \"0s\"}}", "/health/interval", "30s"),
                arguments("{\"type\": \"db\", \"health\": {\"intervall\": \"5s\"}}", "/health/intervall", "interval?"),
                arguments(
                        "{\"type\": \"db\", \"connection\": {\"host\": \"a\"}, \"failover\": [{\"hst\": \"b\"}]}",
                        "/failover/0/hst",
                        "did you mean host?"),
                arguments(
                        "{\"type\": \"db\", \"password\": \"hunter2\", \"connection\": {\"host\": \"a\"}}",
                        "/password",
                        "is not known here"),
                // What the provider does not take.
                connection("{}", "/host", "is missing"),
                connection(host + "\"prot\": 1}", "/prot", "did you mean port?"),
                connection(host + "\"passwrod\": \"hunter2\"}", "/passwrod", "did you mean password?"),
                connection(host + "\"port\": \"5432\"}", "/port", "a whole number"),
                connection(host + "\"port\": 5432.5}", "/port", "a whole number"),
                connection(host + "\"port\": 0}", "/port", "at least 1"),
                connection(host + "\"port\": 99999999999999999999}", "/port", "at most 65535"),
                connection(host + "\"port\": null}", "/port", "a whole number"),
                connection(host + "\"ratio\": 1}", "/ratio", "less than 1"),
                connection(host + "\"ratio\": 0}", "/ratio", "more than 0"),
                connection(host + "\"step\": 7}", "/step", "a multiple of 5"),
                connection(host + "\"name\": \"" + "x".repeat(21) + "\"}", "/name", "at most 20 characters"),
                connection(host + "\"name\": \"ÆØÅ\"}", "/name", "must match ^[a-z]+$"),
                connection(host + "\"name\": \"" + "y".repeat(900_000) + "\"}", "/name", "at most 20 characters"),
                connection(host + "\"started\": \"yesterday\"}", "/started", "is not a valid date"),
                connection(host + "\"level\": \"medium\"}", "/level", "must be one of high, low"),
                connection(host + "\"fixed\": \"no\"}", "/fixed", "must be yes"),
                connection(host + "\"tags\": \"a\"}", "/tags", "a list"),
                connection(host + "\"tags\": []}", "/tags", "at least 1 entries"),
                connection(host + "\"tags\": [\"a\", \"b\", \"c\", \"d\"]}", "/tags", "at most 3 entries"),
                connection(host + "\"tags\": [\"a\", \"a\"]}", "/tags", "not hold an entry twice"),
                connection(host + "\"tags\": [\"a\", 2]}", "/tags/1", "must be given as a text"),
                connection(host + "\"ssl\": {\"mode\": \"verify\"}}", "/ssl/ca", "is missing"),
                connection(host + "\"ssl\": {\"mode\": \"off\", \"cax\": \"x\"}}", "/ssl/cax", "did you mean ca?"),
                connection(host + "\"pool\": {\"min\": 9, \"max\": 3}}", "/pool/min", "not be more than max"),
                connection(host + "\"limits\": {\"a\": 1, \"b\": 2}}", "/limits", "at most 1 entries"),
                connection(host + "\"limits\": {\"A\": 1}}", "/limits/A", "a name that is not allowed"),
                connection(host + "\"password\": \"x\"}", "/user", "is missing"),
                connection(host + "\"password\": {\"a\": 1}}", "/password", "must be given as a text"),
                connection("{\"host\": \"db:5432\"}", "/host", "without port"),
                connection("{\"host\": \"169.254.169.254\"}", "/host", "link-local"),
                connection("{\"host\": \"0xa9fea9fe\"}", "/host", "link-local"),
                connection("{\"host\": \"0.0.0.0\"}", "/host", "no single host"),
                connection(host + "\"path\": \"../../etc/passwd\"}", "/path", "lies outside"),
                connection(host + "\"path\": \"data/control.db\"}", "/path", "the server's own"));
    }

    @ParameterizedTest(name = "{index} {1} {2}")
    @MethodSource("malformed")
    void aFileIsListedWithThePlaceAndTheRuleAndNoValueOfIt(String text, String pointer, String rule) {
        home.save("x", text);

        StoreView view = home.keeper().find("x").orElseThrow();
        assertThat(view.state()).isEqualTo(StoreView.State.FAILED);
        assertThat(view.errors()).anySatisfy(error -> {
            assertThat(error.pointer()).isEqualTo(pointer);
            assertThat(error.message()).contains(rule);
        });
        assertThat(view.toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest(name = "{index} {1} {2}")
    @MethodSource("malformed")
    void judgingWritesNothing(String text, String pointer, String rule) {
        Optional<StoreDefinition> definition =
                new Definitions(new SchemaCompiler()).read("x", text).definition();
        if (definition.isEmpty() || pointer.equals("/id")) {
            return;
        }
        List<ConfigProblem> problems = home.validate(definition.get());

        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem.pointer() + " " + problem.message())
                        .startsWith(pointer)
                        .contains(rule));
        assertThat(folder.resolve("config")).doesNotExist();
    }

    @Test
    void anIdThatIsNoneIsRefused() {
        for (String id : List.of("", "A", "1a", "a_b", "../a", "a/b", "a".repeat(64), "æ", "a.b", " a", "a\n")) {
            assertThat(home.validate(StoreDefinition.of(id, "db", new JsonValues().readObject("{\"host\": \"a\"}"))))
                    .extracting(ConfigProblem::pointer)
                    .as(id)
                    .contains("/id");
        }
    }

    @Test
    void aFileThatIsLargerThanAnyConfigurationSaysSo() {
        home.save("x", of("{\"host\": \"" + "h".repeat(1_100_000) + "\"}"));

        assertThat(home.keeper().find("x").orElseThrow().errors())
                .singleElement()
                .satisfies(error -> assertThat(error.message()).contains("larger than any store's configuration"));
    }
}
