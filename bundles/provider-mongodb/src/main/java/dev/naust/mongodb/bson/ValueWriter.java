package dev.naust.mongodb.bson;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonDocumentWriter;
import org.bson.BsonValue;
import org.bson.BsonWriter;
import org.bson.UuidRepresentation;
import org.bson.types.Decimal128;

/** Writes values as BSON so that {@link ValueReader} reads the same values, whatever stands beside them. */
public final class ValueWriter {
    /** What MongoDB takes as one document, in bytes. */
    public static final int LARGEST_DOCUMENT = 16 * 1024 * 1024;

    /** MongoDB refuses documents that are nested deeper; the record itself is the first level. */
    private static final int DEEPEST = 100;

    /** Writes a value where the writer stands. */
    void write(BsonWriter writer, Value value) {
        write(writer, value, 2);
    }

    /** The value as BSON; for keys and conditions. */
    public BsonValue toBson(Value value) {
        BsonDocument holder = new BsonDocument();
        BsonDocumentWriter writer = new BsonDocumentWriter(holder);
        writer.writeStartDocument();
        writer.writeName("v");
        write(writer, value);
        writer.writeEndDocument();
        return holder.get("v");
    }

    private void write(BsonWriter writer, Value value, int depth) {
        switch (value.kind()) {
            case NULL -> writer.writeNull();
            case BOOL -> writer.writeBoolean(((Value.Bool) value).isTrue());
            case INT32 -> writer.writeInt32(((Value.Int32) value).number());
            case INT64 -> writer.writeInt64(((Value.Int64) value).number());
            case FLOAT64 -> writer.writeDouble(((Value.Float64) value).number());
            case DECIMAL -> decimal(writer, ((Value.Decimal) value).number());
            case TEXT -> writer.writeString(string(value));
            case BYTES -> writer.writeBinaryData(new BsonBinary(bytes(value)));
            case UUID -> uuid(writer, ((Value.Uuid) value).id());
            case MOMENT -> moment(writer, ((Value.Moment) value).instant());
            case DATE, TIME, LOCAL_TIMESTAMP, OFFSET_TIMESTAMP -> tagged(writer, value.kind(), value.toString());
            case JSON -> tagged(writer, value.kind(), string(((Value.Json) value).text()));
            case ARRAY -> array(writer, (Value.Array) value, depth);
            case DOCUMENT -> document(writer, (Document) value, depth);
            case EXTENSION -> extension(writer, (Value.Extension) value);
        }
    }

    /** Writes a value in the form that names its kind, for places where its plain form would be read as another's. */
    void writeTagged(BsonWriter writer, Value value) {
        switch (value.kind()) {
            case TEXT -> tagged(writer, Kind.TEXT, string(value));
            case MOMENT -> tagged(writer, Kind.MOMENT, value.toString());
            default -> write(writer, value);
        }
    }

    /** Whether decimal128 holds a number with its scale. */
    static boolean isNative(BigDecimal number) {
        if (number.precision() > 34) {
            return false;
        }
        try {
            return new Decimal128(number).bigDecimalValue().equals(number);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The decimal128 that is nearest; numbers in order stay in order. */
    static Decimal128 nearest(BigDecimal number) {
        BigDecimal rounded =
                number.precision() > 34 ? number.round(new java.math.MathContext(34, RoundingMode.HALF_EVEN)) : number;
        try {
            return new Decimal128(rounded);
        } catch (NumberFormatException beyond) {
            if (rounded.precision() - (long) rounded.scale() > 6000) {
                return rounded.signum() > 0 ? Decimal128.POSITIVE_INFINITY : Decimal128.NEGATIVE_INFINITY;
            }
            return new Decimal128(rounded.setScale(6176, RoundingMode.HALF_EVEN));
        }
    }

    static boolean isWholeMillisecond(Instant instant) {
        return instant.getNano() % 1_000_000 == 0 && instant.equals(Instant.ofEpochMilli(millis(instant)));
    }

    /** Milliseconds since 1970, rounded down; the first and the last that there are for what lies beyond. */
    static long millis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException beyond) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** A text as MongoDB holds it: only well-formed UTF-8. */
    static String string(Value value) {
        Text text = value instanceof Content content ? Text.ofUtf8(read(content)) : (Text) value;
        if (!text.isWellFormed()) {
            throw new MisfitException("The text is not valid UTF-8, and MongoDB holds no other");
        }
        return text.string();
    }

    private static byte[] bytes(Value value) {
        return value instanceof Content content ? read(content) : ((Bytes) value).array();
    }

    private static byte[] read(Content content) {
        if (content.length() >= LARGEST_DOCUMENT) {
            throw new MisfitException(
                    "The value has " + content.length() + " bytes, and a document of MongoDB holds at most 16 MiB");
        }
        try (InputStream in = content.open()) {
            return in.readNBytes(LARGEST_DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException("The content could not be read: " + e.getMessage(), e);
        }
    }

    private static void decimal(BsonWriter writer, BigDecimal number) {
        if (isNative(number)) {
            writer.writeDecimal128(new Decimal128(number));
        } else {
            tagged(writer, Kind.DECIMAL, number.toString());
        }
    }

    private static void moment(BsonWriter writer, Instant instant) {
        if (isWholeMillisecond(instant)) {
            writer.writeDateTime(instant.toEpochMilli());
        } else {
            tagged(writer, Kind.MOMENT, instant.toString());
        }
    }

    private static void uuid(BsonWriter writer, UUID id) {
        writer.writeBinaryData(new BsonBinary(id, UuidRepresentation.STANDARD));
    }

    private static void tagged(BsonWriter writer, Kind kind, String text) {
        writer.writeStartDocument();
        writer.writeString(Tagged.MARK, kind.name().toLowerCase(Locale.ROOT));
        writer.writeString(Tagged.TEXT, text);
        writer.writeEndDocument();
    }

    private void array(BsonWriter writer, Value.Array array, int depth) {
        refuseDeep(depth);
        writer.writeStartArray();
        array.items().forEach(item -> write(writer, item, depth + 1));
        writer.writeEndArray();
    }

    private void document(BsonWriter writer, Document document, int depth) {
        refuseDeep(depth);
        boolean wrapped = Tagged.resembles(document);
        if (wrapped) {
            writer.writeStartDocument();
            writer.writeString(Tagged.MARK, Tagged.DOCUMENT);
            writer.writeName(Tagged.VALUE);
        }
        writer.writeStartDocument();
        for (int i = 0; i < document.size(); i++) {
            String name = document.layout().names().get(i);
            refuseName(name);
            writer.writeName(name);
            write(writer, document.at(i), depth + 1);
        }
        writer.writeEndDocument();
        if (wrapped) {
            writer.writeEndDocument();
        }
    }

    private static void extension(BsonWriter writer, Value.Extension value) {
        if (!NativeTypes.write(writer, value)) {
            writer.writeStartDocument();
            writer.writeString(Tagged.MARK, Tagged.EXTENSION);
            writer.writeString(Tagged.TYPE, value.nativeType());
            writer.writeString(Tagged.TEXT, value.text());
            writer.writeEndDocument();
        }
    }

    static void refuseName(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new MisfitException("A field's name holds the character U+0000, which MongoDB does not allow");
        }
    }

    private static void refuseDeep(int depth) {
        if (depth > DEEPEST) {
            throw new MisfitException("The record is nested deeper than the " + DEEPEST + " levels of MongoDB");
        }
    }
}
