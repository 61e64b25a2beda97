package dev.naust.memory;

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
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Brings given records into the form that a collection declares: all its fields in order, exact numbers of the declared kind,
 * defaults where a field is missing, streamed content in memory. What does not fit is named.
 */
final class RecordShaper {
    private final Schema schema;
    private final Clock clock;
    private final Map<String, Field> fields;
    private final Layout layout;
    private final boolean strict;

    RecordShaper(Schema schema, Clock clock) {
        this.schema = schema;
        this.clock = clock;
        this.fields = schema.byName();
        this.layout = schema.layout();
        this.strict = schema.shape() == Shape.TABLE;
    }

    /** About how many bytes the record will need once its streamed content is in memory. */
    long weight(DataRecord record) {
        long bytes = record.weight();
        for (int i = 0; i < record.body().size(); i++) {
            if (record.body().at(i) instanceof Content content) {
                bytes += content.length();
            }
        }
        return bytes;
    }

    /** The whole record as it will be kept. */
    Shaped full(DataRecord given) {
        Document body = given.body();
        Map<String, Value> kept = new LinkedHashMap<>();
        for (Field field : schema.fields()) {
            int at = body.layout().indexOf(field.name());
            if (at < 0 && !strict && field.defaultValue().isEmpty() && field.nullable()) {
                continue;
            }
            Value value = at < 0 ? missing(field) : MemoryContent.held(body.at(at));
            Optional<String> problem = problem(field, value);
            if (problem.isPresent()) {
                return Shaped.not(given, field.name(), problem.get());
            }
            kept.put(field.name(), FieldCheck.normal(field.type().kind(), value));
        }
        for (int i = 0; i < body.size(); i++) {
            String name = body.layout().names().get(i);
            if (layout.indexOf(name) < 0) {
                if (strict) {
                    return Shaped.not(given, name, "The collection declares no such field");
                }
                kept.put(name, MemoryContent.held(body.at(i)));
            }
        }
        Document shaped = strict ? Document.of(layout, kept.values().toArray(Value[]::new)) : Document.of(kept);
        return Shaped.as(DataRecord.of(schema.key(), shaped, given.meta()));
    }

    /** The record's key alone, to find the kept record by. */
    Shaped key(DataRecord given) {
        Map<String, Value> parts = new TreeMap<>();
        for (String name : schema.key()) {
            Value value = given.body().get(name).orElse(Value.ofNull());
            Optional<String> problem =
                    Optional.ofNullable(fields.get(name)).flatMap(field -> problem(field, MemoryContent.held(value)));
            if (problem.isPresent()) {
                return Shaped.not(given, name, problem.get());
            }
            parts.put(name, MemoryContent.held(value));
        }
        return Shaped.as(DataRecord.of(schema.key(), Document.of(parts)));
    }

    private Optional<String> problem(Field field, Value value) {
        boolean made = field.generation() == Field.Generation.IDENTITY && value == Value.Null.NULL;
        if (made) {
            return Optional.empty();
        }
        if (schema.key().contains(field.name()) && !KeyToken.holds(value.kind())) {
            return Optional.of("A value of kind " + value.kind() + " cannot be part of a key");
        }
        return FieldCheck.problem(field, value);
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

    /** A record in its form, or why it has none. */
    record Shaped(DataRecord record, Optional<TableEdit.Problem> problem) {
        static Shaped as(DataRecord record) {
            return new Shaped(record, Optional.empty());
        }

        static Shaped not(DataRecord given, String field, String reason) {
            return new Shaped(given, Optional.of(new TableEdit.Problem(field, reason)));
        }
    }
}
