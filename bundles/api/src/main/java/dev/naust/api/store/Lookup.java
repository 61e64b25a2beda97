package dev.naust.api.store;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Finding single records. */
@ConsumerType
public interface Lookup {

    /** The record with this key. */
    Optional<DataRecord> find(DatasetId dataset, RecordKey key);
}
