package dev.naust.mongodb.bson;

import dev.naust.api.model.Value;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonDbPointer;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonRegularExpression;
import org.bson.BsonTimestamp;
import org.bson.BsonWriter;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/**
 * The types that only BSON has, as {@link Value.Extension}s with a text form of each: {@code objectid} its 24 digits,
 * {@code regex} {@code /pattern/options}, {@code timestamp} {@code seconds:increment}, {@code bindata} {@code subtype:base64}.
 */
public final class NativeTypes {
    /** The native type of the identifiers that MongoDB makes. */
    public static final String OBJECT_ID = "objectid";

    static final String BIN_DATA = "bindata";
    static final String DECIMAL = "decimal";

    private static final Set<String> NAMES = Set.of(
            OBJECT_ID,
            BIN_DATA,
            DECIMAL,
            "regex",
            "timestamp",
            "minkey",
            "maxkey",
            "javascript",
            "javascriptwithscope",
            "symbol",
            "dbpointer",
            "undefined");

    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private NativeTypes() {}

    /** Whether BSON itself has a type of this name. */
    public static boolean knows(String nativeType) {
        return NAMES.contains(nativeType);
    }

    /** Writes a value of a BSON type; false, and nothing written, when it is none. */
    static boolean write(BsonWriter writer, Value.Extension value) {
        if (!knows(value.nativeType())) {
            return false;
        }
        try {
            put(writer, value.nativeType(), value.text());
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new MisfitException("The text is no " + value.nativeType() + " of MongoDB");
        }
    }

    private static void put(BsonWriter writer, String type, String text) {
        switch (type) {
            case OBJECT_ID -> writer.writeObjectId(new ObjectId(text));
            case DECIMAL -> writer.writeDecimal128(Decimal128.parse(text));
            case BIN_DATA -> {
                int colon = text.indexOf(':');
                byte[] bytes = Base64.getDecoder().decode(text.substring(colon + 1));
                writer.writeBinaryData(new BsonBinary((byte) Integer.parseInt(text.substring(0, colon), 16), bytes));
            }
            case "regex" -> {
                int slash = text.lastIndexOf('/');
                writer.writeRegularExpression(
                        new BsonRegularExpression(text.substring(1, slash), text.substring(slash + 1)));
            }
            case "timestamp" -> {
                int colon = text.indexOf(':');
                writer.writeTimestamp(new BsonTimestamp(
                        Integer.parseUnsignedInt(text.substring(0, colon)),
                        Integer.parseUnsignedInt(text.substring(colon + 1))));
            }
            case "minkey" -> writer.writeMinKey();
            case "maxkey" -> writer.writeMaxKey();
            case "undefined" -> writer.writeUndefined();
            case "symbol" -> writer.writeSymbol(text);
            case "javascript" -> writer.writeJavaScript(text);
            case "javascriptwithscope" -> {
                BsonDocument parts = BsonDocument.parse(text);
                writer.writeJavaScriptWithScope(parts.getString("code").getValue());
                new BsonDocumentCodec()
                        .encode(
                                writer,
                                parts.getDocument("scope"),
                                EncoderContext.builder().build());
            }
            default -> {
                int colon = text.lastIndexOf(':');
                writer.writeDBPointer(
                        new BsonDbPointer(text.substring(0, colon), new ObjectId(text.substring(colon + 1))));
            }
        }
    }

    /** Reads a value of a type that the model has no kind for; empty, and nothing read, when it has one. */
    static Optional<Value> read(BsonReader reader) {
        return switch (reader.getCurrentBsonType()) {
            case OBJECT_ID -> of(OBJECT_ID, reader.readObjectId().toHexString());
            case REGULAR_EXPRESSION -> {
                BsonRegularExpression regex = reader.readRegularExpression();
                yield of("regex", "/" + regex.getPattern() + "/" + regex.getOptions());
            }
            case TIMESTAMP -> {
                BsonTimestamp timestamp = reader.readTimestamp();
                yield of(
                        "timestamp",
                        Integer.toUnsignedString(timestamp.getTime()) + ":"
                                + Integer.toUnsignedString(timestamp.getInc()));
            }
            case MIN_KEY -> {
                reader.readMinKey();
                yield of("minkey", "minKey");
            }
            case MAX_KEY -> {
                reader.readMaxKey();
                yield of("maxkey", "maxKey");
            }
            case UNDEFINED -> {
                reader.readUndefined();
                yield of("undefined", "undefined");
            }
            case SYMBOL -> of("symbol", reader.readSymbol());
            case JAVASCRIPT -> of("javascript", reader.readJavaScript());
            case JAVASCRIPT_WITH_SCOPE -> of("javascriptwithscope", withScope(reader));
            case DB_POINTER -> {
                BsonDbPointer pointer = reader.readDBPointer();
                yield of(
                        "dbpointer",
                        pointer.getNamespace() + ":" + pointer.getId().toHexString());
            }
            default -> Optional.empty();
        };
    }

    private static String withScope(BsonReader reader) {
        BsonDocument parts = new BsonDocument("code", new org.bson.BsonString(reader.readJavaScriptWithScope()));
        parts.put(
                "scope",
                new BsonDocumentCodec().decode(reader, DecoderContext.builder().build()));
        return parts.toJson(CANONICAL);
    }

    /** Bytes with a subtype that says more than "bytes". */
    static Value binary(BsonBinary binary) {
        byte type = binary.getType();
        return extension(
                BIN_DATA,
                String.format("%02x:", type & 0xff) + Base64.getEncoder().encodeToString(binary.getData()));
    }

    /** Whether a subtype means a UUID in the one byte order that all drivers share. */
    static boolean isUuid(BsonBinary binary) {
        return binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue() && binary.getData().length == 16;
    }

    static Value extension(String type, String text) {
        return new Value.Extension(type, text);
    }

    private static Optional<Value> of(String type, String text) {
        return Optional.of(extension(type, text));
    }
}
