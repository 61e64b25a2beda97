package dev.naust.privacy.ledger;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Page;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.ServerState;
import dev.naust.api.store.Filter;
import dev.naust.privacy.map.PersonalMap.Policy;
import dev.naust.privacy.secret.Pseudonyms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keyed hashes of the records that were erased, in the server's state. Safe for use by several threads. */
public final class LedgerRecords {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final Schema ERASED = Schema.table(
            DatasetId.of("naust_erasures"),
            List.of(
                    Field.required("id", TEXT),
                    Field.required("store", TEXT),
                    Field.required("collection", TEXT),
                    Field.required("policy", TEXT)),
            List.of("id"));

    /** In which order records were gone; one of an earlier version has no number. */
    private static final Schema ORDER = Schema.table(
            DatasetId.of("naust_erasure_order"),
            List.of(Field.required("id", TEXT), Field.required("number", FieldType.of(Kind.INT64))),
            List.of("id"));

    private static final Text LAST = Text.of("last");

    /** In the place of a number: it is being erased, and until it is gone every backup may have it. */
    private static final Value OPEN = Value.int64(Long.MAX_VALUE);

    private static final int AT_ONCE = 500;

    private final ServerState state;
    private final Pseudonyms pseudonyms;

    public LedgerRecords(ServerState state, Pseudonyms pseudonyms) {
        this.state = state;
        this.pseudonyms = pseudonyms;
    }

    /** Notes that records are about to be erased, before they are: an erasure that is not in the ledger would be undone. */
    public void note(String store, String collection, List<RecordKey> keys, Policy policy) throws InterruptedException {
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            List<RecordKey> some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
            state.use(backend -> {
                // Made here, because not every state can make them within a transaction.
                backend.repository(ERASED);
                backend.repository(ORDER);
                return backend.transaction(inside -> {
                    DocumentRepository erased = inside.repository(ERASED);
                    DocumentRepository order = inside.repository(ORDER);
                    for (RecordKey key : some) {
                        Text id = Text.of(pseudonyms.record(store, collection, key));
                        // The same key again is another record, or another attempt.
                        put(order, id, OPEN);
                        erased.delete(byId(id), Optional.empty());
                        erased.create(Document.empty()
                                .with("id", id)
                                .with("store", Value.text(store))
                                .with("collection", Value.text(collection))
                                .with("policy", Value.text(policy.name())));
                    }
                    return some;
                });
            });
        }
    }

    /** Notes that records are gone: a backup that is begun from now on has what others put under their keys. */
    public void gone(String store, String collection, List<RecordKey> keys) throws InterruptedException {
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            List<RecordKey> some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
            state.use(backend -> {
                // Made here, because not every state can make it within a transaction.
                backend.repository(ORDER);
                return backend.transaction(inside -> {
                    DocumentRepository order = inside.repository(ORDER);
                    Value number = Value.int64(last(order) + 1);
                    put(order, LAST, number);
                    for (RecordKey key : some) {
                        put(order, Text.of(pseudonyms.record(store, collection, key)), number);
                    }
                    return some;
                });
            });
        }
    }

    /** The hashes of the records of a store that were noted and are not gone, as far as anybody knows. */
    public Set<String> open(String store) throws InterruptedException {
        Set<String> open = new HashSet<>();
        Query query = Query.first(DocumentRepository.MOST).where(Filter.eq("number", OPEN));
        for (Optional<Query> next = Optional.of(query); next.isPresent(); ) {
            Query asked = next.get();
            Page page = state.use(backend -> backend.repository(ORDER).list(asked));
            for (DocumentRepository.Entry each : page.items()) {
                boolean isOfStore = state.use(
                                backend -> backend.repository(ERASED).find(each.key()))
                        .filter(entry -> text(entry.body(), "store").equals(store))
                        .isPresent();
                if (isOfStore) {
                    open.add(text(each.body(), "id"));
                }
            }
            next = page.nextCursor().map(query::after);
        }
        return open;
    }

    /** Takes back that a record is about to be erased: it was not, and nobody will. */
    public void takeBack(String store, String collection, RecordKey key) throws InterruptedException {
        RecordKey id = byId(Text.of(pseudonyms.record(store, collection, key)));
        state.use(backend -> {
            backend.repository(ERASED);
            backend.repository(ORDER);
            return backend.transaction(inside -> {
                inside.repository(ORDER).delete(id, Optional.empty());
                inside.repository(ERASED).delete(id, Optional.empty());
                return id;
            });
        });
    }

    private static void put(DocumentRepository order, Text id, Value number) throws InterruptedException {
        order.delete(byId(id), Optional.empty());
        order.create(Document.empty().with("id", id).with("number", number));
    }

    /** The number of what is erased next. It counts, because clocks jump. */
    long mark() {
        return state.ask(backend -> last(backend.repository(ORDER))) + 1;
    }

    /** The highest number that was ever given, which may be that of a record that has none at the moment. */
    private static long last(DocumentRepository order) throws InterruptedException {
        return order.find(byId(LAST))
                .map(entry -> ((Value.Int64) entry.body().get("number").orElseThrow()).number())
                .orElse(0L);
    }

    long count(String store) {
        return state.ask(
                backend -> backend.repository(ERASED).count(Optional.of(Filter.eq("store", Value.text(store)))));
    }

    /** What was erased in a store since the ledger stood there: by collection, the hashes and what was done. */
    Map<String, Map<String, Policy>> of(String store, long since) throws InterruptedException {
        Set<String> before = goneBefore(since);
        Map<String, Map<String, Policy>> erased = new HashMap<>();
        Query query = Query.first(DocumentRepository.MOST).where(Filter.eq("store", Value.text(store)));
        for (Optional<Query> next = Optional.of(query); next.isPresent(); ) {
            Query asked = next.get();
            Page page = state.use(backend -> backend.repository(ERASED).list(asked));
            page.items().stream()
                    .filter(entry -> !before.contains(text(entry.body(), "id")))
                    .forEach(entry -> erased.computeIfAbsent(text(entry.body(), "collection"), none -> new HashMap<>())
                            .put(text(entry.body(), "id"), Policy.valueOf(text(entry.body(), "policy"))));
            next = page.nextCursor().map(query::after);
        }
        return erased;
    }

    private Set<String> goneBefore(long since) throws InterruptedException {
        Set<String> gone = new HashSet<>();
        if (since <= 1) {
            return gone;
        }
        Filter earlier = new Filter.Comparison("number", Filter.Operator.LT, Value.int64(since));
        Query query = Query.first(DocumentRepository.MOST).where(earlier);
        for (Optional<Query> next = Optional.of(query); next.isPresent(); ) {
            Query asked = next.get();
            Page page = state.use(backend -> backend.repository(ORDER).list(asked));
            page.items().forEach(entry -> gone.add(text(entry.body(), "id")));
            next = page.nextCursor().map(query::after);
        }
        return gone;
    }

    private static RecordKey byId(Text id) {
        return RecordKey.of("id", id);
    }

    private static String text(Document record, String name) {
        return ((Text) record.get(name).orElseThrow()).string();
    }
}
