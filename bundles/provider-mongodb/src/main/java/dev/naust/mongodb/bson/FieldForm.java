package dev.naust.mongodb.bson;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.BsonWriter;
import org.bson.codecs.BsonValueCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;

/**
 * The form of one declared field: what people who use the collection with other tools expect, such as a date for a date. What
 * that form cannot say exactly goes to the record's {@link Companions}.
 */
final class FieldForm {
    private final FieldType type;
    private final ValueWriter writer;

    FieldForm(FieldType type, ValueWriter writer) {
        this.type = type;
        this.writer = writer;
    }

    /** The form of a field that nothing is declared of. */
    static FieldForm undeclared(ValueWriter writer) {
        return new FieldForm(FieldType.of(Kind.NULL), writer);
    }

    /** Writes a value where the writer stands; returns its exact text when what was written is only near it. */
    Optional<String> write(BsonWriter out, Value value) {
        if (Form.isMixed(type)) {
            if (value instanceof Value.Json json) {
                writeMixed(out, json);
            } else {
                writer.write(out, value);
            }
            return Optional.empty();
        }
        Kind kind = value.kind();
        if (kind == Kind.MOMENT && !hidesMoments()) {
            return near(out, ((Value.Moment) value).instant(), value);
        }
        if (kind == Kind.DECIMAL) {
            return near(out, ((Value.Decimal) value).number());
        }
        if (kind != type.kind()) {
            if (hides(kind)) {
                writer.writeTagged(out, value);
            } else {
                writer.write(out, value);
            }
            return Optional.empty();
        }
        return writeDeclared(out, value);
    }

    private Optional<String> writeDeclared(BsonWriter out, Value value) {
        switch (value.kind()) {
            case DATE -> {
                return near(
                        out,
                        ((Value.Date) value).date().atStartOfDay(ZoneOffset.UTC).toInstant(),
                        value);
            }
            case LOCAL_TIMESTAMP -> {
                return near(out, ((Value.LocalTimestamp) value).timestamp().toInstant(ZoneOffset.UTC), value);
            }
            case TIME, OFFSET_TIMESTAMP -> out.writeString(value.toString());
            case JSON -> out.writeString(ValueWriter.string(((Value.Json) value).text()));
            case EXTENSION -> writeExtension(out, (Value.Extension) value);
            default -> writer.write(out, value);
        }
        return Optional.empty();
    }

    private void writeExtension(BsonWriter out, Value.Extension value) {
        if (isTextOfExtension() && value.nativeType().equals(type.nativeType())) {
            out.writeString(value.text());
        } else {
            writer.write(out, value);
        }
    }

    private static Optional<String> near(BsonWriter out, Instant instant, Value value) {
        out.writeDateTime(ValueWriter.millis(instant));
        return ValueWriter.isWholeMillisecond(instant) ? Optional.empty() : Optional.of(value.toString());
    }

    private static Optional<String> near(BsonWriter out, BigDecimal number) {
        out.writeDecimal128(ValueWriter.nearest(number));
        return ValueWriter.isNative(number) ? Optional.empty() : Optional.of(number.toString());
    }

    private static void writeMixed(BsonWriter out, Value.Json json) {
        BsonValue value = MixedJson.parse(json.text().string());
        new BsonValueCodec().encode(out, value, EncoderContext.builder().build());
    }

    /** The value that the reader stands before. */
    Value read(BsonReader in, ValueReader values) {
        if (Form.isMixed(type)) {
            return readMixed(in);
        }
        BsonType found = in.getCurrentBsonType();
        if (found == BsonType.DATE_TIME) {
            return date(in.readDateTime());
        }
        if (found == BsonType.STRING) {
            return text(in.readString());
        }
        return Numbers.read(type.kind(), values.read(in));
    }

    /** The exact value that a companion text says, where it still belongs to the value that was found. */
    Value exact(Value found, String text) {
        try {
            Value exact =
                    switch (found.kind()) {
                        case DATE -> new Value.Date(LocalDate.parse(text));
                        case LOCAL_TIMESTAMP -> new Value.LocalTimestamp(LocalDateTime.parse(text));
                        case MOMENT -> new Value.Moment(Instant.parse(text));
                        case DECIMAL -> new Value.Decimal(new BigDecimal(text));
                        case EXTENSION -> new Value.Decimal(new BigDecimal(text));
                        default -> found;
                    };
            return nearest(exact).equals(nearest(found)) ? exact : found;
        } catch (DateTimeException | NumberFormatException e) {
            // Somebody else's text: what stands in the field itself counts.
            return found;
        }
    }

    private BsonValue nearest(Value value) {
        BsonDocument holder = new BsonDocument();
        var out = new org.bson.BsonDocumentWriter(holder);
        out.writeStartDocument();
        out.writeName("v");
        write(out, value);
        out.writeEndDocument();
        return holder.get("v");
    }

    /** What the value lies near to in the document, for conditions. */
    BsonValue condition(Value value) {
        return nearest(value);
    }

    private Value date(long millis) {
        Instant instant = Instant.ofEpochMilli(millis);
        return switch (type.kind()) {
            case DATE -> {
                LocalDateTime wall = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
                boolean midnight =
                        Math.floorMod(millis, 86_400_000L) == 0 || millis == Long.MIN_VALUE || millis == Long.MAX_VALUE;
                yield midnight ? new Value.Date(wall.toLocalDate()) : new Value.Moment(instant);
            }
            case LOCAL_TIMESTAMP -> new Value.LocalTimestamp(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
            default -> new Value.Moment(instant);
        };
    }

    private Value text(String text) {
        try {
            return switch (type.kind()) {
                case TIME -> new Value.Time(LocalTime.parse(text));
                case OFFSET_TIMESTAMP -> new Value.OffsetTimestamp(OffsetDateTime.parse(text));
                case JSON -> new Value.Json(Text.of(text));
                case EXTENSION -> isTextOfExtension() ? new Value.Extension(type.nativeType(), text) : Text.of(text);
                default -> Text.of(text);
            };
        } catch (DateTimeException e) {
            return Text.of(text);
        }
    }

    private static Value readMixed(BsonReader in) {
        if (in.getCurrentBsonType() == BsonType.NULL) {
            in.readNull();
            return Value.ofNull();
        }
        BsonValue value =
                new BsonValueCodec().decode(in, DecoderContext.builder().build());
        return MixedJson.of(value);
    }

    private boolean isTextOfExtension() {
        return type.kind() == Kind.EXTENSION && !NativeTypes.knows(type.nativeType());
    }

    /** Whether a value of another kind, written plainly, would be read back as the declared kind. */
    private boolean hides(Kind kind) {
        return kind == Kind.TEXT && isKeptAsText() || kind == Kind.MOMENT && hidesMoments();
    }

    private boolean isKeptAsText() {
        return switch (type.kind()) {
            case TIME, OFFSET_TIMESTAMP, JSON -> true;
            default -> isTextOfExtension();
        };
    }

    private boolean hidesMoments() {
        return type.kind() == Kind.DATE || type.kind() == Kind.LOCAL_TIMESTAMP;
    }
}
