package dev.naust.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) into values and writes values as JSON. Holds no state that changes; safe for use by several threads.
 *
 * <p>Reading: objects become documents in their order, whole numbers that fit become INT64, all other numbers DECIMAL, so that
 * no digit is lost. A name that occurs twice in one object, or half of a surrogate pair, is an error. Writing: kinds that JSON does not know
 * become strings: bytes in Base64, dates and times in ISO 8601, NaN and infinities as {@code "NaN"}, {@code "Infinity"},
 * {@code "-Infinity"}; JSON values are embedded as they are. What was written is therefore for people and programs that know
 * the schema, and does not read back to the same kinds.
 */
public final class JsonValues {
    private static final int DEEPEST = 200;

    /** Loaded with the first text: many who could read JSON never do, and each bundle has these classes for itself. */
    private static final class Jackson {
        static final JsonFactory FACTORY = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .build();

        /** People write no blank before a colon, and one behind it. */
        static final Separators PEOPLES =
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);

        private Jackson() {}
    }

    private final boolean keepsNegativeZero;

    public JsonValues() {
        this(false);
    }

    private JsonValues(boolean keepsNegativeZero) {
        this.keepsNegativeZero = keepsNegativeZero;
    }

    /** Reads {@code -0.0}, which no decimal says, as FLOAT64; all else as usual. */
    public static JsonValues keepingNegativeZero() {
        return new JsonValues(true);
    }

    /**
     * Reads one JSON value.
     *
     * @throws MalformedJsonException when the text is not one JSON value
     */
    public Value read(String json) {
        try (JsonParser parser = Jackson.FACTORY.createParser(json)) {
            parser.nextToken();
            Value value = value(parser);
            if (parser.nextToken() != null) {
                throw malformed(parser, "there is more after the end");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new MalformedJsonException("Line " + line(e) + ", column " + column(e) + ": " + reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads one JSON object.
     *
     * @throws MalformedJsonException when the text is not one JSON object
     */
    public Document readObject(String json) {
        if (read(json) instanceof Document document) {
            return document;
        }
        throw new MalformedJsonException("A JSON object is needed, in braces");
    }

    /** Writes a value on one line. */
    public String write(Value value) {
        return write(value, false);
    }

    /** Writes a value on several lines, for people. */
    public String writePretty(Value value) {
        return write(value, true);
    }

    private String write(Value value, boolean pretty) {
        StringWriter text = new StringWriter();
        write(value, pretty, text);
        return text.toString();
    }

    private void write(Value value, boolean pretty, Writer to) {
        try (JsonGenerator generator = Jackson.FACTORY.createGenerator(to)) {
            if (pretty) {
                generator.setPrettyPrinter(new DefaultPrettyPrinter(Jackson.PEOPLES));
            }
            put(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the parser says, without the words that it quotes: a bare word may be a password somebody forgot to quote. */
    private static String reason(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (message.startsWith("Unrecognized token")) {
            return "a text must stand in double quotes";
        }
        if (message.startsWith("Numeric value")) {
            return "the number is too large";
        }
        if (message.startsWith("Non-standard token")) {
            return "NaN and infinities are no numbers of JSON";
        }
        if (message.contains("65279")) {
            return "the text begins with a byte order mark; save it without";
        }
        if (message.contains("comment")) {
            return "JSON has no comments";
        }
        if (message.contains("nesting depth")) {
            return "it is nested too deeply; " + DEEPEST + " levels are the most";
        }
        int advice = message.indexOf("(for ");
        return advice > 0 ? message.substring(0, advice).strip() : message;
    }

    private Value value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw malformed(parser, "there is nothing here");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> Text.of(whole(parser, parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> Value.Bool.TRUE;
            case VALUE_FALSE -> Value.Bool.FALSE;
            case VALUE_NULL -> Value.ofNull();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw malformed(parser, "a value is needed here");
        };
    }

    private Document object(JsonParser parser) throws IOException {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = whole(parser, parser.currentName());
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return Document.of(fields);
    }

    private Value array(JsonParser parser) throws IOException {
        List<Value> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new Value.Array(items);
    }

    /** Half of a character, such as {@code \\ud800}, has no form in UTF-8: kept, it would be a question mark. */
    private static String whole(JsonParser parser, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    throw malformed(parser, "a text has half of a character (a surrogate without its other half)");
                }
                i++;
            }
        }
        return text;
    }

    private Value number(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> new Value.Int64(parser.getLongValue());
            default -> {
                BigDecimal number = parser.getDecimalValue();
                yield keepsNegativeZero
                                && number.signum() == 0
                                && parser.getText().startsWith("-")
                        ? new Value.Float64(-0.0)
                        : new Value.Decimal(number);
            }
        };
    }

    private static void put(Value value, JsonGenerator out) throws IOException {
        switch (value.kind()) {
            case NULL -> out.writeNull();
            case BOOL -> out.writeBoolean(((Value.Bool) value).isTrue());
            case INT32 -> out.writeNumber(((Value.Int32) value).number());
            case INT64 -> out.writeNumber(((Value.Int64) value).number());
            case DECIMAL -> out.writeNumber(((Value.Decimal) value).number());
            case FLOAT64 -> putFloat(((Value.Float64) value).number(), out);
            case TEXT -> out.writeString(value instanceof Text text ? text.string() : streamed(value));
            case BYTES ->
                out.writeString(
                        value instanceof Bytes bytes
                                ? Base64.getEncoder().encodeToString(bytes.array())
                                : streamed(value));
            case UUID -> out.writeString(((Value.Uuid) value).id().toString());
            case DATE -> out.writeString(((Value.Date) value).date().toString());
            case TIME -> out.writeString(IsoTimes.of(((Value.Time) value).time()));
            case LOCAL_TIMESTAMP -> out.writeString(IsoTimes.of(((Value.LocalTimestamp) value).timestamp()));
            case MOMENT -> out.writeString(((Value.Moment) value).instant().toString());
            case OFFSET_TIMESTAMP -> out.writeString(IsoTimes.of(((Value.OffsetTimestamp) value).timestamp()));
            case JSON -> out.writeRawValue(((Value.Json) value).text().string());
            case ARRAY -> {
                out.writeStartArray();
                for (Value item : ((Value.Array) value).items()) {
                    put(item, out);
                }
                out.writeEndArray();
            }
            case DOCUMENT -> {
                Document document = (Document) value;
                out.writeStartObject();
                for (int i = 0; i < document.size(); i++) {
                    out.writeFieldName(document.layout().names().get(i));
                    put(document.at(i), out);
                }
                out.writeEndObject();
            }
            case EXTENSION -> out.writeString(((Value.Extension) value).text());
        }
    }

    private static void putFloat(double number, JsonGenerator out) throws IOException {
        if (Double.isFinite(number)) {
            out.writeNumber(number);
        } else {
            out.writeString(Double.toString(number));
        }
    }

    private static String streamed(Value value) {
        return "(" + ((Content) value).length() + " bytes)";
    }

    private static MalformedJsonException malformed(JsonParser parser, String what) {
        var at = parser.currentLocation();
        return new MalformedJsonException("Line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + what);
    }

    private static int line(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }

    private static int column(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
    }
}
