package dev.naust.mongodb.copy;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.mongodb.bson.Conditions;
import dev.naust.mongodb.bson.Form;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonRegularExpression;
import org.bson.BsonValue;

/**
 * Conditions in MongoDB's language. MongoDB means something else in many small ways (arrays match by their items, NaN and null
 * compare differently), so that a query only bounds the result: {@link #atLeast} finds every record that fulfils the condition
 * and perhaps others, which the reader sorts out by {@link Filter#matches}.
 */
final class FilterQuery {
    private static final BsonDocument ALL = new BsonDocument();
    private static final BsonDocument NONE = new BsonDocument(Form.ID, new BsonDocument("$in", new BsonArray()));
    private static final Pattern ASCII = Pattern.compile("\\p{Print}*");

    private final Form form;
    private final Map<String, FieldType> types;
    private final Conditions conditions;

    FilterQuery(Form form) {
        this.form = form;
        this.types = form.types();
        this.conditions = new Conditions(form);
    }

    /** A query that finds at least the records that fulfil the condition. */
    BsonDocument atLeast(Filter filter) {
        if (filter instanceof Filter.And and) {
            return all(and.parts().stream().map(this::atLeast).toList());
        }
        if (filter instanceof Filter.Or or) {
            return any(or.parts().stream().map(this::atLeast).toList());
        }
        if (filter instanceof Filter.Not not) {
            return not(atMost(not.part()));
        }
        if (filter instanceof Filter.In in) {
            return any(in.values().stream()
                    .map(value -> comparison(in.field(), Filter.Operator.EQ, value))
                    .toList());
        }
        if (filter instanceof Filter.Comparison comparison) {
            return comparison(comparison.field(), comparison.operator(), comparison.value());
        }
        if (filter instanceof Filter.Contains contains) {
            return contains(contains);
        }
        String field = ((Filter.IsNull) filter).field();
        return isAddressable(field) ? on(field, BsonNull.VALUE) : ALL;
    }

    /** A query that finds only records that fulfil the condition. */
    private BsonDocument atMost(Filter filter) {
        if (filter instanceof Filter.And and) {
            return all(and.parts().stream().map(this::atMost).toList());
        }
        if (filter instanceof Filter.Or or) {
            return any(or.parts().stream().map(this::atMost).toList());
        }
        if (filter instanceof Filter.Not not) {
            return not(atLeast(not.part()));
        }
        if (filter instanceof Filter.IsNull isNull && isAddressable(isNull.field())) {
            return on(isNull.field(), new BsonDocument("$exists", BsonBoolean.FALSE));
        }
        return NONE;
    }

    private BsonDocument comparison(String field, Filter.Operator operator, Value value) {
        if (value == Value.Null.NULL) {
            return NONE;
        }
        if (!isAddressable(field)) {
            return ALL;
        }
        BsonDocument present = on(field, new BsonDocument("$exists", BsonBoolean.TRUE));
        if (operator == Filter.Operator.NE || !isPlain(field, value)) {
            return present;
        }
        if (operator == Filter.Operator.EQ) {
            return form.table() && form.key().equals(List.of(field))
                    ? on(Form.ID, conditions.id(value))
                    : on(field, conditions.near(field, value));
        }
        if (!isOrdered(value.kind())) {
            return present;
        }
        BsonValue near = conditions.near(field, value);
        boolean below = operator == Filter.Operator.LT || operator == Filter.Operator.LTE;
        if (below) {
            return on(field, new BsonDocument("$lte", near));
        }
        BsonDocument above = on(field, new BsonDocument("$gte", near));
        // NaN is the greatest number to a condition, and to MongoDB the smallest.
        return isNumber(value.kind()) ? any(List.of(above, on(field, new BsonDouble(Double.NaN)))) : above;
    }

    private BsonDocument contains(Filter.Contains contains) {
        if (!isAddressable(contains.field())) {
            return ALL;
        }
        boolean simple = contains.part().getBytes(StandardCharsets.UTF_8).length < 1000
                && ASCII.matcher(contains.part()).matches();
        return on(
                contains.field(),
                simple
                        ? new BsonRegularExpression(contains.part().replaceAll("[^A-Za-z0-9 ]", "\\\\$0"))
                        : new BsonDocument("$type", new BsonInt32(2)));
    }

    /** Whether equal values of the field all have the form that a query would look for. */
    private boolean isPlain(String field, Value value) {
        FieldType declared = types.get(field);
        boolean asDeclared = declared != null && declared.kind() == value.kind();
        if (declared != null && !asDeclared && !(isNumber(declared.kind()) && isNumber(value.kind()))) {
            return false;
        }
        return switch (value.kind()) {
            case BOOL, INT32, INT64, DECIMAL, UUID, MOMENT -> true;
            case FLOAT64 -> Double.isFinite(((Value.Float64) value).number());
            case TEXT -> value instanceof Text text && text.isWellFormed();
            case DATE, LOCAL_TIMESTAMP -> asDeclared;
            case EXTENSION -> ((Value.Extension) value).nativeType().equals("objectid");
            case NULL, BYTES, TIME, OFFSET_TIMESTAMP, JSON, ARRAY, DOCUMENT -> false;
        };
    }

    private static boolean isOrdered(Kind kind) {
        return switch (kind) {
            case INT32, INT64, FLOAT64, DECIMAL, TEXT, DATE, LOCAL_TIMESTAMP, MOMENT -> true;
            default -> false;
        };
    }

    private static boolean isNumber(Kind kind) {
        return switch (kind) {
            case INT32, INT64, FLOAT64, DECIMAL -> true;
            default -> false;
        };
    }

    /** A query reads dots and dollars in a name as something else. */
    private boolean isAddressable(String field) {
        return isPath(field) && (form.showsId() || !field.equals(Form.ID));
    }

    /** Whether a name means the field of that name in queries and projections. */
    static boolean isPath(String field) {
        return !field.isEmpty() && field.charAt(0) != '$' && field.indexOf('.') < 0 && field.indexOf('\0') < 0;
    }

    private static BsonDocument on(String field, BsonValue condition) {
        return new BsonDocument(field, condition);
    }

    private static BsonDocument all(List<BsonDocument> parts) {
        if (parts.contains(NONE)) {
            return NONE;
        }
        return joined("$and", parts.stream().filter(part -> !part.isEmpty()).toList(), ALL);
    }

    private static BsonDocument any(List<BsonDocument> parts) {
        if (parts.contains(ALL)) {
            return ALL;
        }
        return joined("$or", parts.stream().filter(part -> !part.equals(NONE)).toList(), NONE);
    }

    private static BsonDocument joined(String operator, List<BsonDocument> parts, BsonDocument nothing) {
        if (parts.size() < 2) {
            return parts.isEmpty() ? nothing : parts.get(0);
        }
        return new BsonDocument(operator, new BsonArray(new ArrayList<BsonValue>(parts)));
    }

    private static BsonDocument not(BsonDocument part) {
        if (part.isEmpty()) {
            return NONE;
        }
        return part.equals(NONE) ? ALL : new BsonDocument("$nor", new BsonArray(List.of(part)));
    }
}
