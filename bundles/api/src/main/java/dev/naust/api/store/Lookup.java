package dev.naust.api.store;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Finding single records. */
@ConsumerType
public interface Lookup {

    /** The record with this key. */
    Optional<DataRecord> find(DatasetId dataset, RecordKey key);

    /**
     * The records with these keys, in any order; a key that nothing has is left out. A store that can ask for several at once
     * does.
     *
     * @param keys no two of them equal; at most some thousands, as all records are in memory at once
     * @throws InterruptedException when the thread is interrupted
     */
    default List<DataRecord> findAll(DatasetId dataset, List<RecordKey> keys) throws InterruptedException {
        List<DataRecord> found = new ArrayList<>();
        for (RecordKey key : keys) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            find(dataset, key).ifPresent(found::add);
        }
        return found;
    }

    /**
     * The same with their values as a reader of this schema would hand them out, whole: a store that reads a field as another kind
     * where its values are of several does so here, too.
     *
     * @param readAs the collection as it is read
     * @throws InterruptedException when the thread is interrupted
     */
    default List<DataRecord> findAllAs(Schema readAs, List<RecordKey> keys) throws InterruptedException {
        return findAll(readAs.id(), keys);
    }
}
