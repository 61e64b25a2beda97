package dev.naust.api.store;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.PackedRecords;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Writes records to one collection. A bad record is a result, a dead connection is an exception. For one thread at a time.
 */
@ConsumerType
public interface RecordWriter extends AutoCloseable {

    /**
     * Takes records; they are safe only after {@link #flush()}.
     *
     * @return what became of them, as far as the writer knows now; a reject that only the store can find is in a later report
     * @throws InterruptedException when the thread is interrupted
     * @throws StoreException when the store fails; nothing since the last flush is promised then
     */
    WriteReport write(List<DataRecord> batch) throws InterruptedException;

    /** Whether packed records cost this writer less than records do. */
    default boolean takesPacked() {
        return false;
    }

    /**
     * Takes packed records, like {@link #write(List)}.
     *
     * @param batch of the request's fields; the caller may change it afterwards
     */
    default WriteReport write(PackedRecords batch) throws InterruptedException {
        return write(batch.records());
    }

    /** Makes everything taken so far durable and visible; returns the rejects that only showed now. */
    WriteReport flush() throws InterruptedException;

    /** Frees what the writer holds, giving up what was not flushed where the store can. A second call does nothing. */
    @Override
    void close();
}
