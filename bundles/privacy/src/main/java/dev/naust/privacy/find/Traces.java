package dev.naust.privacy.find;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.KeptCopies;
import dev.naust.api.store.Position;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.map.PersonalMap.Policy;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells a person's records wherever they are copied to: by the keys that were found, by the values that the map finds them by, and
 * by the words that name them. For one thread.
 */
public final class Traces implements KeptCopies.Person {
    private static final int SHORTEST = 5;

    private final PersonalMap map;
    private final List<Mark> marks;
    private final List<String> words;
    private final Map<String, Keys> keys = new HashMap<>();

    public Traces(PersonalMap map, Collection<String> identifiers, List<Mark> marks) {
        this.map = map;
        this.marks = List.copyOf(marks);
        this.words = words(identifiers);
    }

    /**
     * A field that tells of records whose they are.
     *
     * @param values those that are the person's, in words
     */
    public record Mark(String store, String collection, String field, Set<String> values) {
        public Mark {
            values = Set.copyOf(values);
        }
    }

    /** The keys of one collection, by the fields that they have. */
    private record Keys(Map<List<String>, Set<List<String>>> values) {}

    /** Adds records that were found. */
    public Traces with(String store, String collection, List<RecordKey> found) {
        Keys known = keys.computeIfAbsent(place(store, collection), none -> new Keys(new HashMap<>()));
        found.stream()
                .filter(key -> !Rows.isNumber(key))
                .forEach(key -> known.values()
                        .computeIfAbsent(key.names(), none -> new HashSet<>())
                        .add(key.values().stream().map(Value::toString).toList()));
        return this;
    }

    /** What is long enough to be looked for in texts, in small letters. */
    static List<String> words(Collection<String> identifiers) {
        return identifiers.stream()
                .map(each -> each.strip().toLowerCase(Locale.ROOT))
                .filter(each -> each.length() >= SHORTEST)
                .toList();
    }

    private static String place(String store, String collection) {
        return store + "\n" + collection;
    }

    @Override
    public boolean has(String store, DatasetId collection, Document record) {
        List<String> names = List.of(collection.toString(), collection.name());
        return names.stream().distinct().anyMatch(name -> hasKey(place(store, name), record))
                || marks.stream()
                        .filter(mark -> mark.store().equals(store) && names.contains(mark.collection()))
                        .anyMatch(mark -> Paths.at(record, mark.field()).stream()
                                .anyMatch(value -> mark.values().contains(value.toString())))
                || isNamedIn(record);
    }

    private boolean hasKey(String place, Document record) {
        return Optional.ofNullable(keys.get(place)).map(Keys::values).orElse(Map.of()).entrySet().stream()
                .anyMatch(each -> each.getValue()
                        .contains(each.getKey().stream()
                                .map(name ->
                                        record.get(name).map(Value::toString).orElse(""))
                                .collect(Collectors.toList())));
    }

    @Override
    public boolean isNamedIn(Value value) {
        return !words.isEmpty() && Paths.mentions(value, words);
    }

    @Override
    public boolean isAt(String store, DatasetId collection, Position place) {
        PlaceToken token = new PlaceToken(place.token());
        return words.stream().anyMatch(token::holds)
                || List.of(collection.toString(), collection.name()).stream()
                        .distinct()
                        .flatMap(name -> Optional.ofNullable(keys.get(place(store, name))).stream())
                        .flatMap(known -> known.values().values().stream().flatMap(Set::stream))
                        .map(Traces::words)
                        .anyMatch(telling ->
                                !telling.isEmpty() && telling.stream().allMatch(token::holds));
    }

    /** A text, or in its place what may stay of it. */
    public String without(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(small::contains) ? "(erased at a person's request)" : text;
    }

    @Override
    public Optional<String> retained(String store, DatasetId collection) {
        return map.find(store, collection)
                .filter(entry -> entry.policy() == Policy.KEEP || entry.policy() == Policy.SOFT)
                .map(Traces::reason);
    }

    private static String reason(Entry entry) {
        return entry.policy() == Policy.KEEP ? entry.reason() : "the record itself is only marked and stays, too";
    }
}
