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
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.map.PersonalMap.Policy;
import dev.naust.privacy.secret.Pseudonyms;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keyed hashes of the records that were erased, in the server's state. Safe for use by several threads. */
public final class LedgerRecords {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final Schema ERASED = Schema.table(
            DatasetId.of("naust_erasures"),
            java.util.List.of(
                    Field.required("id", TEXT),
                    Field.required("store", TEXT),
                    Field.required("collection", TEXT),
                    Field.required("policy", TEXT)),
            java.util.List.of("id"));

    private final ServerState state;
    private final Pseudonyms pseudonyms;

    public LedgerRecords(ServerState state, Pseudonyms pseudonyms) {
        this.state = state;
        this.pseudonyms = pseudonyms;
    }

    /** Notes that a record is about to be erased, before it is: an erasure that is not in the ledger would be undone. */
    public void note(String store, String collection, RecordKey key, Policy policy) throws InterruptedException {
        Map<String, Value> fields = new HashMap<>();
        fields.put("id", Value.text(pseudonyms.record(store, collection, key)));
        fields.put("store", Value.text(store));
        fields.put("collection", Value.text(collection));
        fields.put("policy", Value.text(policy.name()));
        try {
            state.use(backend -> backend.repository(ERASED).create(Document.of(fields)));
        } catch (StoreException e) {
            if (e.code() != ServiceError.RECORD_EXISTS) {
                throw e;
            }
        }
    }

    long count(String store) {
        return state.ask(
                backend -> backend.repository(ERASED).count(Optional.of(Filter.eq("store", Value.text(store)))));
    }

    /** What was erased in a store: by collection, the hashes and what was done. */
    Map<String, Map<String, Policy>> of(String store) throws InterruptedException {
        Map<String, Map<String, Policy>> erased = new HashMap<>();
        Query query = Query.first(DocumentRepository.MOST).where(Filter.eq("store", Value.text(store)));
        for (Optional<Query> next = Optional.of(query); next.isPresent(); ) {
            Query asked = next.get();
            Page page = state.use(backend -> backend.repository(ERASED).list(asked));
            page.items()
                    .forEach(entry -> erased.computeIfAbsent(text(entry.body(), "collection"), none -> new HashMap<>())
                            .put(text(entry.body(), "id"), Policy.valueOf(text(entry.body(), "policy"))));
            next = page.nextCursor().map(query::after);
        }
        return erased;
    }

    private static String text(Document record, String name) {
        return ((Text) record.get(name).orElseThrow()).string();
    }
}
