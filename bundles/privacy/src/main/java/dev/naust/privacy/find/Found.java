package dev.naust.privacy.find;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.privacy.map.PersonalMap.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The records of a person: of each mapped collection the keys, and of each record the fields that others join to. */
public final class Found {
    private final Map<Entry, Map<RecordKey, Document>> records = new LinkedHashMap<>();
    private final Map<Entry, Map<String, Long>> unreadable = new HashMap<>();
    private final List<Traces.Mark> marks = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    /** The keys of a collection's records. */
    public List<RecordKey> keys(Entry entry) {
        return List.copyOf(records.getOrDefault(entry, Map.of()).keySet());
    }

    /** Takes note of fields of a record that is found which no key opens. */
    void unreadable(Entry entry, List<String> fields) {
        fields.forEach(field ->
                unreadable.computeIfAbsent(entry, none -> new TreeMap<>()).merge(field, 1L, Long::sum));
    }

    /** What is encrypted in a collection's records with a key that is not here, in one sentence; empty where nothing is. */
    public Optional<String> unreadable(Entry entry) {
        Map<String, Long> fields = unreadable.getOrDefault(entry, Map.of());
        return fields.isEmpty()
                ? Optional.empty()
                : Optional.of(fields.entrySet().stream()
                                .map(each -> "\"" + each.getKey() + "\" of " + each.getValue())
                                .collect(Collectors.joining(", "))
                        + " are encrypted and not opened here: put the master key into keys/retired, or mark the field in"
                        + " the map");
    }

    /** The collections that have some, in the map's order. */
    public List<Entry> entries() {
        return records.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** By which values the map finds the person's records, also in collections that have none now. */
    public List<Traces.Mark> marks() {
        return List.copyOf(marks);
    }

    void mark(Traces.Mark mark) {
        marks.add(mark);
    }

    /** What could not be looked at, each in one sentence; while there are some, nobody knows that this is all. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    Map<RecordKey, Document> of(Entry entry) {
        return records.computeIfAbsent(entry, none -> new LinkedHashMap<>());
    }

    void error(String sentence) {
        if (!errors.contains(sentence)) {
            errors.add(sentence);
        }
    }
}
