package dev.naust.console.form;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.console.view.Choice;
import dev.naust.console.view.FormPart;
import dev.naust.console.view.FormPart.Field;
import dev.naust.console.view.FormPart.Fieldset;
import dev.naust.console.view.FormPart.Input;
import dev.naust.console.view.FormPart.Row;
import dev.naust.console.view.FormPart.Rows;
import dev.naust.console.view.FormPart.Ways;
import dev.naust.console.view.Show;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Makes the parts of a form from a schema, what is filled in so far, and what is wrong with it. For one form. */
public final class FormBuilder {
    private static final int DEEPEST = 32;
    private static final int DEEP_ENOUGH = 6;

    /** As many choices are all shown at once. */
    private static final int FEW = 4;

    private final Marks marks;
    private boolean focused;
    private final Set<String> shown = new LinkedHashSet<>();

    /**
     * What is known of a form besides its values.
     *
     * @param problems what is wrong, by pointer
     * @param overrides the environment variables that win over what the form says, by pointer
     * @param ways the ways that a person chose, by pointer
     * @param fresh the pointer of a part that was just added; empty when there is none
     */
    public record Marks(
            Map<String, String> problems,
            Map<String, String> overrides,
            Function<String, OptionalInt> ways,
            String fresh) {}

    public FormBuilder(Marks marks) {
        this.marks = marks;
    }

    /** The pointers of all parts made so far, in their order: what is wrong with any other place stands beside none of them. */
    public Set<String> shown() {
        return shown;
    }

    /** The parts of an object, without a frame around them. */
    public List<FormPart> parts(Shape shape, Optional<Value> value, String pointer) {
        return parts(shape, value, pointer, 0);
    }

    private List<FormPart> parts(Shape shape, Optional<Value> value, String pointer, int depth) {
        Document document = value.orElse(Document.empty()) instanceof Document found ? found : Document.empty();
        Applied applied = Applied.of(shape, document, marks.ways().apply(pointer));
        List<FormPart> plain = new ArrayList<>();
        List<FormPart> grouped = new ArrayList<>();
        List<FormPart> chosen = new ArrayList<>();
        applied.fields().forEach((name, field) -> {
            boolean own =
                    applied.ways().filter(ways -> ways.own().contains(name)).isPresent();
            FormPart part = part(name, field, document.get(name), Pointer.child(pointer, name), applied, depth);
            List<FormPart> place = own ? chosen : part instanceof Field ? plain : grouped;
            place.add(part);
        });
        applied.ways().ifPresent(ways -> plain.add(ways(shape, ways, pointer, chosen)));
        plain.addAll(grouped);
        document.toMap().forEach((name, unknown) -> {
            if (!applied.fields().containsKey(name)) {
                plain.add(unknown(name, unknown, Pointer.child(pointer, name)));
            }
        });
        return plain;
    }

    private Ways ways(Shape shape, Applied.Ways ways, String pointer, List<FormPart> parts) {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < ways.titles().size(); i++) {
            choices.add(new Choice(Integer.toString(i), ways.titles().get(i), i == ways.chosen()));
        }
        String name = Sent.way(pointer);
        return new Ways(
                name,
                "way-" + Pointer.id(pointer),
                shape.text("x-ways").orElse("Given by"),
                choices,
                parts,
                Optional.empty());
    }

    private FormPart part(String key, Shape shape, Optional<Value> value, String pointer, Applied holder, int depth) {
        return part(
                shape.label(key),
                shape,
                value,
                pointer,
                new Place(holder.isRequired(key), holder.isDeciding(key), false),
                depth + 1);
    }

    /**
     * How a part stands in what holds it.
     *
     * @param bare whether it is a row, whose list names it
     */
    private record Place(boolean required, boolean deciding, boolean bare) {}

    private FormPart part(String label, Shape shape, Optional<Value> value, String pointer, Place place, int depth) {
        shown.add(pointer);
        // A schema may refer to itself: what is not there need not be asked for without end.
        if (depth > (value.isPresent() ? DEEPEST : DEEP_ENOUGH)) {
            return field(label, shape, value, pointer, place);
        }
        return switch (shape.kind()) {
            case GROUP -> group(label, shape, value, pointer, place, depth);
            case LIST -> list(label, shape, value, pointer, depth);
            case MAP -> map(label, shape, value, pointer, depth);
            default -> field(label, shape, value, pointer, place);
        };
    }

    private Fieldset group(String label, Shape shape, Optional<Value> value, String pointer, Place place, int depth) {
        List<FormPart> parts = parts(shape, value, pointer, depth);
        int set = value.filter(Document.class::isInstance)
                .map(document -> ((Document) document).size())
                .orElse(0);
        boolean folded = !place.required() && !place.bare();
        return new Fieldset(
                pointer,
                Pointer.id(pointer),
                label,
                Hints.of(shape),
                folded,
                hasProblem(pointer) || marks.fresh().startsWith(pointer + "/"),
                set == 0 ? "as by default" : Show.number(set) + " set",
                parts,
                problem(pointer));
    }

    private Rows list(String label, Shape shape, Optional<Value> value, String pointer, int depth) {
        Shape item = shape.branch("items").orElseThrow();
        List<Value> items = value.filter(Value.Array.class::isInstance)
                .map(array -> ((Value.Array) array).items())
                .orElse(List.of());
        List<Row> rows = new ArrayList<>();
        String one = item.text("title").orElse("Entry");
        for (int i = 0; i < items.size(); i++) {
            String at = Pointer.child(pointer, i);
            String name = one + " " + (i + 1);
            FormPart part = part(name, item, Optional.of(items.get(i)), at, new Place(false, false, true), depth + 1);
            rows.add(new Row(at, name, part));
        }
        return rows(label, shape, pointer, rows, false, "Add " + lower(one));
    }

    private Rows map(String label, Shape shape, Optional<Value> value, String pointer, int depth) {
        Shape item = shape.branch("additionalProperties").orElseThrow();
        List<Row> rows = new ArrayList<>();
        if (value.orElse(Document.empty()) instanceof Document document) {
            document.toMap().forEach((name, entry) -> {
                String at = Pointer.child(pointer, name);
                Place place = new Place(false, false, true);
                rows.add(new Row(at, name, part(name, item, Optional.of(entry), at, place, depth + 1)));
            });
        }
        return rows(label, shape, pointer, rows, true, "Add");
    }

    private Rows rows(String label, Shape shape, String pointer, List<Row> rows, boolean named, String addLabel) {
        return new Rows(
                pointer,
                Pointer.id(pointer),
                label,
                Hints.of(shape),
                true,
                !rows.isEmpty() || hasProblem(pointer),
                rows.isEmpty() ? "none" : Show.number(rows.size()),
                named,
                addLabel,
                rows,
                problem(pointer));
    }

    private static String lower(String label) {
        return label.isEmpty() ? label : Character.toLowerCase(label.charAt(0)) + label.substring(1);
    }

    private Field field(String label, Shape shape, Optional<Value> value, String pointer, Place place) {
        Optional<Value> offers = value.or(shape::preset);
        List<Choice> options = options(shape, offers, place.required());
        Input input = input(shape, value, options.size() <= FEW);
        boolean typed = input == Input.TEXT || input == Input.NUMBER || input == Input.JSON;
        boolean offered = typed && place.required();
        // What must be there is filled in where it can be guessed; what need not be there shows what counts without it.
        Optional<Value> standing = typed && !offered ? value : offers;
        return new Field(
                pointer,
                Pointer.id(pointer),
                label,
                hint(shape, pointer),
                input,
                text(input, shape, standing),
                typed && !offered ? shape.preset().map(Labels::plain).orElse("") : "",
                place.required(),
                value.isPresent() && !typed && input != Input.SECRET,
                input == Input.SECRET ? value.map(FormBuilder::stored) : Optional.empty(),
                place.deciding(),
                false,
                takesFocus(pointer),
                options,
                problem(pointer));
    }

    /** The first field of what was just added takes the focus. */
    private boolean takesFocus(String pointer) {
        boolean added =
                !marks.fresh().isEmpty() && (pointer.equals(marks.fresh()) || pointer.startsWith(marks.fresh() + "/"));
        boolean takes = added && !focused;
        focused |= added;
        return takes;
    }

    private String hint(Shape shape, String pointer) {
        String hint = Hints.of(shape);
        String variable = marks.overrides().get(pointer);
        return variable == null
                ? hint
                : (hint + " The server's environment sets it by " + variable + ", which wins over what stands here.")
                        .strip();
    }

    private static String text(Input input, Shape shape, Optional<Value> standing) {
        return switch (input) {
            case SECRET -> "";
            case CONSTANT -> shape.member("const").map(Labels::plain).orElse("");
            default -> standing.map(Labels::plain).orElse("");
        };
    }

    /** What may be told of a secret: a reference is none. */
    private static String stored(Value value) {
        return value instanceof Text text && Masks.isReference(text.string())
                ? "Now taken from " + text.string() + "."
                : "A value is set and stays hidden.";
    }

    private static Input input(Shape shape, Optional<Value> value, boolean few) {
        return switch (shape.kind()) {
            case CONSTANT -> Input.CONSTANT;
            case CHOICE -> few ? Input.RADIO : Input.CHOICE;
            // A box cannot show what is neither true nor false, such as a text from a file.
            case SWITCH -> value.isPresent() && !(value.get() instanceof Value.Bool) ? Input.TEXT : Input.SWITCH;
            case NUMBER -> Input.NUMBER;
            case SECRET -> Input.SECRET;
            case TEXT -> Input.TEXT;
            case GROUP, LIST, MAP, JSON -> Input.JSON;
        };
    }

    private static List<Choice> options(Shape shape, Optional<Value> value, boolean required) {
        List<Choice> options = new ArrayList<>();
        String chosen = value.map(Labels::plain).orElse("");
        boolean known = shape.choices().stream().map(Labels::plain).anyMatch(chosen::equals);
        if (!shape.choices().isEmpty() && !required && shape.preset().isEmpty()) {
            options.add(new Choice("", "not set", chosen.isEmpty()));
        }
        if (!chosen.isEmpty() && !known && !shape.choices().isEmpty()) {
            options.add(new Choice(chosen, chosen, true));
        }
        shape.choices().forEach(choice -> {
            String text = Labels.plain(choice);
            String mark = shape.preset().equals(Optional.of(choice)) ? " (default)" : "";
            options.add(new Choice(text, word(text) + mark, text.equals(chosen)));
        });
        return options;
    }

    /** A blank or a tab that may be chosen has to be seen, and nobody needs to be shouted at. */
    private static String word(String text) {
        if (text.isBlank() && !text.isEmpty()) {
            return text.replace("\t", "tab").replace(" ", "blank");
        }
        return text.matches("[A-Z][A-Z_]{3,}") ? Show.word(text) : text;
    }

    private Field unknown(String name, Value value, String pointer) {
        shown.add(pointer);
        return new Field(
                Sent.unknown(pointer),
                Pointer.id(pointer),
                name,
                "",
                Input.TEXT,
                Labels.json(value),
                "",
                false,
                false,
                Optional.empty(),
                false,
                true,
                false,
                List.of(),
                problem(pointer).or(() -> Optional.of("Is not known here.")));
    }

    private Optional<String> problem(String pointer) {
        return Optional.ofNullable(marks.problems().get(pointer));
    }

    private boolean hasProblem(String pointer) {
        return marks.problems().keySet().stream()
                .anyMatch(place -> place.equals(pointer) || place.startsWith(pointer + "/"));
    }
}
