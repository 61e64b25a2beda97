package dev.naust.api.store;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Schema;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Judging records without writing them, so that a plan can tell what would be rejected. Safe for use by several threads. */
@ConsumerType
public interface Scrutiny {

    /**
     * Which records a writer would reject for their values, as it would reject them: at most one reject for each. What depends on
     * other records, such as a key that is there already, only writing tells, and so may what a rule of the whole collection
     * refuses. Nothing is written or changed.
     *
     * @param schema what {@link WriteRequest#schema()} would be; the collection may not be there yet, and is then taken to be made
     *     so
     * @param records as the writer would get them
     * @throws InterruptedException when the thread is interrupted
     * @throws StoreException when the store does not answer
     */
    List<Rejected> refused(Schema schema, List<DataRecord> records) throws InterruptedException;
}
