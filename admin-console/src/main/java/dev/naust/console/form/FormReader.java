package dev.naust.console.form;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Makes a value of what was filled into a form. It judges nothing: a text where a number belongs stays a text, so that it can be
 * shown again beside the reason why it is wrong.
 */
public final class FormReader {
    /** Fields that come with conditions that come with conditions: deeper than people nest them. */
    private static final int ROUNDS = 4;

    private static final int DEEPEST = 32;
    private static final int MOST_ROWS = 1_000;

    private final JsonValues json;
    private final Sent sent;

    public FormReader(JsonValues json, Sent sent) {
        this.json = json;
        this.sent = sent;
    }

    /** The value at a place; empty where nothing was entered. */
    public Optional<Value> read(Shape shape, String pointer) {
        return read(shape, pointer, 0);
    }

    private Optional<Value> read(Shape shape, String pointer, int depth) {
        if (depth > DEEPEST || !sent.has(pointer)) {
            return Optional.empty();
        }
        return switch (shape.kind()) {
            case GROUP -> Optional.<Value>of(group(shape, pointer, depth)).filter(value -> !isEmpty(value));
            case LIST -> Optional.<Value>of(list(shape, pointer, depth)).filter(value -> !isEmpty(value));
            case MAP -> Optional.<Value>of(map(shape, pointer, depth)).filter(value -> !isEmpty(value));
            case CONSTANT -> shape.member("const");
            case SECRET -> sent.text(pointer).<Value>map(Text::of).or(() -> kept(pointer));
            case CHOICE, SWITCH, NUMBER, TEXT, JSON ->
                sent.text(pointer)
                        .map(text -> Masks.restore(value(shape, text), pointer, sent.kept()))
                        .filter(value -> counts(shape, pointer, value));
        };
    }

    private static boolean isEmpty(Value value) {
        return value instanceof Document document && document.size() == 0
                || value instanceof Value.Array array && array.items().isEmpty();
    }

    private Optional<Value> kept(String pointer) {
        return sent.isCleared(pointer) ? Optional.empty() : sent.kept(pointer);
    }

    /** What only repeats the default is left out, unless it was set before: a saved form changes nothing by itself. */
    private boolean counts(Shape shape, String pointer, Value value) {
        boolean unset = shape.preset().map(value::equals).orElse(value == Value.Bool.FALSE);
        boolean chosen = shape.kind() == Shape.Kind.CHOICE || shape.kind() == Shape.Kind.SWITCH;
        return !(chosen && unset) || sent.isExplicit(pointer);
    }

    private Document group(Shape shape, String pointer, int depth) {
        OptionalInt way = sent.chosenWay(pointer);
        Document value = Document.empty();
        for (int round = 0; round < ROUNDS; round++) {
            Document next = fields(Applied.of(shape, value, way), pointer, depth);
            if (next.equals(value)) {
                break;
            }
            value = next;
        }
        Map<String, Value> fields = value.toMap();
        unknown(pointer).forEach(fields::putIfAbsent);
        return Document.of(fields);
    }

    /** The fields of an object that no schema knows: they are kept until somebody takes them out. */
    public Map<String, Value> unknown(String pointer) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (String place : sent.unknownIn(pointer)) {
            sent.text(Sent.unknown(place))
                    .map(text -> Masks.restore(parse(text), place, sent.kept()))
                    .ifPresent(value -> fields.put(Pointer.name(place), value));
        }
        return fields;
    }

    private Document fields(Applied applied, String pointer, int depth) {
        Map<String, Value> fields = new LinkedHashMap<>();
        applied.fields()
                .forEach((name, shape) -> read(shape, Pointer.child(pointer, name), depth + 1)
                        .ifPresent(value -> fields.put(name, value)));
        return Document.of(fields);
    }

    private Value.Array list(Shape shape, String pointer, int depth) {
        Shape item = shape.branch("items").orElseThrow();
        List<Value> items = new ArrayList<>();
        TreeSet<Integer> indexes = new TreeSet<>();
        sent.members(pointer).stream()
                .filter(name -> name.matches("[0-9]{1,6}"))
                .map(Integer::valueOf)
                .forEach(indexes::add);
        for (int index : indexes) {
            if (items.size() < MOST_ROWS) {
                items.add(read(item, Pointer.child(pointer, index), depth + 1).orElseGet(() -> blank(item)));
            }
        }
        return new Value.Array(items);
    }

    private Document map(Shape shape, String pointer, int depth) {
        Shape item = shape.branch("additionalProperties").orElseThrow();
        Map<String, Value> fields = new LinkedHashMap<>();
        sent.members(pointer)
                .forEach(name -> fields.put(
                        name,
                        read(item, Pointer.child(pointer, name), depth + 1).orElseGet(() -> blank(item))));
        return Document.of(fields);
    }

    /** What a row holds that was added and not filled in. */
    static Value blank(Shape item) {
        return switch (item.kind()) {
            case GROUP, MAP -> Document.empty();
            case LIST -> new Value.Array(List.of());
            case SWITCH -> Value.Bool.FALSE;
            default -> Text.of("");
        };
    }

    private Value value(Shape shape, String text) {
        if (shape.kind() == Shape.Kind.CHOICE) {
            return shape.choices().stream()
                    .filter(choice -> Labels.plain(choice).equals(text))
                    .findFirst()
                    .orElseGet(() -> Text.of(text));
        }
        boolean onlyText = shape.types().equals(List.of("string"));
        return onlyText ? Text.of(text) : parse(text);
    }

    private Value parse(String text) {
        try {
            return json.read(text);
        } catch (MalformedJsonException e) {
            // The registry says beside the field what it should have been.
            return Text.of(text);
        }
    }
}
