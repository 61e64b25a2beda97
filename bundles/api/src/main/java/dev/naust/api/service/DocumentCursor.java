package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a document field by field and collects all that is wrong with it, each with its JSON pointer. For one thread. */
final class DocumentCursor {
    private final Document document;
    private final String pointer;
    private final List<ConfigProblem> problems;
    private final Set<String> asked = new HashSet<>();

    DocumentCursor(Document document, String pointer, List<ConfigProblem> problems) {
        this.document = document;
        this.pointer = pointer;
        this.problems = problems;
    }

    String pointer(String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    void wrong(String name, String message) {
        problems.add(new ConfigProblem(pointer(name), message));
    }

    /** Calls the document as a whole wrong. */
    void wrong(String message) {
        problems.add(new ConfigProblem(pointer, message));
    }

    Optional<Value> any(String name) {
        asked.add(name);
        return document.get(name).filter(value -> value != Value.Null.NULL);
    }

    private <T extends Value> Optional<T> take(String name, Class<T> type, String rule) {
        Optional<Value> value = any(name);
        if (value.isPresent() && !type.isInstance(value.get())) {
            wrong(name, rule);
            return Optional.empty();
        }
        return value.map(type::cast);
    }

    Optional<String> text(String name) {
        return take(name, Text.class, "must be a text").map(Text::string);
    }

    Optional<String> name(String name) {
        Optional<String> found = text(name);
        if (found.isPresent() && found.get().isBlank()) {
            wrong(name, "must not be blank");
            return Optional.empty();
        }
        return found;
    }

    boolean truth(String name, boolean otherwise) {
        return take(name, Value.Bool.class, "must be true or false")
                .map(Value.Bool::isTrue)
                .orElse(otherwise);
    }

    long number(String name, long otherwise, long least, long most) {
        String rule = "must be a whole number from " + least + " to " + most;
        Optional<Long> number = take(name, Value.Int64.class, rule).map(Value.Int64::number);
        if (number.isPresent() && (number.get() < least || number.get() > most)) {
            wrong(name, rule);
            return otherwise;
        }
        return number.orElse(otherwise);
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        return choice(name, EnumSet.allOf(type), otherwise);
    }

    /** One of some of an enumeration's names. */
    <E extends Enum<E>> E choice(String name, Set<E> choices, E otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        for (E constant : choices) {
            if (constant.name().equalsIgnoreCase(text.get())) {
                return constant;
            }
        }
        wrong(name, "must be one of " + choices.stream().map(Enum::name).collect(Collectors.joining(", ")));
        return otherwise;
    }

    Optional<List<Value>> list(String name, String rule) {
        return take(name, Value.Array.class, rule).map(Value.Array::items);
    }

    Optional<Document> object(String name) {
        return take(name, Document.class, "must be an object");
    }

    /** The object of this name, or an empty one. */
    DocumentCursor inner(String name) {
        return new DocumentCursor(object(name).orElse(Document.empty()), pointer(name), problems);
    }

    /** Calls a field that nobody has asked for wrong. */
    void done() {
        done(Set.of(), "");
    }

    /**
     * Calls a field that nobody has asked for wrong, and says where it stands when it is one of another place.
     *
     * @param others the fields of that place
     * @param where such as {@code stands in "options"}
     */
    void done(Set<String> others, String where) {
        document.layout().names().stream()
                .filter(name -> !asked.contains(name))
                .forEach(name ->
                        wrong(name, "is not known here" + (others.contains(name) ? ": " + name + " " + where : "")));
    }

    /** The fields that were asked for so far. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }
}
