package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.console.web.ProblemException;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a filter from its small JSON form: {@code {"age":{"gte":20},"name":"Ada"}}, all of it to be true. Operators are
 * {@code eq ne lt lte gt gte in contains isNull}; {@code $or} and {@code $and} take lists of such objects, {@code $not} takes
 * one. Only fields that the collection has, and only plain values, so that nothing of a store's own language gets through.
 */
final class FilterReader {
    private static final JsonValues JSON = new JsonValues();
    private static final int DEEPEST = 5;
    private static final int MOST = 200;

    private final Schema schema;
    private final Set<String> fields = new LinkedHashSet<>();
    private int conditions;

    FilterReader(Schema schema) {
        this.schema = schema;
    }

    /**
     * The filter that a text says.
     *
     * @throws ProblemException with status 422 and code {@code filter.invalid}
     */
    Filter read(String json) {
        if (json.length() > 8_000) {
            throw invalid("It is longer than 8,000 characters.");
        }
        try {
            return all(JSON.readObject(json), 1);
        } catch (MalformedJsonException e) {
            throw invalid("It is not a JSON object. " + e.getMessage() + ".");
        }
    }

    /** The fields that the filter looks at. */
    Set<String> fields() {
        return fields;
    }

    private Filter all(Document object, int depth) {
        if (depth > DEEPEST) {
            throw invalid("It is nested deeper than " + DEEPEST + " levels.");
        }
        List<Filter> parts = new ArrayList<>();
        for (String name : object.layout().names()) {
            Value value = object.get(name).orElseThrow();
            switch (name) {
                case "$and" -> parts.add(new Filter.And(list(name, value, depth)));
                case "$or" -> parts.add(new Filter.Or(list(name, value, depth)));
                case "$not" -> parts.add(new Filter.Not(all(object(name, value), depth + 1)));
                default -> parts.addAll(field(name, value));
            }
        }
        return parts.size() == 1 ? parts.get(0) : new Filter.And(parts);
    }

    private List<Filter> list(String name, Value value, int depth) {
        if (!(value instanceof Value.Array array)) {
            throw invalid(name + " must be a list of objects.");
        }
        return array.items().stream()
                .map(item -> all(object(name, item), depth + 1))
                .toList();
    }

    private static Document object(String name, Value value) {
        if (value instanceof Document document) {
            return document;
        }
        throw invalid(name + " must hold objects.");
    }

    private List<Filter> field(String name, Value value) {
        Field field = schema.field(name).orElseGet(() -> unnamed(name));
        fields.add(name);
        if (!(value instanceof Document operators)) {
            return List.of(equal(field, value));
        }
        List<Filter> parts = new ArrayList<>();
        for (String operator : operators.layout().names()) {
            parts.add(condition(field, operator, operators.get(operator).orElseThrow()));
        }
        if (parts.isEmpty()) {
            throw invalid("The condition on \"" + name + "\" is empty.");
        }
        return parts;
    }

    /** A field that the schema does not name may still be in records of a collection that takes any. */
    private Field unnamed(String name) {
        if (schema.shape() == Shape.TABLE || schema.shape() == Shape.VIEW) {
            throw invalid("The collection has no field \"" + FieldValues.shown(name) + "\".");
        }
        return Field.of(name, FieldType.of(Kind.NULL));
    }

    private Filter equal(Field field, Value value) {
        return value == Value.Null.NULL
                ? new Filter.IsNull(field.name())
                : new Filter.Comparison(field.name(), Filter.Operator.EQ, scalar(field, value));
    }

    private Filter condition(Field field, String operator, Value value) {
        String name = field.name();
        return switch (operator) {
            case "eq" -> equal(field, value);
            case "ne" ->
                value == Value.Null.NULL
                        ? new Filter.Not(new Filter.IsNull(name))
                        : new Filter.Comparison(name, Filter.Operator.NE, scalar(field, value));
            case "lt" -> new Filter.Comparison(name, Filter.Operator.LT, scalar(field, value));
            case "lte" -> new Filter.Comparison(name, Filter.Operator.LTE, scalar(field, value));
            case "gt" -> new Filter.Comparison(name, Filter.Operator.GT, scalar(field, value));
            case "gte" -> new Filter.Comparison(name, Filter.Operator.GTE, scalar(field, value));
            case "in" -> new Filter.In(name, scalars(field, value));
            case "contains" -> new Filter.Contains(name, text(field, value));
            case "isNull" -> {
                count();
                if (!(value instanceof Value.Bool truth)) {
                    throw invalid("isNull takes true or false.");
                }
                Filter isNull = new Filter.IsNull(name);
                yield truth.isTrue() ? isNull : new Filter.Not(isNull);
            }
            default ->
                throw invalid("\"" + FieldValues.shown(operator)
                        + "\" is no operator; use eq, ne, lt, lte, gt, gte, in, contains or isNull.");
        };
    }

    private List<Value> scalars(Field field, Value value) {
        if (!(value instanceof Value.Array array)) {
            throw invalid("in takes a list.");
        }
        return array.items().stream().map(item -> scalar(field, item)).toList();
    }

    private String text(Field field, Value value) {
        count();
        if (value instanceof Text text) {
            return text.string();
        }
        throw invalid("contains on \"" + field.name() + "\" takes a text.");
    }

    /** A JSON scalar as a value of the field's kind: JSON has no dates, so a text is read as what the field holds. */
    private Value scalar(Field field, Value value) {
        count();
        if (value instanceof Document || value instanceof Value.Array || value == Value.Null.NULL) {
            throw invalid("\"" + field.name() + "\" can be compared with a text, a number, true or false only.");
        }
        if (!(value instanceof Text text)) {
            return number(field, value);
        }
        try {
            return FieldValues.scalar(field.type().kind(), text);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw invalid("\"" + field.name() + "\" holds " + field.type().kind() + ", which \""
                    + FieldValues.shown(text.string()) + "\" is not.");
        }
    }

    private static Value number(Field field, Value value) {
        try {
            return value instanceof Value.Decimal decimal ? FieldValues.bounded(decimal) : value;
        } catch (IllegalArgumentException e) {
            throw invalid("\"" + field.name() + "\" cannot be compared: " + e.getMessage() + ".");
        }
    }

    private void count() {
        if (++conditions > MOST) {
            throw invalid("It has more than " + MOST + " conditions.");
        }
    }

    private static ProblemException invalid(String why) {
        return new ProblemException(422, "filter.invalid", "The filter cannot be used. " + why);
    }
}
