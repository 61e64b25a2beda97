package dev.naust.privacy.find;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Page;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.map.PersonalMap.Join;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds a person's records: by what they are known by, and from those by the map's joins, from store to store, until nothing
 * new is found. A collection that cannot be looked at is an error and never left out.
 */
public final class Locator {
    private static final int MOST = 50_000;
    private static final int AT_ONCE = 100;
    private static final int ROUNDS = 20;

    private final PersonalMap map;
    private final Map<String, String> identifiers;
    private final Harbour harbour;
    private final Found found = new Found();
    private final Set<String> asked = new HashSet<>();
    private final Set<Entry> broken = new HashSet<>();

    private Locator(PersonalMap map, Map<String, String> identifiers, Harbour harbour) {
        this.map = map;
        this.identifiers = identifiers;
        this.harbour = harbour;
    }

    /** Everything that the mapped stores hold about a person. */
    public static Found locate(PersonalMap map, Map<String, String> identifiers, Harbour harbour)
            throws InterruptedException {
        return new Locator(map, identifiers, harbour).run();
    }

    private Found run() throws InterruptedException {
        boolean more = true;
        for (int round = 0; more && round < ROUNDS; round++) {
            more = false;
            for (Entry entry : map.entries()) {
                more |= !broken.contains(entry) && look(entry);
            }
        }
        for (Entry entry : map.entries()) {
            wanted(entry)
                    .forEach((field, values) ->
                            found.mark(new Traces.Mark(entry.store(), entry.collection(), field, values)));
        }
        return found;
    }

    /** Whether something new was found. */
    private boolean look(Entry entry) throws InterruptedException {
        try {
            DocumentRepository repository = harbour.repository(entry.store(), entry.collection());
            boolean more = false;
            for (Map.Entry<String, Set<String>> wanted : wanted(entry).entrySet()) {
                List<String> fresh = wanted.getValue().stream()
                        .filter(value -> asked.add(entry.name() + "\n" + wanted.getKey() + "\n" + value))
                        .toList();
                for (int from = 0; from < fresh.size(); from += AT_ONCE) {
                    more |= search(
                            entry,
                            repository,
                            wanted.getKey(),
                            fresh.subList(from, Math.min(fresh.size(), from + AT_ONCE)));
                }
            }
            return more;
        } catch (StoreException e) {
            broken.add(entry);
            found.error(entry.name() + " could not be searched: " + e.getMessage());
            return false;
        }
    }

    /** The values to look for, by field. */
    private Map<String, Set<String>> wanted(Entry entry) {
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        entry.keys()
                .forEach((identifier, field) -> Optional.ofNullable(identifiers.get(identifier))
                        .ifPresent(value -> wanted.computeIfAbsent(field, none -> new TreeSet<>())
                                .add(value)));
        for (Join join : entry.joins()) {
            map.entries().stream()
                    .filter(other -> other.store().equals(join.store())
                            && other.collection().equals(join.collection()))
                    .flatMap(other -> found.of(other).values().stream())
                    .flatMap(body -> Paths.at(body, join.to()).stream())
                    .forEach(value -> wanted.computeIfAbsent(join.field(), none -> new TreeSet<>())
                            .add(value.toString()));
        }
        return wanted;
    }

    private boolean search(Entry entry, DocumentRepository repository, String field, List<String> texts)
            throws InterruptedException {
        Schema schema = repository.schema();
        boolean closed = entry.encrypted().contains(field) && !entry.isSearchable(field);
        boolean nested = closed || Paths.isNested(field) && schema.field(field).isEmpty();
        if (!nested && schema.shape() == Shape.TABLE && schema.field(field).isEmpty()) {
            throw new StoreException(
                    dev.naust.api.service.ServiceError.COLLECTION_UNSUITABLE,
                    "it has no field \"" + field + "\", but the map says so; correct the map");
        }
        List<Value> values = new ArrayList<>();
        texts.forEach(text -> values.addAll(Candidates.of(schema, field, text)));
        if (values.isEmpty()) {
            return false;
        }
        Filter filter = values.size() == 1 ? Filter.eq(field, values.get(0)) : new Filter.In(field, values);
        Query query = nested
                ? Query.first(DocumentRepository.MOST)
                : Query.first(DocumentRepository.MOST).where(filter);
        Set<String> wanted = new HashSet<>();
        values.forEach(value -> wanted.add(value.toString()));
        boolean more = false;
        for (Optional<Query> next = Optional.of(query); next.isPresent(); ) {
            Page page = repository.list(next.get());
            for (DocumentRepository.Entry each : page.items()) {
                boolean fits = !nested
                        || Paths.at(each.body(), field).stream().anyMatch(value -> wanted.contains(value.toString()));
                more |= fits && take(entry, each.key(), each.body());
            }
            next = page.nextCursor().map(query::after);
        }
        return more;
    }

    private boolean take(Entry entry, RecordKey key, Document body) {
        Map<RecordKey, Document> records = found.of(entry);
        if (records.size() >= MOST) {
            found.error(entry.name() + " holds more than " + MOST
                    + " records of one person; that is not what the map means, so look at its keys and joins");
            return false;
        }
        return records.put(key, joined(entry, body)) == null;
    }

    /** Only what others join to is kept, so that memory does not grow with what the records hold. */
    private Document joined(Entry entry, Document body) {
        Map<String, Value> kept = new LinkedHashMap<>();
        for (Entry other : map.entries()) {
            for (Join join : other.joins()) {
                if (join.store().equals(entry.store()) && join.collection().equals(entry.collection())) {
                    List<Value> values = Paths.at(body, join.to());
                    if (!values.isEmpty()) {
                        kept.put(join.to(), new Value.Array(values));
                    }
                }
            }
        }
        return Document.of(kept);
    }
}
