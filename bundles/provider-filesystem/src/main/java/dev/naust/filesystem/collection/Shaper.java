package dev.naust.filesystem.collection;

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
import dev.naust.filesystem.failure.Trouble;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings given records into the form that a collection declares: its fields in order, exact numbers in the declared kind,
 * defaults where a field is missing, streamed content in memory. What does not fit is named.
 */
final class Shaper {
    private final Schema schema;
    private final Clock clock;
    private final Layout layout;
    private final boolean strict;

    Shaper(Schema schema, Clock clock) {
        this.schema = schema;
        this.clock = clock;
        this.layout = schema.layout();
        this.strict = schema.shape() == Shape.TABLE;
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
            Value value = at < 0 ? missing(field) : body.at(at);
            Optional<String> problem = problem(field, value);
            if (problem.isPresent()) {
                return Shaped.not(field.name(), problem.get());
            }
            kept.put(field.name(), FieldCheck.normal(field.type().kind(), held(value)));
        }
        for (int i = 0; i < body.size(); i++) {
            String name = body.layout().names().get(i);
            if (layout.indexOf(name) >= 0) {
                continue;
            }
            if (strict) {
                return Shaped.not(name, "The collection declares no such field");
            }
            if (isTooLarge(body.at(i))) {
                return Shaped.not(name, tooLarge());
            }
            kept.put(name, held(body.at(i)));
        }
        Document shaped = Document.of(kept);
        return Shaped.as(RowKey.of(shaped, schema.key()), shaped);
    }

    /** The record's key alone. */
    Shaped key(DataRecord given) {
        Map<String, Value> parts = new LinkedHashMap<>();
        for (String name : schema.key()) {
            Value value = given.body().get(name).orElse(Value.ofNull());
            Optional<Field> field = schema.field(name);
            Optional<String> problem = field.flatMap(declared -> problem(declared, value));
            if (problem.isPresent()) {
                return Shaped.not(name, problem.get());
            }
            parts.put(
                    name,
                    field.map(declared -> FieldCheck.normal(declared.type().kind(), held(value)))
                            .orElse(value));
        }
        Document key = Document.of(parts);
        return Shaped.as(RowKey.of(key, schema.key()), key);
    }

    private Optional<String> problem(Field field, Value value) {
        if (isTooLarge(value)) {
            return Optional.of(tooLarge());
        }
        if (schema.key().contains(field.name()) && !RowKey.holds(held(value))) {
            return Optional.of("A key may not be null");
        }
        return FieldCheck.problem(field, value);
    }

    private static boolean isTooLarge(Value value) {
        return value instanceof Content content && content.length() > LineForm.LONGEST;
    }

    private static String tooLarge() {
        return "A record may have " + (LineForm.LONGEST >> 20) + " MiB as a line of JSON; keep larger values as files";
    }

    private static Value held(Value value) {
        if (!(value instanceof Content content)) {
            return value;
        }
        try {
            return content.inMemory();
        } catch (IOException e) {
            throw Trouble.of("A large value could not be read from its source", e);
        }
    }

    private Value missing(Field field) {
        Optional<DefaultValue> filled = field.defaultValue();
        if (filled.isPresent() && filled.get() instanceof DefaultValue.Constant constant) {
            return constant.value();
        }
        return filled.isPresent() && filled.get() instanceof DefaultValue.CurrentTime
                ? now(field.type().kind())
                : Value.ofNull();
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

    /** A record in its form, or the field to blame and why. */
    record Shaped(RowKey key, Document body, String field, String reason) {
        static Shaped as(RowKey key, Document body) {
            return new Shaped(key, body, "", "");
        }

        static Shaped not(String field, String reason) {
            return new Shaped(new RowKey(List.of()), Document.empty(), field, reason);
        }

        boolean fits() {
            return reason.isEmpty();
        }
    }
}
