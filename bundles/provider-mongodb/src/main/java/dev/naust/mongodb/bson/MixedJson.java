package dev.naust.mongodb.bson;

import dev.naust.api.model.Value;
import java.util.Base64;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;

/**
 * Values of several kinds in one field, as the JSON that MongoDB's tools write, which says each value's kind. A document whose
 * own names that JSON would take for a kind, such as {@code {$oid: …}}, is said by its BSON instead:
 * {@code {"_naust": "bson", "base64": "…"}}.
 */
final class MixedJson {
    private static final String HELD = "v";
    private static final String BSON = "bson";
    private static final String BASE64 = "base64";
    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private MixedJson() {}

    /** The value as JSON that {@link #parse} makes the same value of. */
    static Value.Json of(BsonValue value) {
        String json = text(value);
        boolean mistaken = isMistakable(value) && !readsBack(json, value);
        return Value.Json.of(mistaken ? text(bytes(value)) : json);
    }

    /**
     * The value that a JSON text says.
     *
     * @throws MisfitException when the text is not such JSON
     */
    static BsonValue parse(String json) {
        try {
            BsonValue value = BsonDocument.parse("{\"v\":" + json + "}").get(HELD);
            return isBytes(value) ? held(value.asDocument()) : value;
        } catch (JsonParseException | IllegalArgumentException | org.bson.BSONException e) {
            throw new MisfitException("The value is not the JSON that MongoDB's tools write");
        }
    }

    private static String text(BsonValue value) {
        String json = new BsonDocument(HELD, value).toJson(CANONICAL);
        return json.substring(json.indexOf(':') + 1, json.length() - 1).strip();
    }

    private static boolean readsBack(String json, BsonValue value) {
        try {
            return parse(json).equals(value);
        } catch (MisfitException e) {
            return false;
        }
    }

    /** Whether a document in it has names that JSON could take for a kind, or that say bytes. */
    private static boolean isMistakable(BsonValue value) {
        if (value.isArray()) {
            return value.asArray().stream().anyMatch(MixedJson::isMistakable);
        }
        return value.isDocument()
                && (isBytes(value)
                        || value.asDocument().entrySet().stream()
                                .anyMatch(each -> isKind(each) || isMistakable(each.getValue())));
    }

    private static boolean isKind(Map.Entry<String, BsonValue> field) {
        return field.getKey().startsWith("$");
    }

    private static BsonDocument bytes(BsonValue value) {
        byte[] written = new RawBsonDocument(new BsonDocument(HELD, value), new BsonDocumentCodec())
                .getByteBuffer()
                .array();
        return new BsonDocument(Tagged.MARK, new BsonString(BSON))
                .append(BASE64, new BsonString(Base64.getEncoder().encodeToString(written)));
    }

    private static boolean isBytes(BsonValue value) {
        return value.isDocument()
                && value.asDocument().size() == 2
                && new BsonString(BSON).equals(value.asDocument().get(Tagged.MARK))
                && value.asDocument().isString(BASE64);
    }

    private static BsonValue held(BsonDocument bytes) {
        BsonValue held = new RawBsonDocument(
                        Base64.getDecoder().decode(bytes.getString(BASE64).getValue()))
                .decode(new BsonDocumentCodec())
                .get(HELD);
        if (held == null) {
            throw new IllegalArgumentException("The bytes hold no value");
        }
        return held;
    }
}
