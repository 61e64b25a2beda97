package dev.naust.console.form;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.console.view.FormPart;
import dev.naust.json.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a schema asks for is shown, and what is filled in comes back as it was meant. */
final class FormsTest {
    private static final JsonValues JSON = new JsonValues();

    private static final String SCHEMA = """
            {"type": "object", "required": ["host"],
             "properties": {
               "host": {"type": "string", "default": "localhost"},
               "port": {"type": "integer", "minimum": 1, "maximum": 65535, "default": 5432},
               "ratio": {"type": "number"},
               "uri": {"type": "string"},
               "password": {"type": "string", "writeOnly": true},
               "create": {"type": "boolean", "default": true},
               "readOnly": {"type": "boolean"},
               "mode": {"enum": ["off", "on", 3, null]},
               "level": {"type": "string", "enum": ["a", "b"], "default": "b"},
               "tls": {"$ref": "#/$defs/tls"},
               "hosts": {"type": "array", "items": {"type": "string"}},
               "nodes": {"type": "array", "items": {"type": "object", "properties": {
                 "name": {"type": "string"}, "token": {"type": "string", "writeOnly": true}}}},
               "labels": {"type": "object", "additionalProperties": {"type": "string"}},
               "switches": {"type": "object", "additionalProperties": {"type": "boolean"}},
               "anything": {}},
             "$defs": {"tls": {"type": "object", "properties": {
               "mode": {"enum": ["off", "verify"]}, "ca": {"type": "string"}},
               "if": {"properties": {"mode": {"const": "verify"}}, "required": ["mode"]},
               "then": {"required": ["ca"], "properties": {"depth": {"type": "integer"}}}}}}
            """;

    private static Shape shape(String schema) {
        return Shape.of(JSON.readObject(schema));
    }

    private static Optional<Value> value(String json) {
        return Optional.of(JSON.read(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"host\": \"db\"}",
                "{\"host\": \"db\", \"port\": 5432, \"create\": true, \"level\": \"b\"}",
                "{\"host\": \"db\", \"port\": 70000, \"ratio\": 1.50, \"create\": false, \"readOnly\": false}",
                "{\"host\": \"db\", \"port\": \"${env:PORT}\", \"mode\": 3}",
                "{\"host\": \"db\", \"uri\": \"mongodb://app:pass@db/shop\", \"password\": \"secret\"}",
                "{\"host\": \"db\", \"password\": \"${env:PW}\", \"mode\": null}",
                "{\"host\": \"db\", \"tls\": {\"mode\": \"verify\", \"ca\": \"ca.pem\", \"depth\": 2}}",
                "{\"host\": \"db\", \"hosts\": [\"a\", \"b\", \"\"], \"nodes\": [{\"name\": \"n\", \"token\": \"t\"}, {}]}",
                "{\"host\": \"db\", \"labels\": {\"a/b~c d\": \"x\"}, \"switches\": {\"on\": true, \"off\": false}}",
                "{\"host\": \"db\", \"anything\": {\"deep\": [1, {\"x\": null}]}}",
                "{\"host\": \"db\", \"tls\": {\"unknown\": [1, 2]}, \"hots\": \"typo\"}",
                "{\"host\": \"db\", \"create\": \"yes\", \"mode\": \"sideways\"}"
            })
    void aFormThatNobodyTouchesChangesNothing(String json) {
        assertThat(Browser.open(shape(SCHEMA), value(json)).send()).isEqualTo(value(json));
    }

    @Test
    void whatMustBeThereAndCanBeGuessedIsFilledIn() {
        assertThat(Browser.open(shape(SCHEMA), Optional.empty()).send()).isEqualTo(value("{\"host\": \"localhost\"}"));
    }

    @Test
    void whatIsTypedKeepsItsKind() {
        Browser browser = Browser.open(shape(SCHEMA), value("{\"host\": \"db\"}"))
                .type("/port", "99")
                .type("/create", "false")
                .type("/mode", "3")
                .type("/tls/ca", "42");
        assertThat(browser.send())
                .isEqualTo(value(
                        "{\"host\": \"db\", \"port\": 99, \"create\": false, \"mode\": 3, \"tls\": {\"ca\": \"42\"}}"));
    }

    @Test
    void whatIsNoNumberStaysAsItWasTyped() {
        Browser browser =
                Browser.open(shape(SCHEMA), value("{\"host\": \"db\"}")).type("/port", "many");
        assertThat(browser.send()).isEqualTo(value("{\"host\": \"db\", \"port\": \"many\"}"));
    }

    @Test
    void aSecretThatIsLeftEmptyIsKeptAndOneThatIsTakenOutIsGone() {
        String json = "{\"host\": \"db\", \"password\": \"old\"}";
        assertThat(Browser.open(shape(SCHEMA), value(json)).send()).isEqualTo(value(json));
        assertThat(Browser.open(shape(SCHEMA), value(json))
                        .type("/password", "new")
                        .send())
                .isEqualTo(value("{\"host\": \"db\", \"password\": \"new\"}"));
        assertThat(Browser.open(shape(SCHEMA), value(json))
                        .type("clear /password", "1")
                        .send())
                .isEqualTo(value("{\"host\": \"db\"}"));
    }

    @Test
    void noPartHoldsASecret() {
        String json = "{\"host\": \"db\", \"password\": \"canary\", \"uri\": \"redis://app:canary@db\","
                + " \"nodes\": [{\"token\": \"canary\"}], \"apiToken\": \"canary\"}";
        Document masked = new Masks().mask((Document) value(json).orElseThrow(), shape(SCHEMA));
        assertThat(Browser.parts(shape(SCHEMA), Optional.of(masked)).toString())
                .doesNotContain("canary")
                .contains("redis://app:********@db");
    }

    @Test
    void aReferenceToASecretIsShown() {
        Document masked = new Masks()
                .mask(
                        (Document) value("{\"host\": \"db\", \"password\": \"${env:PW}\"}")
                                .orElseThrow(),
                        shape(SCHEMA));
        assertThat(Browser.parts(shape(SCHEMA), Optional.of(masked)).toString()).contains("${env:PW}");
    }

    @Test
    void aConditionAddsFieldsAndDemands() {
        List<String> without = names(shape(SCHEMA), "{\"host\": \"db\", \"tls\": {\"mode\": \"off\"}}");
        List<String> with = names(shape(SCHEMA), "{\"host\": \"db\", \"tls\": {\"mode\": \"verify\"}}");
        assertThat(without).contains("/tls/ca").doesNotContain("/tls/depth");
        assertThat(with).contains("/tls/ca!", "/tls/depth");
    }

    @Test
    void aFieldOfAnotherBranchGoesWithTheBranch() {
        Browser browser = Browser.open(
                        shape(SCHEMA), value("{\"host\": \"db\", \"tls\": {\"mode\": \"verify\", \"depth\": 2}}"))
                .type("/tls/mode", "off");
        assertThat(browser.send()).isEqualTo(value("{\"host\": \"db\", \"tls\": {\"mode\": \"off\"}}"));
    }

    @Test
    void requiredFieldsMayDependOnAnother() {
        Shape shape = shape("""
                {"type": "object", "properties": {"user": {"type": "string"}, "password": {"type": "string"}},
                 "dependentRequired": {"user": ["password"]}}
                """);
        assertThat(names(shape, "{}")).containsExactly("/user", "/password");
        assertThat(names(shape, "{\"user\": \"app\"}")).containsExactly("/user", "/password!");
    }

    private static final String WAYS = """
            {"type": "object", "properties": {
               "project": {"type": "string"}, "url": {"type": "string", "title": "Address"}, "schema": {"type": "string"}},
             "oneOf": [{"required": ["project"]}, {"required": ["url"]}]}
            """;

    @Test
    void ofSeveralWaysOnlyTheFieldsOfOneAreShown() {
        FormPart.Ways ways = ways(Browser.parts(shape(WAYS), value("{\"url\": \"https://x\"}")));
        assertThat(ways.choices()).extracting("text").containsExactly("Project", "Address");
        assertThat(ways.choices().get(1).chosen()).isTrue();
        assertThat(ways.parts()).extracting(FormPart::name).containsExactly("/url");
    }

    @Test
    void anotherWayLeavesTheFieldsOfTheFirstBehind() {
        Browser browser = Browser.open(shape(WAYS), value("{\"project\": \"p\", \"schema\": \"s\"}"))
                .type("way ", "1")
                .type("/url", "https://x");
        assertThat(browser.send()).isEqualTo(value("{\"url\": \"https://x\", \"schema\": \"s\"}"));
    }

    @Test
    void waysMayBeToldApartByAConstant() {
        Shape shape = shape("""
                {"type": "object", "oneOf": [
                  {"properties": {"kind": {"const": "file"}, "path": {"type": "string"}}, "required": ["kind"]},
                  {"properties": {"kind": {"const": "server"}, "host": {"type": "string"}}, "required": ["kind"]}]}
                """);
        String json = "{\"kind\": \"server\", \"host\": \"db\"}";
        assertThat(Browser.open(shape, value(json)).send()).isEqualTo(value(json));
        assertThat(ways(Browser.parts(shape, value(json))).choices())
                .extracting("text")
                .containsExactly("File", "Server");
    }

    private static FormPart.Ways ways(List<FormPart> parts) {
        return parts.stream()
                .filter(FormPart.Ways.class::isInstance)
                .map(FormPart.Ways.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSchemaThatRefersToItselfEnds() {
        Shape shape = shape("""
                {"type": "object", "properties": {"name": {"type": "string"}, "inner": {"$ref": "#"}}}
                """);
        String json = "{\"name\": \"a\", \"inner\": {\"name\": \"b\"}}";
        assertThat(Browser.open(shape, value(json)).send()).isEqualTo(value(json));
    }

    @Test
    void hintsSayWhatMayBeEntered() {
        Shape shape = shape("""
                {"type": "object", "properties": {
                  "port": {"type": "integer", "minimum": 1, "maximum": 9},
                  "wait": {"type": "string", "pattern": "^[0-9]+(ms|s|m)$", "default": "30s"},
                  "file": {"type": "string", "format": "naust-path", "description": "Where it lies"}}}
                """);
        assertThat(Browser.parts(shape, value("{}")))
                .extracting(part -> ((FormPart.Field) part).hint())
                .containsExactly(
                        "1 to 9.",
                        "A number and its unit, such as 10m.",
                        "Where it lies. A path on the server; relative to the home folder.");
    }

    @Test
    void everyPlaceHasAnIdOfItsOwn() {
        assertThat(List.of(Pointer.id("/a/b"), Pointer.id("/a-b"), Pointer.id("/a~1b"), Pointer.id("/a_b")))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[A-Za-z0-9_-]+"));
    }

    @Test
    void rowsThatWereNeverFilledInAreLeftOut() {
        assertThat(Blanks.without((Document) value("{\"hosts\": [\"\", \"a\"], \"nodes\": [{}], \"none\": []}")
                        .orElseThrow()))
                .isEqualTo(value("{\"hosts\": [\"a\"], \"none\": []}").orElseThrow());
    }

    @Test
    void aSealedBoxOpensForItsOwnerOnly() {
        SealedBox box = new SealedBox();
        Map<String, Value> secrets = Map.of("/password", Value.text("canary"));
        String sealed = box.seal(secrets, "kari");
        assertThat(sealed).doesNotContain("canary");
        assertThat(box.open(sealed, "kari")).contains(secrets);
        assertThat(box.open(sealed, "ola")).isEmpty();
        assertThat(box.open(sealed.substring(2), "kari")).isEmpty();
        assertThat(new SealedBox().open(sealed, "kari")).isEmpty();
        assertThat(box.open("", "kari")).contains(Map.of());
    }

    @Test
    void textThatIsNoJsonShowsNoSecretEither() {
        assertThat(Masks.text("{\"host\": \"db\", \"password\": \"can\\\"ary\", \"tls\": ", shape(SCHEMA)))
                .isEqualTo("{\"host\": \"db\", \"password\": \"********\", \"tls\": ");
        assertThat(Masks.text("{\"password\": \"canary", shape(SCHEMA))).doesNotContain("canary");
        assertThat(Masks.text("{\"token\" : canary,", shape(SCHEMA))).doesNotContain("canary");
    }

    private static List<String> names(Shape shape, String json) {
        List<String> names = new ArrayList<>();
        names(Browser.parts(shape, value(json)), names);
        return names;
    }

    private static void names(List<FormPart> parts, List<String> names) {
        for (FormPart part : parts) {
            if (part instanceof FormPart.Field field) {
                names.add(field.name() + (field.required() ? "!" : ""));
            } else if (part instanceof FormPart.Fieldset group) {
                names(group.parts(), names);
            } else if (part instanceof FormPart.Ways ways) {
                names(ways.parts(), names);
            }
        }
    }
}
