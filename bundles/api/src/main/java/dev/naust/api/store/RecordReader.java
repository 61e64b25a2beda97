package dev.naust.api.store;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.PackedRecords;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ConsumerType;

/** Hands out a collection's records batch by batch, when asked: whoever pulls sets the pace. For one thread at a time. */
@ConsumerType
public interface RecordReader extends AutoCloseable {

    /**
     * The next records.
     *
     * @param maxRecords at most this many, at least one
     * @param maxBytes stop after the record that reaches this weight
     * @throws InterruptedException when the thread is interrupted, at the latest at the end of a batch
     * @throws StoreException when the store fails
     */
    Batch next(int maxRecords, long maxBytes) throws InterruptedException;

    /**
     * The content of all records that are left, where the reader makes their canonical bytes straight from what the store
     * sends: the same sum as of the records that {@link #next} would hand out, for less work.
     *
     * @param onRecords told every now and then how many more have been read
     * @return empty, and nothing has been read, where the reader only hands out records
     * @throws InterruptedException when the thread is interrupted
     * @throws StoreException when the store fails
     */
    default Optional<ContentHash> content(LongConsumer onRecords) throws InterruptedException {
        return Optional.empty();
    }

    /** Why {@link #pack} ended. */
    enum Packed {
        /** The batch is full. */
        FULL,
        /** The next record has to be taken by {@link #next}. */
        ODD,
        /** There are no more records. */
        END
    }

    /**
     * Adds the next records to a batch, up to one that cannot be packed. Calls may alternate with those of {@link #next}.
     *
     * @param batch its fields match those of the request by position and kind
     * @throws InterruptedException when the thread is interrupted
     * @throws StoreException when the store fails
     */
    default Packed pack(PackedRecords batch) throws InterruptedException {
        return Packed.ODD;
    }

    /** Frees what the reader holds; streamed content of its records ends with it. A second call does nothing. */
    @Override
    void close();
}
