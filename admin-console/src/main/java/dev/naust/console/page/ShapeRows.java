package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.console.view.Fact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which parts of a collection's records become collections, and which collections become parts of its records, as it was typed.
 */
record ShapeRows(List<Flat> flat, List<Nested> nested) {
    /** What {@link Nested#nulls} says when a null goes in as a field that is missing. */
    static final String OMITTED = "OMIT";

    ShapeRows {
        flat = List.copyOf(flat);
        nested = List.copyOf(nested);
    }

    /**
     * A list or an object that becomes a collection; what is empty follows from its name.
     *
     * @param parent the fields that hold its record's key, with commas between them
     * @param key the items' own key, with commas between its fields
     */
    record Flat(String field, String to, String parent, String position, String key) {}

    /**
     * A collection that goes in; what is empty follows from its references.
     *
     * @param by the fields that hold the outer record's key, with commas between them
     * @param nulls empty keeps them
     */
    record Nested(String collection, String as, String by, String position, String nulls, String most) {}

    /** Nothing chosen. */
    static ShapeRows none() {
        return new ShapeRows(List.of(), List.of());
    }

    static ShapeRows sent(SentFields sent, String collection) {
        List<String> fields = sent.names("flat " + collection);
        List<Flat> flat = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).isBlank()) {
                flat.add(new Flat(
                        fields.get(i),
                        sent.at("flatTo " + collection, i),
                        sent.at("flatParent " + collection, i),
                        sent.at("flatPosition " + collection, i),
                        sent.at("flatKey " + collection, i)));
            }
        }
        List<String> inner = sent.names("nest " + collection);
        List<Nested> nested = new ArrayList<>();
        for (int i = 0; i < inner.size(); i++) {
            if (!inner.get(i).isBlank()) {
                nested.add(new Nested(
                        inner.get(i),
                        sent.at("nestAs " + collection, i),
                        sent.at("nestBy " + collection, i),
                        sent.at("nestPosition " + collection, i),
                        sent.at("nestNulls " + collection, i),
                        sent.at("nestMost " + collection, i)));
            }
        }
        return new ShapeRows(flat, nested);
    }

    boolean isEmpty() {
        return flat.isEmpty() && nested.isEmpty();
    }

    /** The names of the collections that are made of parts of one. */
    List<String> made(String collection) {
        int path = collection.lastIndexOf('.') + 1;
        return flat.stream()
                .map(each -> collection.substring(0, path)
                        + (each.to().isEmpty() ? collection.substring(path) + "_" + each.field() : each.to()))
                .toList();
    }

    /** The same as hidden fields. */
    void hide(String collection, List<Fact> hidden) {
        for (Flat each : flat) {
            hidden.add(new Fact("flat " + collection, each.field()));
            hidden.add(new Fact("flatTo " + collection, each.to()));
            hidden.add(new Fact("flatParent " + collection, each.parent()));
            hidden.add(new Fact("flatPosition " + collection, each.position()));
            hidden.add(new Fact("flatKey " + collection, each.key()));
        }
        for (Nested each : nested) {
            hidden.add(new Fact("nest " + collection, each.collection()));
            hidden.add(new Fact("nestAs " + collection, each.as()));
            hidden.add(new Fact("nestBy " + collection, each.by()));
            hidden.add(new Fact("nestPosition " + collection, each.position()));
            hidden.add(new Fact("nestNulls " + collection, each.nulls()));
            hidden.add(new Fact("nestMost " + collection, each.most()));
        }
    }

    /** Adds what a request has for it. */
    void form(Map<String, Value> form) {
        if (!flat.isEmpty()) {
            form.put(
                    "flatten",
                    new Value.Array(
                            flat.stream().map(each -> (Value) form(each)).toList()));
        }
        if (!nested.isEmpty()) {
            form.put(
                    "nest",
                    new Value.Array(
                            nested.stream().map(each -> (Value) form(each)).toList()));
        }
    }

    private static Document form(Flat each) {
        Map<String, Value> choice = new LinkedHashMap<>();
        choice.put("field", Value.text(each.field()));
        text(choice, "to", each.to());
        names(choice, "parent", each.parent());
        text(choice, "position", each.position());
        names(choice, "key", each.key());
        return Document.of(choice);
    }

    private static Document form(Nested each) {
        Map<String, Value> choice = new LinkedHashMap<>();
        choice.put("collection", Value.text(each.collection()));
        text(choice, "as", each.as());
        names(choice, "by", each.by());
        text(choice, "position", each.position());
        if (each.nulls().equals(OMITTED)) {
            choice.put("omitNulls", Value.Bool.TRUE);
        }
        if (!each.most().isEmpty()) {
            String digits = each.most().replace("\u202f", "").replace(" ", "");
            choice.put(
                    "most",
                    digits.matches("[0-9]{1,18}") ? Value.int64(Long.parseLong(digits)) : Value.text(each.most()));
        }
        return Document.of(choice);
    }

    private static void text(Map<String, Value> choice, String name, String text) {
        if (!text.isEmpty()) {
            choice.put(name, Value.text(text));
        }
    }

    private static void names(Map<String, Value> choice, String name, String text) {
        List<Value> names = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .<Value>map(Value::text)
                .toList();
        if (!names.isEmpty()) {
            choice.put(name, new Value.Array(names));
        }
    }
}
