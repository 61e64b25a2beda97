package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.StoreDefinition;
import dev.naust.console.form.Blanks;
import dev.naust.console.form.Leaves;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A store's configuration while a person fills it in. It may be wrong in every way, and it holds secrets that were just typed.
 *
 * @param id the store's name
 * @param definition what its file would hold
 * @param ways which way was chosen at a place where there are several
 * @param asJson whether it is shown as JSON
 * @param malformed text that was entered as JSON and is none
 * @param fresh the pointer of a part that was just added; empty when there is none
 * @param forgotten whether secrets that were typed before are lost
 */
record StoreDraft(
        String id,
        Document definition,
        Function<String, OptionalInt> ways,
        boolean asJson,
        Optional<Malformed> malformed,
        String fresh,
        boolean forgotten) {
    private static final List<String> KNOWN = List.of("type", "connection", "features", "classification", "residency");

    /**
     * Text that is no JSON object.
     *
     * @param reason why not, beginning with the line
     */
    record Malformed(String text, String reason) {}

    /** A draft that nobody has touched. */
    static StoreDraft of(String id, Document definition) {
        return new StoreDraft(id, definition, pointer -> OptionalInt.empty(), false, Optional.empty(), "", false);
    }

    StoreDraft withJson() {
        return new StoreDraft(id, definition, ways, true, malformed, fresh, forgotten);
    }

    /** The draft of a text that is no JSON object, and why it is none. */
    StoreDraft withText(String text, String reason) {
        return new StoreDraft(id, definition, ways, true, Optional.of(new Malformed(text, reason)), fresh, forgotten);
    }

    StoreDraft withWays(Function<String, OptionalInt> chosen) {
        return new StoreDraft(id, definition, chosen, asJson, malformed, fresh, forgotten);
    }

    StoreDraft withFresh(String pointer) {
        return new StoreDraft(id, definition, ways, asJson, malformed, pointer, forgotten);
    }

    StoreDraft withForgotten() {
        return new StoreDraft(id, definition, ways, asJson, malformed, fresh, true);
    }

    /** The definition of a store as a document, the way its file holds it. */
    static Document document(StoreDefinition definition) {
        Document document = Document.of(Map.of("type", Text.of(definition.type())));
        document = document.with("connection", definition.connection());
        if (definition.features().size() > 0) {
            document = document.with("features", definition.features());
        }
        if (definition.classification().isPresent()) {
            document = document.with(
                    "classification", Text.of(definition.classification().get()));
        }
        if (definition.residency().isPresent()) {
            document = document.with("residency", Text.of(definition.residency().get()));
        }
        for (Map.Entry<String, Value> field : definition.rest().toMap().entrySet()) {
            document = document.with(field.getKey(), field.getValue());
        }
        return document;
    }

    @Override
    public String toString() {
        return "StoreDraft[" + id + "]";
    }

    String type() {
        return text("type").orElse("");
    }

    /** Why the text is no JSON object, as a problem; empty when there is no such text. */
    List<ConfigProblem> asText() {
        return malformed.stream()
                .map(text -> new ConfigProblem("", text.reason()))
                .toList();
    }

    /** The same with its fields in the order of what is stored, so that a file's difference is what was changed. */
    StoreDraft inOrderOf(Optional<StoreDefinition> stored) {
        Document ordered = stored.map(model -> Leaves.inOrderOf(definition, document(model)))
                .orElse(definition);
        return new StoreDraft(id, ordered, ways, asJson, malformed, fresh, forgotten);
    }

    /** The same without rows that were added and never filled in. */
    StoreDraft pruned() {
        return new StoreDraft(id, Blanks.without(definition), ways, asJson, malformed, fresh, forgotten);
    }

    /** What of the document no definition can hold, because it is not even of the right kind. */
    List<ConfigProblem> misfits() {
        List<ConfigProblem> problems = new ArrayList<>();
        for (String name : List.of("connection", "features")) {
            if (!(definition.get(name).orElse(Document.empty()) instanceof Document)) {
                problems.add(new ConfigProblem("/" + name, "must be an object, in braces"));
            }
        }
        for (String name : List.of("type", "classification", "residency")) {
            if (!(definition.get(name).orElse(Text.of("")) instanceof Text)) {
                problems.add(new ConfigProblem("/" + name, "must be a text"));
            }
        }
        return problems;
    }

    /** The definition, once there are no {@link #misfits()}. */
    StoreDefinition toDefinition() {
        Document rest = definition;
        for (String name : KNOWN) {
            rest = rest.without(name);
        }
        return new StoreDefinition(
                id,
                type(),
                object("connection"),
                object("features"),
                text("classification"),
                text("residency"),
                rest.without("id"));
    }

    private Document object(String name) {
        return definition.get(name).orElse(Document.empty()) instanceof Document object ? object : Document.empty();
    }

    private Optional<String> text(String name) {
        return definition.get(name).filter(Text.class::isInstance).map(text -> ((Text) text).string());
    }
}
