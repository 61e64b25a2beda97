package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.console.web.ProblemException;
import dev.naust.json.JsonValues;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A record's key as one text: its only value, or its values with commas between them. Inside of several, a comma is
 * {@code ~2C} and a tilde {@code ~7E}.
 */
final class RecordIds {
    static final String ID = "id";
    private static final JsonValues JSON = new JsonValues();

    private RecordIds() {}

    /** The text for a key. */
    static String text(RecordKey key) {
        List<String> parts = key.values().stream()
                .map(value -> value instanceof Text text
                        ? text.string()
                        : JSON.write(value).replaceAll("^\"|\"$", ""))
                .toList();
        return parts.size() == 1
                ? parts.get(0)
                : String.join(
                        ",",
                        parts.stream()
                                .map(part -> part.replace("~", "~7E").replace(",", "~2C"))
                                .toList());
    }

    /** A record's body for people outside, led by its id where it has no field of that name. */
    static Document form(RecordKey key, Document record) {
        Document body = Unreadable.shown(record);
        if (key.isNone() || body.get(ID).isPresent()) {
            return body;
        }
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put(ID, Value.text(text(key)));
        fields.putAll(body.toMap());
        return Document.of(fields);
    }

    /**
     * The key that a text stands for.
     *
     * @throws ProblemException with status 404 when no record of the collection can have it
     */
    static RecordKey key(Schema schema, String text) {
        List<String> parts = schema.key().size() == 1 ? List.of(text) : List.of(text.split(",", -1));
        if (parts.size() != schema.key().size()) {
            throw none(schema, text);
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = schema.key().size() == 1
                    ? parts.get(i)
                    : parts.get(i).replace("~2C", ",").replace("~7E", "~");
            Field field = schema.field(schema.key().get(i)).orElseThrow();
            try {
                values.add(FieldValues.scalar(field.type().kind(), Text.of(part)));
            } catch (DateTimeException | IllegalArgumentException e) {
                throw none(schema, text);
            }
        }
        return new RecordKey(schema.key(), values);
    }

    static ProblemException none(Schema schema, String text) {
        return new ProblemException(
                404, "record.not_found", "\"" + schema.id() + "\" has no record \"" + FieldValues.shown(text) + "\".");
    }
}
