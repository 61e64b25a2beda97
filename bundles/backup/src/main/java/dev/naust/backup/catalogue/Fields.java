package dev.naust.backup.catalogue;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A document field by field, for records and reports. What is empty is left out. For one thread. */
public final class Fields {
    private final Map<String, Value> fields = new LinkedHashMap<>();

    /** Puts a text. */
    public Fields put(String name, String text) {
        return put(name, Text.of(text));
    }

    /** Puts a text that may be missing. */
    public Fields put(String name, Optional<String> text) {
        text.ifPresent(known -> put(name, known));
        return this;
    }

    /** Puts a number. */
    public Fields put(String name, long number) {
        return put(name, Value.int64(number));
    }

    /** Puts a truth value. */
    public Fields put(String name, boolean truth) {
        return put(name, Value.Bool.of(truth));
    }

    /** Puts any value. */
    public Fields put(String name, Value value) {
        fields.put(name, value);
        return this;
    }

    /** What was put. */
    public Document document() {
        return Document.of(fields);
    }

    /** A text that must be there. */
    public static String text(Document document, String name) {
        return optional(document, name).orElseThrow();
    }

    /** A text, where there is one. */
    public static Optional<String> optional(Document document, String name) {
        return document.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    /** The texts of a list; none where there is no list. */
    public static List<String> texts(Document document, String name) {
        return document.get(name).map(Fields::texts).orElse(List.of());
    }

    /** Texts as a list. */
    public static Value.Array array(List<String> texts) {
        return new Value.Array(texts.stream().<Value>map(Value::text).toList());
    }

    static List<String> texts(Value list) {
        return list instanceof Value.Array array
                ? array.items().stream().map(item -> ((Text) item).string()).toList()
                : List.of();
    }

    static long number(Document document, String name) {
        return ((Value.Int64) document.get(name).orElseThrow()).number();
    }
}
