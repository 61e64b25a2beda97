package dev.naust.privacy.find;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Page;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.ServiceError;
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
import java.util.function.Predicate;

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
        for (Entry entry : map.entries()) {
            doubt(entry);
            doubtSight(entry);
        }
        return found;
    }

    /** Whether something new was found. */
    private boolean look(Entry entry) throws InterruptedException {
        try {
            if (Rows.hasOnly(harbour, entry)) {
                return readThrough(entry);
            }
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

    /** Looks at every record of a collection that has no key, in one go for all that is new to look for. */
    private boolean readThrough(Entry entry) throws InterruptedException {
        Schema schema = Rows.schema(harbour, entry);
        Map<String, Set<String>> wanted = wanted(entry);
        boolean isNew = false;
        for (Map.Entry<String, Set<String>> each : wanted.entrySet()) {
            requireField(schema, each.getKey());
            for (String text : each.getValue()) {
                isNew |= asked.add(entry.name() + "\n" + each.getKey() + "\n" + text);
            }
        }
        if (!isNew) {
            return false;
        }
        int before = found.of(entry).size();
        Rows.of(harbour, entry).each(wanted, (row, body) -> take(entry, Rows.number(row), body));
        return found.of(entry).size() > before;
    }

    /** What a store may not show to the server's user can be the person's, too. */
    private void doubtSight(Entry entry) throws InterruptedException {
        if (broken.contains(entry)) {
            return;
        }
        try {
            harbour.hiding(entry.store(), harbour.collection(entry.store(), entry.collection()))
                    .ifPresent(why -> found.error(entry.name() + " may hide records. " + why + "."));
        } catch (StoreException e) {
            broken.add(entry);
            found.error(entry.name() + " could not be searched: " + e.getMessage());
        }
    }

    /**
     * Where people are told by a field that is encrypted, its values under a key that is gone may be anybody's: to say that this
     * is all that there is would not be true.
     */
    private void doubt(Entry entry) throws InterruptedException {
        if (broken.contains(entry)) {
            return;
        }
        try {
            Map<String, Set<String>> wanted = wanted(entry);
            for (String field : wanted.keySet()) {
                if (entry.encrypted().contains(field)) {
                    doubt(entry, field, wanted);
                }
            }
        } catch (StoreException e) {
            broken.add(entry);
            found.error(entry.name() + " could not be searched: " + e.getMessage());
        }
    }

    private void doubt(Entry entry, String field, Map<String, Set<String>> wanted) throws InterruptedException {
        Predicate<Document> theirs = Rows.of(harbour, entry).theirs(wanted);
        Predicate<Document> isDoubtful =
                body -> body.get(field).filter(RecordGuard::isUnreadable).isPresent() && !theirs.test(body);
        long doubtful = Rows.hasOnly(harbour, entry)
                ? Rows.of(harbour, entry).count(isDoubtful)
                : counted(harbour.repository(entry.store(), entry.collection()), isDoubtful);
        if (doubtful > 0) {
            found.error("In " + entry.name() + " people are told by \"" + field
                    + "\", which no key of this server opens in "
                    + doubtful + (doubtful == 1 ? " record" : " records")
                    + ": nobody can say whose they are. Put the master key that it was encrypted with into keys/retired;"
                    + " where that key is gone for good, delete these records or set the field to null");
        }
    }

    private static long counted(DocumentRepository repository, Predicate<Document> such) throws InterruptedException {
        Query query = Query.first(DocumentRepository.MOST);
        long count = 0;
        for (Optional<Query> next = Optional.of(query); next.isPresent(); ) {
            Page page = repository.list(next.get());
            count += page.items().stream()
                    .map(DocumentRepository.Entry::body)
                    .filter(such)
                    .count();
            next = page.nextCursor().map(query::after);
        }
        return count;
    }

    private static void requireField(Schema schema, String field) {
        boolean isOpen = schema.shape() != Shape.TABLE && schema.shape() != Shape.VIEW || Paths.isNested(field);
        if (!isOpen && schema.field(field).isEmpty()) {
            throw new StoreException(
                    ServiceError.COLLECTION_UNSUITABLE,
                    "it has no field \"" + field + "\", but the map says so; correct the map");
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
        requireField(schema, field);
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
        boolean isNew = records.put(key, joined(entry, body)) == null;
        if (isNew) {
            found.unreadable(
                    entry,
                    body.layout().names().stream()
                            .filter(field -> body.get(field)
                                    .filter(value -> RecordGuard.isUnreadable(value) || RecordGuard.isCipherText(value))
                                    .isPresent())
                            .toList());
        }
        return isNew;
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
