package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.ExactJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request knows of its person: kept sealed, and wiped when the request is over.
 *
 * @param steps which records to work on, collection by collection in order; empty before the execution
 */
record Secret(Map<String, String> identifiers, Map<String, String> corrections, String purpose, List<Step> steps) {
    private static final ExactJson JSON = new ExactJson();

    Secret {
        identifiers = Map.copyOf(identifiers);
        corrections = Map.copyOf(corrections);
        steps = List.copyOf(steps);
    }

    /** The records of a collection. */
    record Step(String store, String collection, List<RecordKey> keys, boolean done) {
        Step {
            keys = List.copyOf(keys);
        }

        Step finished() {
            return new Step(store, collection, keys, true);
        }
    }

    Secret with(List<Step> other) {
        return new Secret(identifiers, corrections, purpose, other);
    }

    @Override
    public String toString() {
        return "Secret";
    }

    String write() {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("identifiers", texts(identifiers));
        fields.put("corrections", texts(corrections));
        fields.put("purpose", Value.text(purpose));
        List<Value> written = new ArrayList<>();
        for (Step step : steps) {
            List<Value> keys = new ArrayList<>();
            step.keys().forEach(key -> keys.add(key.toDocument()));
            written.add(Document.empty()
                    .with("store", Value.text(step.store()))
                    .with("collection", Value.text(step.collection()))
                    .with("keys", new Value.Array(keys))
                    .with("done", Value.Bool.of(step.done())));
        }
        fields.put("steps", new Value.Array(written));
        return JSON.write(Document.of(fields));
    }

    static Secret read(String text) {
        Document document = JSON.readDocument(text);
        List<Step> steps = new ArrayList<>();
        for (Value each : items(document, "steps")) {
            Document step = (Document) each;
            List<RecordKey> keys = new ArrayList<>();
            for (Value key : items(step, "keys")) {
                keys.add(RecordKey.of(((Document) key).toMap()));
            }
            steps.add(new Step(
                    text(step, "store"),
                    text(step, "collection"),
                    keys,
                    step.get("done").filter(value -> value == Value.Bool.TRUE).isPresent()));
        }
        return new Secret(map(document, "identifiers"), map(document, "corrections"), text(document, "purpose"), steps);
    }

    private static Document texts(Map<String, String> map) {
        Map<String, Value> fields = new LinkedHashMap<>();
        map.forEach((name, value) -> fields.put(name, Value.text(value)));
        return Document.of(fields);
    }

    private static Map<String, String> map(Document document, String name) {
        Map<String, String> map = new LinkedHashMap<>();
        ((Document) document.get(name).orElseThrow()).toMap().forEach((key, value) -> map.put(key, value.toString()));
        return map;
    }

    private static List<Value> items(Document document, String name) {
        return ((Value.Array) document.get(name).orElseThrow()).items();
    }

    private static String text(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }
}
