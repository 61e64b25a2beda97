package dev.naust.transfer;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.store.Rejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Turns a source's records into the target's: names by position, values to the target's kinds, one shared layout. A record
 * with a value that has no exact form there is set aside by name.
 */
final class RowConverter {
    /** How many more fields of a record that does not fit are called by name. */
    private static final int NAMED = 10;

    private static final Pattern SIZE = Pattern.compile("\\([^)]*\\)");

    private final Conversion conversion = new Conversion();
    private final Layout source;
    private final Layout target;
    private final List<String> keyNames;
    private final Field[] fields;
    private final Kind[] declared;
    private final Kind[] kinds;
    private final List<Optional<UnaryOperator<Value>>> forms;
    private final boolean reforms;
    private final boolean isOpen;
    private Layout inOrder;

    /**
     * A converter between two schemas whose fields match by position.
     *
     * @throws IllegalArgumentException when the schemas have different numbers of fields
     */
    RowConverter(Schema from, Schema to) {
        if (from.fields().size() != to.fields().size()) {
            throw new IllegalArgumentException(
                    from.id() + " has " + from.fields().size() + " fields but " + to.id() + " has "
                            + to.fields().size());
        }
        this.source = from.layout();
        this.target = to.layout();
        this.keyNames = to.key();
        this.fields = to.fields().toArray(Field[]::new);
        this.declared = kinds(from);
        this.kinds = kinds(to);
        this.forms = forms(from, to);
        this.reforms = forms.stream().anyMatch(Optional::isPresent);
        this.isOpen = to.shape() == Shape.COLLECTION;
        this.inOrder = source;
    }

    /** A batch, converted: the records that fit, and those that do not. */
    record Converted(List<DataRecord> records, List<Rejected> rejected) {}

    Converted convert(List<DataRecord> batch) {
        List<DataRecord> records = new ArrayList<>(batch.size());
        List<Rejected> rejected = new ArrayList<>(0);
        for (DataRecord each : batch) {
            convert(each, records, rejected);
        }
        return new Converted(records, rejected);
    }

    private void convert(DataRecord each, List<DataRecord> records, List<Rejected> rejected) {
        Document body = each.body();
        boolean known = isInOrder(body.layout());
        Value[] values = new Value[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            Value value = value(body, known, i);
            if (!isFitting(value, i)) {
                Optional<Value> exact = exact(value, i);
                if (exact.isEmpty()) {
                    rejected.add(
                            new Rejected(each, source.names().get(i), reason(value, fields[i]) + besides(body, i)));
                    return;
                }
                value = exact.get();
            }
            values[i] = reforms && forms.get(i).isPresent() ? forms.get(i).get().apply(value) : value;
        }
        Document converted = Document.of(target, values);
        records.add(DataRecord.of(keyNames, known || !isOpen ? converted : without(body, converted), each.meta()));
    }

    private Value value(Document body, boolean known, int field) {
        return known ? body.at(field) : body.get(source.names().get(field)).orElse(Value.ofNull());
    }

    private boolean isFitting(Value value, int field) {
        return value.kind() == kinds[field] || value == Value.Null.NULL || isAtHome(value, fields[field]);
    }

    /** A value of another kind in the target's; empty where the target has no exact form for it. */
    private Optional<Value> exact(Value value, int field) {
        return isPlanned(value, field) ? conversion.convert(value, kinds[field]) : Optional.empty();
    }

    /** The fields behind one that does not fit, which do not fit either: whoever puts the record right wants to know of all. */
    private String besides(Document body, int first) {
        boolean known = isInOrder(body.layout());
        List<String> names = IntStream.range(first + 1, kinds.length)
                .filter(i -> !isFitting(value(body, known, i), i)
                        && exact(value(body, known, i), i).isEmpty())
                .mapToObj(source.names()::get)
                .toList();
        String named = String.join(", ", names.subList(0, Math.min(names.size(), NAMED)));
        return names.isEmpty()
                ? ""
                : "; the same holds for " + named
                        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }

    /** The fields that the source's record has: in a collection of documents, one that is missing is something else than null. */
    private Document without(Document body, Document converted) {
        Map<String, Value> kept = new LinkedHashMap<>();
        for (int i = 0; i < kinds.length; i++) {
            if (body.layout().indexOf(source.names().get(i)) >= 0) {
                kept.put(target.names().get(i), converted.at(i));
            }
        }
        return kept.size() == kinds.length ? converted : Document.of(kept);
    }

    /** Readers share one layout among all their records, which is not always the plan's own. */
    private boolean isInOrder(Layout layout) {
        if (layout == inOrder) {
            return true;
        }
        if (layout.equals(source)) {
            inOrder = layout;
            return true;
        }
        return false;
    }

    /**
     * Whether a value that only one technology knows comes to the very type that it is from: PostgreSQL's numeric NaN to a
     * numeric of any size. Whether that column holds it, its writer knows.
     */
    private static boolean isAtHome(Value value, Field field) {
        return value instanceof Value.Extension extension
                && extension
                        .nativeType()
                        .equals(SIZE.matcher(field.type().nativeType()).replaceAll(""));
    }

    /**
     * A plan knew of the field's own kind; of values that are something else, only numbers are numbers all the same. A field that
     * becomes text, because somebody asked for it or the target has nothing better, takes the text of whatever it holds.
     */
    private boolean isPlanned(Value value, int field) {
        Kind kind = value.kind();
        return kind == declared[field]
                || isNumber(kind) && isNumber(kinds[field])
                || kinds[field] == Kind.TEXT && declared[field] != Kind.TEXT && !RecordGuard.isUnreadable(value);
    }

    private static boolean isNumber(Kind kind) {
        return switch (kind) {
            case INT32, INT64, FLOAT64, DECIMAL -> true;
            default -> false;
        };
    }

    private static Kind[] kinds(Schema schema) {
        return schema.fields().stream().map(field -> field.type().kind()).toArray(Kind[]::new);
    }

    /** For each field the way to the form in which the target gives values back, where they do not have it yet. */
    static List<Optional<UnaryOperator<Value>>> forms(Schema from, Schema to) {
        List<Optional<UnaryOperator<Value>>> forms = new ArrayList<>();
        for (int i = 0; i < to.fields().size(); i++) {
            forms.add(HeldForm.between(
                    from.fields().get(i).type(), to.fields().get(i).type()));
        }
        return forms;
    }

    private static String reason(Value value, Field field) {
        return "a value of kind " + value.kind() + " has no exact form in the target's "
                + (field.type().nativeType().isEmpty()
                        ? field.type().describe()
                        : field.type().nativeType());
    }
}
