package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.ExactJson;
import dev.naust.privacy.find.Traces.Mark;
import dev.naust.privacy.map.PersonalMap.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a request knows of its person: kept sealed, and wiped when the request is over.
 *
 * @param password opens the package; a run that goes on makes it with the one that was shown. Empty where there is none
 * @param steps which records to work on, collection by collection in order; empty before the execution
 * @param scrubbed the stores whose files were cleared of remains
 * @param marks by which values the map finds the person's records, for copies of them
 */
record Secret(
        Map<String, String> identifiers,
        Map<String, String> corrections,
        String purpose,
        String password,
        List<Step> steps,
        Set<String> scrubbed,
        List<Mark> marks) {
    private static final ExactJson JSON = new ExactJson();

    Secret {
        identifiers = Map.copyOf(identifiers);
        corrections = Map.copyOf(corrections);
        steps = List.copyOf(steps);
        scrubbed = Set.copyOf(scrubbed);
        marks = List.copyOf(marks);
    }

    /** What was asked, before anything is done. */
    static Secret of(Map<String, String> identifiers, Map<String, String> corrections, String purpose) {
        return new Secret(identifiers, corrections, purpose, "", List.of(), Set.of(), List.of());
    }

    /**
     * The records of a collection.
     *
     * @param reached how many of them, from the first, need no more work
     */
    record Step(String store, String collection, List<RecordKey> keys, boolean done, int reached) {
        Step {
            keys = List.copyOf(keys);
        }

        Step(String store, String collection, List<RecordKey> keys) {
            this(store, collection, keys, false, 0);
        }

        boolean isSame(Step other) {
            return store.equals(other.store) && collection.equals(other.collection);
        }

        Step finished() {
            return new Step(store, collection, keys, true, keys.size());
        }

        Step reached(int number) {
            return new Step(store, collection, keys, done, number);
        }

        /** With what was found of it anew; what is behind that is done with. */
        Step found(Collection<RecordKey> anew) {
            Set<RecordKey> all = new LinkedHashSet<>(keys);
            all.removeAll(anew);
            int behind = all.size();
            all.addAll(anew);
            return new Step(store, collection, List.copyOf(all), anew.isEmpty(), behind);
        }
    }

    Secret with(List<Step> other) {
        return new Secret(identifiers, corrections, purpose, password, other, scrubbed, marks);
    }

    /** With where a collection stands. */
    Secret at(Step reached) {
        return with(steps.stream()
                .map(each -> each.isSame(reached) ? reached : each)
                .toList());
    }

    Secret withPassword(String other) {
        return new Secret(identifiers, corrections, purpose, other, steps, scrubbed, marks);
    }

    /** A store is done with. */
    Secret scrubbed(String store) {
        Set<String> more = new TreeSet<>(scrubbed);
        more.add(store);
        return new Secret(identifiers, corrections, purpose, password, steps, more, marks);
    }

    /** Of a step those records that were not known yet. */
    Step unknown(Step anew) {
        List<RecordKey> keys = new ArrayList<>(anew.keys());
        steps.stream().filter(anew::isSame).forEach(step -> keys.removeAll(Set.copyOf(step.keys())));
        return new Step(anew.store(), anew.collection(), keys);
    }

    /** What was found anew beside what was done already; only that is worked on. */
    Secret found(List<Step> anew, List<Mark> found) {
        List<Step> all = new ArrayList<>();
        Set<String> touched = new TreeSet<>();
        for (Step step : steps) {
            Step with = step.found(anew.stream()
                    .filter(step::isSame)
                    .flatMap(each -> each.keys().stream())
                    .toList());
            if (!with.done()) {
                touched.add(step.store());
            }
            all.add(with);
        }
        for (Step step : anew) {
            if (steps.stream().noneMatch(step::isSame)) {
                touched.add(step.store());
                all.add(step);
            }
        }
        Set<String> clean = new TreeSet<>(scrubbed);
        clean.removeAll(touched);
        List<Mark> known = new ArrayList<>(marks);
        found.stream().filter(mark -> !known.contains(mark)).forEach(known::add);
        return new Secret(identifiers, corrections, purpose, password, all, clean, known);
    }

    /** The values by which the map finds the person's records in a collection, in words, by field. */
    Map<String, Set<String>> values(Entry entry) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        marks.stream()
                .filter(mark ->
                        mark.store().equals(entry.store()) && mark.collection().equals(entry.collection()))
                .forEach(mark -> values.computeIfAbsent(mark.field(), none -> new TreeSet<>())
                        .addAll(mark.values()));
        return values;
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
        fields.put("password", Value.text(password));
        fields.put(
                "scrubbed",
                new Value.Array(scrubbed.stream().<Value>map(Value::text).toList()));
        List<Value> written = new ArrayList<>();
        for (Step step : steps) {
            List<Value> keys = new ArrayList<>();
            step.keys().forEach(key -> keys.add(key.toDocument()));
            written.add(Document.empty()
                    .with("store", Value.text(step.store()))
                    .with("collection", Value.text(step.collection()))
                    .with("keys", new Value.Array(keys))
                    .with("done", Value.Bool.of(step.done()))
                    .with("reached", Value.int64(step.reached())));
        }
        fields.put("steps", new Value.Array(written));
        fields.put(
                "marks",
                new Value.Array(marks.stream().<Value>map(Secret::document).toList()));
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
                    step.get("done").filter(value -> value == Value.Bool.TRUE).isPresent(),
                    step.get("reached")
                            .map(number -> Math.toIntExact(Long.parseLong(number.toString())))
                            .orElse(0)));
        }
        Set<String> scrubbed = new TreeSet<>();
        items(document, "scrubbed").forEach(store -> scrubbed.add(store.toString()));
        return new Secret(
                map(document, "identifiers"),
                map(document, "corrections"),
                text(document, "purpose"),
                text(document, "password"),
                steps,
                scrubbed,
                items(document, "marks").stream()
                        .map(each -> mark((Document) each))
                        .toList());
    }

    private static Document document(Mark mark) {
        return Document.empty()
                .with("store", Value.text(mark.store()))
                .with("collection", Value.text(mark.collection()))
                .with("field", Value.text(mark.field()))
                .with(
                        "values",
                        new Value.Array(
                                mark.values().stream().<Value>map(Value::text).toList()));
    }

    private static Mark mark(Document document) {
        return new Mark(
                text(document, "store"),
                text(document, "collection"),
                text(document, "field"),
                items(document, "values").stream().map(Value::toString).collect(Collectors.toSet()));
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
        return document.get(name).stream()
                .flatMap(array -> ((Value.Array) array).items().stream())
                .toList();
    }

    private static String text(Document document, String name) {
        return document.get(name).map(text -> ((Text) text).string()).orElse("");
    }
}
