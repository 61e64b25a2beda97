package dev.naust.privacy.ledger;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Page;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.ErasureLedger;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.Storage;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.map.MapFile;
import dev.naust.privacy.map.MapService;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.map.PersonalMap.Policy;
import dev.naust.privacy.request.Eraser;
import dev.naust.privacy.secret.Pseudonyms;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Erases again, in what was restored, what was erased since the backup was made. */
@Component
public final class LedgerService implements ErasureLedger {
    private final LedgerRecords records;
    private final Pseudonyms pseudonyms;
    private final Storage storage;
    private final MapFile map;
    private final Eraser eraser;
    private final Clock clock;

    @Activate
    public LedgerService(
            BundleContext bundle,
            @Reference ServerState state,
            @Reference ServerKeys keys,
            @Reference Storage storage) {
        this(MapService.home(bundle), state, keys, storage, Clock.systemUTC());
    }

    public LedgerService(Path home, ServerState state, ServerKeys keys, Storage storage, Clock clock) {
        this.pseudonyms = new Pseudonyms(keys);
        this.records = new LedgerRecords(state, pseudonyms);
        this.storage = storage;
        this.map = new MapFile(home);
        this.eraser = new Eraser(pseudonyms, clock);
        this.clock = clock;
    }

    @Override
    public long size(String store) {
        return records.count(store);
    }

    @Override
    public long mark() {
        return records.mark();
    }

    @Override
    public long unfinished(String origin) throws InterruptedException {
        return records.open(origin).size();
    }

    @Override
    public Erased erased(String origin, long since) throws InterruptedException {
        Map<String, Map<String, Policy>> erased = records.of(origin, since);
        PersonalMap current = map.read();
        // One time for all marks, so that a record that is read twice is the same twice.
        Eraser again = new Eraser(pseudonyms, Clock.fixed(clock.instant(), ZoneOffset.UTC));
        return (schema, record) -> {
            if (!erased.isEmpty() && OwnCollections.isOne(schema.id())) {
                // Copies of records, which no key of theirs tells from those of others.
                return Optional.empty();
            }
            for (Map.Entry<String, Map<String, Policy>> each : erased.entrySet()) {
                if (isSame(each.getKey(), schema.id())) {
                    Policy policy = each.getValue().get(pseudonyms.record(origin, each.getKey(), record.key()));
                    if (policy != null) {
                        return left(entry(current, origin, each.getKey()), policy, again, schema, record);
                    }
                }
            }
            return Optional.of(record);
        };
    }

    /** What the map does not know any more cannot be changed as it says; it goes whole. */
    private static Optional<DataRecord> left(
            Optional<Entry> entry, Policy policy, Eraser eraser, Schema schema, DataRecord record) {
        return policy == Policy.DELETE
                ? Optional.empty()
                : entry.map(known -> record.withBody(eraser.left(known, policy, schema, record.key(), record.body())));
    }

    private static Optional<Entry> entry(PersonalMap map, String store, String collection) {
        return map.entries().stream()
                .filter(each -> each.store().equals(store) && each.collection().equals(collection))
                .findFirst();
    }

    @Override
    public Replayed replay(String origin, long since, Store restored) throws InterruptedException {
        Map<String, Map<String, Policy>> erased = records.of(origin, since);
        Tally tally = new Tally();
        if (!erased.isEmpty()) {
            PersonalMap current = map.read();
            List<DatasetId> there =
                    restored.datasets().stream().map(Dataset::id).toList();
            for (Map.Entry<String, Map<String, Policy>> each : erased.entrySet()) {
                for (DatasetId id : there) {
                    if (isSame(each.getKey(), id)) {
                        again(
                                origin,
                                each.getKey(),
                                each.getValue(),
                                current,
                                storage.over(restored).repository(id),
                                tally);
                    }
                }
            }
            if (tally.erased > 0 && restored.scrubbing().isPresent()) {
                restored.scrubbing().get().scrub(there);
            }
        }
        return new Replayed(tally.checked, tally.erased, tally.problems);
    }

    private static final class Tally {
        private long checked;
        private long erased;
        private final List<String> problems = new ArrayList<>();
    }

    /** Another kind of store may have put the collection into another schema. */
    private static boolean isSame(String collection, DatasetId id) {
        String name = collection.substring(collection.lastIndexOf('.') + 1);
        return collection.equals(id.toString()) || name.equalsIgnoreCase(id.name());
    }

    private void again(
            String origin,
            String collection,
            Map<String, Policy> erased,
            PersonalMap current,
            DocumentRepository repository,
            Tally tally)
            throws InterruptedException {
        Query query = Query.first(DocumentRepository.MOST);
        List<RecordKey> found = new ArrayList<>();
        for (Optional<Query> next = Optional.of(query); next.isPresent(); ) {
            Page page = repository.list(next.get());
            tally.checked += page.items().size();
            page.items().stream()
                    .map(DocumentRepository.Entry::key)
                    .filter(key -> erased.containsKey(pseudonyms.record(origin, collection, key)))
                    .forEach(found::add);
            next = page.nextCursor().map(query::after);
        }
        Optional<Entry> entry = entry(current, origin, collection);
        for (RecordKey key : found) {
            Policy policy = erased.get(pseudonyms.record(origin, collection, key));
            erase(collection, entry, policy, repository, key, tally);
        }
    }

    private void erase(
            String collection,
            Optional<Entry> entry,
            Policy policy,
            DocumentRepository repository,
            RecordKey key,
            Tally tally)
            throws InterruptedException {
        try {
            // What the map does not know any more cannot be made anonymous as it says; it goes whole.
            Entry known = entry.orElseGet(() -> unknown(collection));
            Eraser.Done done = eraser.erase(known, entry.isPresent() ? policy : Policy.DELETE, repository, key);
            if (done.result() == Result.FAILED) {
                tally.problems.add("A record of " + collection + " could not be erased again: " + done.reason());
            } else {
                tally.erased++;
            }
        } catch (StoreException e) {
            tally.problems.add("A record of " + collection + " could not be erased again: " + e.getMessage());
        }
    }

    private static Entry unknown(String collection) {
        return new Entry(
                "",
                collection,
                "",
                "",
                Map.of(),
                List.of(),
                Policy.DELETE,
                "",
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Document.empty());
    }
}
