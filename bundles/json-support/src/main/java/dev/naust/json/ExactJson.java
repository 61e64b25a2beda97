package dev.naust.json;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes values as JSON that reads back to exactly the same values, for stores that keep text. Holds no state that changes;
 * safe for use by several threads.
 *
 * <p>Nulls, truth values, texts, INT64 numbers, arrays and documents are what JSON has for them. Every other kind is an object
 * with one name that begins with a dollar sign: {@code {"$decimal": "1.50"}}, {@code {"$bytes": "AAE="}}. A document's own name
 * that begins with a dollar sign is written with one more. Specified in {@code docs/values.md}.
 */
public final class ExactJson {
    /** How deep values may be nested. */
    public static final int DEEPEST = 150;

    private static final String TEXT_BYTES = "$text";
    private static final String JSON_BYTES = "$jsonBytes";

    private final JsonValues json = new JsonValues();

    /**
     * Writes a value on one line.
     *
     * @throws IllegalArgumentException when the value is nested deeper than {@link #DEEPEST}, or holds streamed content
     */
    public String write(Value value) {
        return json.write(plain(value, 0));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws MalformedJsonException when the text is something else
     */
    public Value read(String text) {
        return exact(json.read(text));
    }

    /**
     * Reads a document.
     *
     * @throws MalformedJsonException when the text is something else
     */
    public Document readDocument(String text) {
        if (read(text) instanceof Document document) {
            return document;
        }
        throw new MalformedJsonException("A document is needed, in braces");
    }

    private static Value plain(Value value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("The value is nested deeper than " + DEEPEST + " levels");
        }
        return switch (value.kind()) {
            case NULL, BOOL, INT64 -> value;
            case TEXT -> text(inMemory(value, Text.class));
            case INT32 -> tagged(value, Value.int64(((Value.Int32) value).number()));
            case DECIMAL ->
                tagged(value, Text.of(((Value.Decimal) value).number().toString()));
            case FLOAT64 -> tagged(value, Text.of(Double.toString(((Value.Float64) value).number())));
            case BYTES -> tagged(value, base64(inMemory(value, Bytes.class).array()));
            case UUID, DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP ->
                tagged(value, Text.of(value.toString()));
            case JSON -> json(((Value.Json) value).text(), value);
            case EXTENSION -> {
                Value.Extension extension = (Value.Extension) value;
                yield tagged(
                        value, new Value.Array(List.of(Text.of(extension.nativeType()), Text.of(extension.text()))));
            }
            case ARRAY -> {
                List<Value> items = new ArrayList<>();
                for (Value item : ((Value.Array) value).items()) {
                    items.add(plain(item, depth + 1));
                }
                yield new Value.Array(items);
            }
            case DOCUMENT -> {
                Map<String, Value> fields = new LinkedHashMap<>();
                for (Map.Entry<String, Value> field : ((Document) value).toMap().entrySet()) {
                    String name = field.getKey().startsWith("$") ? "$" + field.getKey() : field.getKey();
                    fields.put(name, plain(field.getValue(), depth + 1));
                }
                yield Document.of(fields);
            }
        };
    }

    /** Text that is no valid UTF-8 has no JSON text; its bytes have. */
    private static Value text(Text text) {
        return text.isWellFormed() ? text : Document.of(Map.of(TEXT_BYTES, base64(text.utf8())));
    }

    private static Value json(Text text, Value value) {
        return text.isWellFormed() ? tagged(value, text) : Document.of(Map.of(JSON_BYTES, base64(text.utf8())));
    }

    private static Document tagged(Value value, Value form) {
        return Document.of(Map.of(tag(value.kind()), form));
    }

    private static Text base64(byte[] bytes) {
        return Text.of(Base64.getEncoder().encodeToString(bytes));
    }

    private static <T> T inMemory(Value value, Class<T> type) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw new IllegalArgumentException("Streamed content has no JSON form");
    }

    private static String tag(Kind kind) {
        return switch (kind) {
            case INT32 -> "$int32";
            case DECIMAL -> "$decimal";
            case FLOAT64 -> "$float64";
            case BYTES -> "$bytes";
            case UUID -> "$uuid";
            case DATE -> "$date";
            case TIME -> "$time";
            case LOCAL_TIMESTAMP -> "$localTimestamp";
            case MOMENT -> "$moment";
            case OFFSET_TIMESTAMP -> "$offsetTimestamp";
            case JSON -> "$json";
            case EXTENSION -> "$extension";
            case NULL, BOOL, INT64, TEXT, ARRAY, DOCUMENT ->
                throw new IllegalArgumentException(kind + " is written as JSON has it");
        };
    }

    private static Value exact(Value read) {
        if (read instanceof Value.Array array) {
            return new Value.Array(array.items().stream().map(ExactJson::exact).toList());
        }
        if (!(read instanceof Document document)) {
            return read;
        }
        List<String> names = document.layout().names();
        if (names.size() == 1 && names.get(0).startsWith("$") && !names.get(0).startsWith("$$")) {
            return untagged(names.get(0), document.at(0));
        }
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            fields.put(name.startsWith("$$") ? name.substring(1) : name, exact(document.at(i)));
        }
        return Document.of(fields);
    }

    private static Value untagged(String tag, Value form) {
        try {
            return switch (tag) {
                case "$int32" -> new Value.Int32(Math.toIntExact(((Value.Int64) form).number()));
                case "$decimal" -> new Value.Decimal(new BigDecimal(string(form)));
                case "$float64" -> new Value.Float64(Double.parseDouble(string(form)));
                case TEXT_BYTES -> Text.ofUtf8(bytes(form));
                case "$bytes" -> Bytes.of(bytes(form));
                case "$uuid" -> new Value.Uuid(UUID.fromString(string(form)));
                case "$date" -> new Value.Date(LocalDate.parse(string(form)));
                case "$time" -> new Value.Time(LocalTime.parse(string(form)));
                case "$localTimestamp" -> new Value.LocalTimestamp(LocalDateTime.parse(string(form)));
                case "$moment" -> new Value.Moment(Instant.parse(string(form)));
                case "$offsetTimestamp" -> new Value.OffsetTimestamp(OffsetDateTime.parse(string(form)));
                case "$json" -> new Value.Json((Text) form);
                case JSON_BYTES -> new Value.Json(Text.ofUtf8(bytes(form)));
                case "$extension" -> {
                    List<Value> parts = ((Value.Array) form).items();
                    yield new Value.Extension(string(parts.get(0)), string(parts.get(1)));
                }
                default -> throw new MalformedJsonException("\"" + tag + "\" names no kind of value");
            };
        } catch (ClassCastException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new MalformedJsonException("What stands under \"" + tag + "\" is no value of that kind");
        } catch (IndexOutOfBoundsException e) {
            throw new MalformedJsonException("What stands under \"" + tag + "\" is not complete");
        }
    }

    private static String string(Value form) {
        return ((Text) form).string();
    }

    private static byte[] bytes(Value form) {
        return Base64.getDecoder().decode(string(form));
    }
}
