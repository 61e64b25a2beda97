package dev.naust.api.store;

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

    /** Frees what the reader holds; streamed content of its records ends with it. A second call does nothing. */
    @Override
    void close();
}
