package dev.naust.mongodb.bson;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.types.Decimal128;

/** Reads BSON as values. For one thread at a time. */
final class ValueReader {
    private final Layouts layouts = new Layouts();

    /** The value that the reader stands before. */
    Value read(BsonReader reader) {
        return switch (reader.getCurrentBsonType()) {
            case NULL -> {
                reader.readNull();
                yield Value.ofNull();
            }
            case BOOLEAN -> Value.Bool.of(reader.readBoolean());
            case INT32 -> new Value.Int32(reader.readInt32());
            case INT64 -> new Value.Int64(reader.readInt64());
            case DOUBLE -> new Value.Float64(reader.readDouble());
            case DECIMAL128 -> decimal(reader.readDecimal128());
            case STRING -> Text.of(reader.readString());
            case BINARY -> binary(reader.readBinaryData());
            case DATE_TIME -> new Value.Moment(Instant.ofEpochMilli(reader.readDateTime()));
            case ARRAY -> array(reader);
            case DOCUMENT -> Tagged.untag(document(reader));
            default ->
                NativeTypes.read(reader)
                        .orElseThrow(() -> new IllegalStateException(
                                "BSON has a type that is not known: " + reader.getCurrentBsonType()));
        };
    }

    private static Value decimal(Decimal128 number) {
        boolean ordinary = number.isFinite() && !(number.isNegative() && isZero(number));
        return ordinary
                ? new Value.Decimal(number.bigDecimalValue())
                : NativeTypes.extension(NativeTypes.DECIMAL, number.toString());
    }

    /** A decimal128 has a negative zero, which no exact number has. */
    private static boolean isZero(Decimal128 number) {
        Decimal128 positive = Decimal128.fromIEEE754BIDEncoding(number.getHigh() & Long.MAX_VALUE, number.getLow());
        return positive.bigDecimalValue().signum() == 0;
    }

    private static Value binary(BsonBinary binary) {
        if (binary.getType() == BsonBinarySubType.BINARY.getValue()) {
            return Bytes.of(binary.getData());
        }
        return NativeTypes.isUuid(binary) ? new Value.Uuid(binary.asUuid()) : NativeTypes.binary(binary);
    }

    private Value array(BsonReader reader) {
        List<Value> items = new ArrayList<>();
        reader.readStartArray();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            items.add(read(reader));
        }
        reader.readEndArray();
        return new Value.Array(items);
    }

    private Document document(BsonReader reader) {
        // BSON lets a name occur twice in a document; MongoDB's own tools then show the last.
        Map<String, Value> fields = new LinkedHashMap<>();
        reader.readStartDocument();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            fields.put(reader.readName(), read(reader));
        }
        reader.readEndDocument();
        return Document.of(
                layouts.of(List.copyOf(fields.keySet())), fields.values().toArray(Value[]::new));
    }
}
