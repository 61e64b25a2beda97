package dev.naust.privacy.find;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.map.PersonalMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Reads through collections record by record and says which mention a person: those that the map does not have, where
 * personal data would be forgotten, or, after an erasure, all of them.
 */
public final class Sweep {
    /** So many records of a collection are looked at. */
    public static final long MOST = 200_000;

    private static final int BATCH = 1_000;
    private static final long BATCH_BYTES = 4 << 20;

    private final PersonalMap map;
    private final Harbour harbour;
    private final List<String> wanted;
    private final Set<String> cut = new TreeSet<>();

    private final Predicate<DatasetId> own;

    /** @param own collections of the server's own, which are looked after in another way */
    public Sweep(PersonalMap map, Harbour harbour, Collection<String> identifiers, Predicate<DatasetId> own) {
        this.own = own;
        this.map = map;
        this.harbour = harbour;
        this.wanted = Traces.words(identifiers);
    }

    /** The collections that hold so much that only their first records were looked at. */
    public Set<String> cut() {
        return Set.copyOf(cut);
    }

    /** What mentions the person outside of the map, or cannot be looked at, each in one sentence. */
    public List<String> unmapped(List<StoreView> stores) throws InterruptedException {
        List<String> found = new ArrayList<>();
        for (StoreView store : stores) {
            if (!map.isExempt(store.id())) {
                unmapped(store.id(), found);
            }
        }
        return found;
    }

    private void unmapped(String store, List<String> found) throws InterruptedException {
        try {
            for (DatasetId id : harbour.collections(store)) {
                if (own.test(id) || map.find(store, id).isPresent() || map.isExempt(store, id)) {
                    continue;
                }
                harbour.hiding(store, id)
                        .ifPresent(why -> found.add(store + "/" + id + " may hide records. " + why + "."));
                if (count(store, id, record -> true) > 0) {
                    found.add(store + "/" + id + " mentions the person, but the map of personal data does not have it;"
                            + " add it to the map, or to what is exempt with a reason");
                }
            }
        } catch (StoreException e) {
            found.add("The store \"" + store + "\" could not be looked through: " + e.getMessage());
        }
    }

    /** How many of a collection's first records mention the person, of those that count. */
    public long count(String store, DatasetId id, Predicate<DataRecord> counts) throws InterruptedException {
        if (wanted.isEmpty()) {
            return 0;
        }
        long read = 0;
        long mentions = 0;
        try (RecordReader reader = harbour.lease(store).store().read(ReadRequest.of(id))) {
            for (Batch batch = reader.next(BATCH, BATCH_BYTES);
                    !batch.records().isEmpty() && read < MOST;
                    batch = reader.next(BATCH, BATCH_BYTES)) {
                read += batch.records().size();
                mentions += batch.records().stream()
                        .filter(record -> Paths.mentions(record.body(), wanted))
                        .filter(counts)
                        .count();
                if (batch.last()) {
                    break;
                }
                if (read >= MOST) {
                    cut.add(store + "/" + id);
                }
            }
        }
        return mentions;
    }
}
