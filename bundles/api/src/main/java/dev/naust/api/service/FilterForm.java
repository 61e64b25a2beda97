package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Filter.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A filter as a JSON object and back: {@code {"age":{"gte":20},"name":"Ada"}}, all of it to be true. Operators are
 * {@code eq ne lt lte gt gte in contains isNull}; {@code $or} and {@code $and} take lists of such objects, {@code $not} takes
 * one. Values stay as JSON has them.
 */
final class FilterForm {
    private static final int DEEPEST = 6;

    private FilterForm() {}

    /** @throws IllegalArgumentException with a sentence that says what is wrong */
    static Filter read(Document object) {
        return all(object, 1);
    }

    private static Filter all(Document object, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("is nested deeper than " + DEEPEST + " levels");
        }
        List<Filter> parts = new ArrayList<>();
        object.toMap().forEach((name, value) -> {
            switch (name) {
                case "$and" -> parts.add(new Filter.And(list(name, value, depth)));
                case "$or" -> parts.add(new Filter.Or(list(name, value, depth)));
                case "$not" -> parts.add(new Filter.Not(all(object(name, value), depth + 1)));
                default -> field(name, value, parts);
            }
        });
        return parts.size() == 1 ? parts.get(0) : new Filter.And(parts);
    }

    private static List<Filter> list(String name, Value value, int depth) {
        if (!(value instanceof Value.Array array)) {
            throw new IllegalArgumentException(name + " must be a list of objects");
        }
        return array.items().stream()
                .map(item -> all(object(name, item), depth + 1))
                .toList();
    }

    private static Document object(String name, Value value) {
        if (value instanceof Document document) {
            return document;
        }
        throw new IllegalArgumentException(name + " must hold objects");
    }

    private static void field(String name, Value value, List<Filter> parts) {
        if (!(value instanceof Document operators)) {
            parts.add(equal(name, value));
            return;
        }
        if (operators.size() == 0) {
            throw new IllegalArgumentException("the condition on \"" + name + "\" is empty");
        }
        operators.toMap().forEach((operator, operand) -> parts.add(condition(name, operator, operand)));
    }

    private static Filter equal(String name, Value value) {
        return value == Value.Null.NULL ? new Filter.IsNull(name) : Filter.eq(name, scalar(name, value));
    }

    private static Filter condition(String name, String operator, Value value) {
        return switch (operator) {
            case "eq" -> equal(name, value);
            case "ne" ->
                value == Value.Null.NULL
                        ? new Filter.Not(new Filter.IsNull(name))
                        : new Filter.Comparison(name, Operator.NE, scalar(name, value));
            case "lt", "lte", "gt", "gte" ->
                new Filter.Comparison(name, Operator.valueOf(operator.toUpperCase(Locale.ROOT)), scalar(name, value));
            case "in" -> {
                if (!(value instanceof Value.Array array)) {
                    throw new IllegalArgumentException("\"in\" takes a list");
                }
                yield new Filter.In(
                        name,
                        array.items().stream().map(item -> scalar(name, item)).toList());
            }
            case "contains" -> {
                if (!(value instanceof Text text)) {
                    throw new IllegalArgumentException("\"contains\" takes a text");
                }
                yield new Filter.Contains(name, text.string());
            }
            case "isNull" -> {
                if (!(value instanceof Value.Bool truth)) {
                    throw new IllegalArgumentException("\"isNull\" takes true or false");
                }
                yield truth.isTrue() ? new Filter.IsNull(name) : new Filter.Not(new Filter.IsNull(name));
            }
            default ->
                throw new IllegalArgumentException(
                        "\"" + operator + "\" is no operator; use eq, ne, lt, lte, gt, gte, in, contains or isNull");
        };
    }

    private static Value scalar(String name, Value value) {
        if (value instanceof Document || value instanceof Value.Array || value == Value.Null.NULL) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" can be compared with a text, a number, true or false only");
        }
        return value;
    }

    static Document write(Filter filter) {
        if (filter instanceof Filter.And and) {
            return Document.of(Map.of("$and", list(and.parts())));
        } else if (filter instanceof Filter.Or or) {
            return Document.of(Map.of("$or", list(or.parts())));
        } else if (filter instanceof Filter.Not not) {
            return Document.of(Map.of("$not", write(not.part())));
        } else if (filter instanceof Filter.Comparison each) {
            return on(each.field(), each.operator().name().toLowerCase(Locale.ROOT), each.value());
        } else if (filter instanceof Filter.In in) {
            return on(in.field(), "in", new Value.Array(in.values()));
        } else if (filter instanceof Filter.Contains contains) {
            return on(contains.field(), "contains", Value.text(contains.part()));
        } else if (filter instanceof Filter.IsNull isNull) {
            return on(isNull.field(), "isNull", Value.Bool.TRUE);
        }
        throw new IllegalStateException("Filter is sealed; this one is none of its kinds: " + filter.getClass());
    }

    private static Value list(List<Filter> parts) {
        return new Value.Array(parts.stream().map(part -> (Value) write(part)).toList());
    }

    private static Document on(String field, String operator, Value value) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put(field, Document.of(Map.of(operator, value)));
        return Document.of(fields);
    }
}
