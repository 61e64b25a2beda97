package dev.naust.migration.reshape;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Rewrites the fields and the values that a filter names. */
final class FilterFields {
    private FilterFields() {}

    /** The filter on other names; empty when one of its fields has none. */
    static Optional<Filter> renamed(Filter filter, Function<String, Optional<String>> name) {
        if (filter instanceof Filter.And and) {
            return parts(and.parts(), name).map(Filter.And::new);
        } else if (filter instanceof Filter.Or or) {
            return parts(or.parts(), name).map(Filter.Or::new);
        } else if (filter instanceof Filter.Not not) {
            return renamed(not.part(), name).map(Filter.Not::new);
        } else if (filter instanceof Filter.Comparison each) {
            return name.apply(each.field()).map(field -> new Filter.Comparison(field, each.operator(), each.value()));
        } else if (filter instanceof Filter.In in) {
            return name.apply(in.field()).map(field -> new Filter.In(field, in.values()));
        } else if (filter instanceof Filter.Contains contains) {
            return name.apply(contains.field()).map(field -> new Filter.Contains(field, contains.part()));
        } else if (filter instanceof Filter.IsNull isNull) {
            return name.apply(isNull.field()).map(Filter.IsNull::new);
        }
        throw new IllegalStateException("Filter is sealed; this one is none of its kinds: " + filter.getClass());
    }

    private static Optional<List<Filter>> parts(List<Filter> parts, Function<String, Optional<String>> name) {
        List<Filter> renamed = new ArrayList<>();
        for (Filter part : parts) {
            Optional<Filter> one = renamed(part, name);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            renamed.add(one.get());
        }
        return Optional.of(renamed);
    }

    /**
     * The filter with texts read as what their fields hold: JSON has no dates and no exact decimals.
     *
     * @throws StoreException when the schema has no such field, or a value is none of its kind, so that no record could match
     */
    static Filter typed(Filter filter, Schema schema) {
        if (filter instanceof Filter.And and) {
            return new Filter.And(
                    and.parts().stream().map(part -> typed(part, schema)).toList());
        } else if (filter instanceof Filter.Or or) {
            return new Filter.Or(
                    or.parts().stream().map(part -> typed(part, schema)).toList());
        } else if (filter instanceof Filter.Not not) {
            return new Filter.Not(typed(not.part(), schema));
        } else if (filter instanceof Filter.Comparison each) {
            return new Filter.Comparison(each.field(), each.operator(), value(each.field(), each.value(), schema));
        } else if (filter instanceof Filter.In in) {
            return new Filter.In(
                    in.field(),
                    in.values().stream()
                            .map(value -> value(in.field(), value, schema))
                            .toList());
        } else if (filter instanceof Filter.Contains contains) {
            kind(contains.field(), schema);
        } else if (filter instanceof Filter.IsNull isNull) {
            kind(isNull.field(), schema);
        }
        return filter;
    }

    private static Value value(String field, Value value, Schema schema) {
        Kind kind = kind(field, schema);
        Optional<Value> typed = value instanceof Text text
                ? Words.as(kind, text)
                : Optional.of(value).filter(given -> canEqual(kind, given.kind()));
        return typed.orElseThrow(() -> new StoreException(
                ServiceError.OPTION_UNSUPPORTED,
                "The filter on " + schema.id() + " compares " + field + " with \"" + value + "\", which is no " + kind
                        + ": write it as the field holds it"));
    }

    /** Whether a field of this kind may hold a value that equals one of the other. */
    private static boolean canEqual(Kind field, Kind value) {
        return switch (field) {
            case BOOL -> value == Kind.BOOL;
            case INT32, INT64, FLOAT64, DECIMAL -> isNumber(value);
            case TEXT, UUID, DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP -> value == field;
            case NULL, BYTES, JSON, ARRAY, DOCUMENT, EXTENSION -> true;
        };
    }

    private static boolean isNumber(Kind kind) {
        return switch (kind) {
            case INT32, INT64, FLOAT64, DECIMAL -> true;
            default -> false;
        };
    }

    private static Kind kind(String field, Schema schema) {
        return schema.field(field)
                .map(found -> found.type().kind())
                .orElseThrow(() -> new StoreException(
                        ServiceError.OPTION_UNSUPPORTED,
                        "The filter on " + schema.id() + " names the field " + field + ", which is not there. It has: "
                                + String.join(", ", schema.layout().names())));
    }
}
