package dev.naust.redis.collection;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.json.ExactJson;
import dev.naust.redis.form.FieldText;
import dev.naust.redis.form.KeyForm;
import dev.naust.redis.record.Held;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes rows of records: each declared field is a field of the hash, a null is left out, a value above a mebibyte gets a key of
 * its own. What does not fit its field is named. Where documents may have other fields than the declared ones, those and
 * explicit nulls stand together in one field as JSON that reads back.
 */
final class RowForm {
    /** Values above this many bytes are not kept in the hash. */
    static final int LARGE = 1 << 20;

    private final Schema schema;
    private final KeyForm keys;
    private final Layout layout;
    private final boolean strict;
    private final Clock clock;
    private final UniqueForm unique;
    private final FieldText texts = new FieldText();
    private final ExactJson json = new ExactJson();

    RowForm(Collection collection, Clock clock) {
        this.schema = collection.schema();
        this.keys = collection.keys();
        this.layout = schema.layout();
        this.strict = schema.shape() == Shape.TABLE;
        this.clock = clock;
        this.unique = new UniqueForm(schema);
    }

    /** The whole record; {@code number} is its place where the collection has no key. */
    Row.Shaped row(DataRecord record, long number) {
        Map<String, Value> more = new LinkedHashMap<>();
        List<byte[]> fields = new ArrayList<>();
        List<Row.Large> large = new ArrayList<>();
        Map<String, Value> kept = new LinkedHashMap<>();
        Document body = record.body();
        for (Field field : schema.fields()) {
            int at = body.layout().indexOf(field.name());
            if (at < 0 && !strict && field.defaultValue().isEmpty() && field.nullable()) {
                continue;
            }
            Value value = at < 0 ? missing(field) : body.at(at);
            Optional<String> problem = problem(field, value);
            if (problem.isPresent()) {
                return Row.Shaped.not(field.name(), problem.get());
            }
            Value normal = FieldCheck.normal(field.type().kind(), value);
            kept.put(field.name(), normal);
            try {
                put(field.name(), normal, fields, large, more);
            } catch (IllegalArgumentException e) {
                return Row.Shaped.not(field.name(), e.getMessage());
            }
        }
        Optional<String> unknown = undeclared(body, more);
        if (unknown.isPresent()) {
            return Row.Shaped.not(unknown.get(), "The collection declares no such field");
        }
        if (!more.isEmpty() || fields.isEmpty()) {
            try {
                add(fields, Collection.MORE, utf8(json.write(Document.of(more))));
            } catch (IllegalArgumentException e) {
                return Row.Shaped.not(more.keySet().iterator().next(), e.getMessage());
            }
        }
        byte[] place = schema.key().isEmpty()
                ? keys.place(List.of(Value.int64(number)))
                : keys.place(schema.key().stream()
                        .map(name -> Held.inMemory(kept.get(name)))
                        .toList());
        return Row.Shaped.as(
                new Row(place, fields, large, unique.claims(kept), record.meta().expiresAt()));
    }

    /** Where the record with this record's key stands. */
    Row.Shaped place(DataRecord record) {
        Map<String, Field> declared = schema.byName();
        List<Value> values = new ArrayList<>();
        for (String name : schema.key()) {
            Field field = declared.get(name);
            Value value = record.body().get(name).orElse(Value.ofNull());
            Optional<String> problem = problem(field, value);
            if (problem.isPresent()) {
                return Row.Shaped.not(name, problem.get());
            }
            values.add(Held.inMemory(FieldCheck.normal(field.type().kind(), value)));
        }
        return Row.Shaped.as(new Row(keys.place(values), List.of(), List.of(), List.of(), Optional.empty()));
    }

    private Optional<String> problem(Field field, Value value) {
        if (schema.key().contains(field.name()) && !KeyForm.holds(value.kind())) {
            return Optional.of("A value of kind " + value.kind() + " cannot be part of a key");
        }
        return FieldCheck.problem(field, value);
    }

    private void put(String name, Value value, List<byte[]> fields, List<Row.Large> large, Map<String, Value> more) {
        if (value == Value.Null.NULL) {
            if (!strict) {
                more.put(name, value);
            }
        } else if (name.equals(Collection.MORE) || name.equals(Collection.LARGE)) {
            more.put(name, Held.inMemory(value));
        } else if (value instanceof Content content && content.length() > LARGE) {
            large.add(new Row.Large(name, content));
        } else {
            byte[] bytes = texts.bytes(Held.inMemory(value));
            if (bytes.length > LARGE) {
                large.add(new Row.Large(name, value));
            } else {
                add(fields, name, bytes);
            }
        }
    }

    /** Collects fields that are not declared; the name of the first one where there may be none. */
    private Optional<String> undeclared(Document body, Map<String, Value> more) {
        for (int i = 0; i < body.size(); i++) {
            String name = body.layout().names().get(i);
            if (layout.indexOf(name) < 0) {
                if (strict) {
                    return Optional.of(name);
                }
                more.put(name, Held.inMemory(body.at(i)));
            }
        }
        return Optional.empty();
    }

    private Value missing(Field field) {
        DefaultValue filled = field.defaultValue().orElse(new DefaultValue.Constant(Value.ofNull()));
        if (filled instanceof DefaultValue.Constant constant) {
            return constant.value();
        }
        return filled instanceof DefaultValue.CurrentTime ? now(field.type().kind()) : Value.ofNull();
    }

    private Value now(Kind kind) {
        return switch (kind) {
            case DATE -> new Value.Date(LocalDate.now(clock));
            case TIME -> new Value.Time(LocalTime.now(clock));
            case LOCAL_TIMESTAMP -> new Value.LocalTimestamp(LocalDateTime.now(clock));
            case MOMENT -> new Value.Moment(clock.instant());
            case OFFSET_TIMESTAMP -> new Value.OffsetTimestamp(OffsetDateTime.now(clock));
            case NULL, BOOL, INT32, INT64, FLOAT64, DECIMAL, TEXT, BYTES, UUID, JSON, ARRAY, DOCUMENT, EXTENSION ->
                Value.ofNull();
        };
    }

    private static void add(List<byte[]> fields, String name, byte[] value) {
        fields.add(utf8(name));
        fields.add(value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
