package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.console.form.FormReader;
import dev.naust.console.form.Masks;
import dev.naust.console.form.Pointer;
import dev.naust.console.form.SealedBox;
import dev.naust.console.form.Sent;
import dev.naust.console.form.Shape;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes what a browser sent of a store's form, in either view, and does what was asked of the form itself. */
final class StoreDrafts {
    /** The button that was pressed: {@code json}, {@code form}, {@code add POINTER}, {@code remove POINTER}. */
    static final String DO = "do";

    static final String BOX = "box";
    private static final String JSON_TEXT = "json";
    private static final Pattern TYPE = Pattern.compile("\"type\"\\s*:\\s*\"([a-z][a-z0-9-]{0,62})\"");

    private final StoreShape shape;
    private final JsonValues json;
    private final SealedBox box;

    StoreDrafts(StoreShape shape, JsonValues json, SealedBox box) {
        this.shape = shape;
        this.json = json;
        this.box = box;
    }

    /**
     * What was filled in.
     *
     * @param id of the store; empty while a new one is named in the form
     * @param owner who fills it in
     */
    StoreDraft read(Map<String, List<String>> sent, Optional<String> id, String owner) {
        Optional<Map<String, Value>> opened = box.open(last(sent, BOX), owner);
        Map<String, Value> kept = opened.orElse(Map.of());
        String name = id.orElseGet(() -> last(sent, "id").strip());
        String asked = last(sent, DO);
        StoreDraft draft = sent.containsKey(JSON_TEXT)
                ? ofText(name, last(sent, JSON_TEXT), kept, asked)
                : ofFields(name, sent, kept, asked);
        return opened.isPresent() ? draft : draft.withForgotten();
    }

    private StoreDraft ofText(String id, String text, Map<String, Value> kept, String asked) {
        try {
            Document definition = (Document) Masks.restore(json.readObject(text), kept);
            StoreDraft draft = StoreDraft.of(id, definition);
            return asked.equals("form") ? draft : draft.withJson();
        } catch (MalformedJsonException e) {
            // What is no JSON fits no form: it stays text until it is.
            Document guess = Document.of(Map.of("type", Text.of(type(text))));
            return StoreDraft.of(id, guess).withText(text, e.getMessage());
        }
    }

    /** The type that a text names although it is no JSON yet: its schema tells which values may be shown. */
    private static String type(String text) {
        Matcher matcher = TYPE.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private StoreDraft ofFields(String id, Map<String, List<String>> sent, Map<String, Value> kept, String asked) {
        Map<String, List<String>> fields = new LinkedHashMap<>(sent);
        String added = change(fields, asked);
        Sent form = new Sent(fields, kept);
        FormReader reader = new FormReader(json, form);
        String type = last(sent, "type");
        Map<String, Value> parts = new LinkedHashMap<>();
        parts.put("type", Text.of(type));
        for (Map.Entry<String, Shape> part : shape.parts(type).entrySet()) {
            String pointer = Pointer.child("", part.getKey());
            reader.read(part.getValue(), pointer).ifPresent(value -> parts.put(part.getKey(), value));
        }
        parts.putIfAbsent("connection", Document.empty());
        reader.unknown("").forEach(parts::putIfAbsent);
        Document definition = Document.of(parts);
        StoreDraft draft =
                StoreDraft.of(id, definition).withWays(form::chosenWay).withFresh(lastOf(definition, added));
        return asked.equals("json") ? draft.withJson() : draft;
    }

    /** Adds or removes a row of what was sent; answers the pointer of the list or the entry that got one. */
    private static String change(Map<String, List<String>> fields, String asked) {
        if (asked.startsWith("add ")) {
            String list = asked.substring("add ".length());
            String name = last(fields, "name " + list).strip();
            if (!fields.containsKey("name " + list)) {
                fields.put(
                        Pointer.child(list, Integer.toString(new Sent(fields, Map.of()).nextIndex(list))), List.of(""));
                return list;
            }
            if (!name.isEmpty()) {
                fields.put(Pointer.child(list, name), List.of(""));
                return Pointer.child(list, name);
            }
            return list;
        }
        if (asked.startsWith("remove ")) {
            String place = asked.substring("remove ".length());
            fields.keySet().removeIf(name -> {
                String at = Sent.place(name);
                return at.equals(place) || at.startsWith(place + "/");
            });
        }
        return "";
    }

    private static String lastOf(Document definition, String added) {
        Optional<Value> found = added.isEmpty() ? Optional.empty() : Pointer.find(definition, added);
        return found.isPresent()
                        && found.get() instanceof Value.Array array
                        && !array.items().isEmpty()
                ? Pointer.child(added, Integer.toString(array.items().size() - 1))
                : added;
    }

    static String last(Map<String, List<String>> sent, String name) {
        List<String> values = sent.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(values.size() - 1);
    }
}
