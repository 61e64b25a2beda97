package dev.naust.console.web;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON object in the making. For one thread. */
public final class JsonObject {
    private static final JsonValues JSON = new JsonValues();

    private final Map<String, Value> fields = new LinkedHashMap<>();

    public JsonObject put(String name, String text) {
        return put(name, Value.text(text));
    }

    public JsonObject put(String name, long number) {
        return put(name, Value.int64(number));
    }

    /** A number that is rounded to three digits behind the point; null where it is not finite. */
    public JsonObject put(String name, double number) {
        return put(
                name,
                Double.isFinite(number) ? new Value.Float64(Math.round(number * 1_000) / 1_000.0) : Value.ofNull());
    }

    public JsonObject put(String name, boolean truth) {
        return put(name, Value.Bool.of(truth));
    }

    public JsonObject put(String name, Instant time) {
        return put(name, new Value.Moment(time));
    }

    public JsonObject put(String name, Value value) {
        fields.put(name, value);
        return this;
    }

    public JsonObject put(String name, List<Document> items) {
        return put(name, new Value.Array(List.copyOf(items)));
    }

    public JsonObject putTexts(String name, Collection<String> texts) {
        return put(name, new Value.Array(texts.stream().<Value>map(Value::text).toList()));
    }

    /** A text, or null where there is none. */
    public JsonObject putText(String name, Optional<String> text) {
        return put(name, text.<Value>map(Value::text).orElse(Value.ofNull()));
    }

    /** A time, or null where there is none. */
    public JsonObject putTime(String name, Optional<Instant> time) {
        return put(name, time.<Value>map(Value.Moment::new).orElse(Value.ofNull()));
    }

    /** A number, or null where it is negative, which stands for not known. */
    public JsonObject putKnown(String name, long number) {
        return put(name, number < 0 ? Value.ofNull() : Value.int64(number));
    }

    public Document document() {
        return Document.of(fields);
    }

    /** The object as JSON text. */
    @Override
    public String toString() {
        return JSON.write(document());
    }
}
