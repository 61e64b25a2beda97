package dev.naust.transfer;

import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Brings a record into the form that it shares with a record of another store: that one's names, and values of its kinds where
 * they say the same. A value that cannot be said exactly in the other kind stays what it is, so that it shows as a difference.
 * For one thread.
 */
final class CommonForm {
    /** Keeps an unknown field apart from a known one that has its name on the other side. */
    private static final String NAMESAKE = " (another field of this name)";

    private final Conversion conversion = new Conversion();
    private final Layout from;
    private final Layout to;
    private final Kind[] declared;
    private final Kind[] kinds;
    private final List<Optional<UnaryOperator<Value>>> forms;
    private final boolean missingIsNull;
    private Layout inOrder;

    /**
     * @throws IllegalArgumentException when the schemas have different numbers of fields
     */
    CommonForm(Schema from, Schema to) {
        if (from.fields().size() != to.fields().size()) {
            throw new IllegalArgumentException(
                    from.fields().size() + " fields do not match " + to.fields().size());
        }
        this.from = from.layout();
        this.to = to.layout();
        this.declared = kinds(from);
        this.kinds = kinds(to);
        this.forms = RowConverter.forms(from, to);
        this.missingIsNull = to.shape() != Shape.COLLECTION;
        this.inOrder = this.from;
    }

    Document of(Document body) {
        Layout layout = body.layout();
        if (layout != inOrder) {
            if (!layout.equals(from)) {
                return byName(body);
            }
            inOrder = layout;
        }
        Value[] values = new Value[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            values[i] = common(body.at(i), i);
        }
        return Document.of(to, values);
    }

    private Document byName(Document body) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < kinds.length; i++) {
            int at = body.layout().indexOf(from.names().get(i));
            if (at >= 0) {
                fields.put(to.names().get(i), common(body.at(at), i));
            } else if (missingIsNull) {
                fields.put(to.names().get(i), Value.ofNull());
            }
        }
        for (int i = 0; i < body.size(); i++) {
            String name = body.layout().names().get(i);
            if (from.indexOf(name) < 0) {
                fields.put(to.indexOf(name) < 0 ? name : name + NAMESAKE, body.at(i));
            }
        }
        return Document.of(fields);
    }

    private Value common(Value value, int field) {
        Value converted = converted(value, field);
        return forms.get(field).isEmpty() ? converted : forms.get(field).get().apply(converted);
    }

    private Value converted(Value value, int field) {
        Kind kind = value.kind();
        Kind wanted = kinds[field];
        // Exact numbers of all kinds are the same content already.
        if (kind == wanted || kind == Kind.NULL || isExact(kind) && isExact(wanted)) {
            return value;
        }
        boolean planned = kind == declared[field] || isNumber(kind) && isNumber(wanted);
        return planned ? conversion.convert(value, wanted).orElse(value) : value;
    }

    private static boolean isExact(Kind kind) {
        return kind == Kind.INT32 || kind == Kind.INT64 || kind == Kind.DECIMAL;
    }

    private static boolean isNumber(Kind kind) {
        return isExact(kind) || kind == Kind.FLOAT64;
    }

    private static Kind[] kinds(Schema schema) {
        return schema.fields().stream().map(field -> field.type().kind()).toArray(Kind[]::new);
    }
}
