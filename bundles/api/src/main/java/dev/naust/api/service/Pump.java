package dev.naust.api.service;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Moves the records of one collection from a reader to a writer, in bounded memory. Under every migration, backup and export.
 * Safe for use by several threads; each call moves one collection.
 */
@ProviderType
public interface Pump {

    /**
     * Copies a collection. Reading and writing overlap; at most a few batches are in memory. What was written is flushed once,
     * at the end.
     *
     * @return what was read, written and rejected, and the content hash of what was written, taken from the records as they
     *     were read and converted, before the writer saw them
     * @throws StoreException when the source or the target fails; the target's writer was closed without a flush then
     * @throws InterruptedException when the thread was interrupted; likewise
     */
    Copied copy(Copy copy) throws InterruptedException;

    /**
     * Reads a whole collection and adds up its content.
     *
     * @param onRecords is told of every batch's size
     */
    ContentHash hash(Store store, ReadRequest request, LongConsumer onRecords) throws InterruptedException;

    /**
     * Reads records in the form of other fields, so that two stores can be compared. A value that has no exact form there is
     * handed out as it is.
     */
    void read(Reading reading) throws InterruptedException;

    /**
     * What to read.
     *
     * @param from the store's fields
     * @param as the fields to hand out, which match {@code from} by position. Of shape {@link
     *     dev.naust.api.model.Shape#COLLECTION} a missing field stays missing, else it is null. Fields that {@code from} does
     *     not name keep their names.
     * @param sink gets every record
     */
    record Reading(Store store, ReadRequest read, Schema from, Schema as, Sink sink) {}

    /** Takes records, on the thread that asked for them, while streamed content can still be read. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes a record.
         *
         * @param record as the store handed it out
         * @param body in the form that was asked for
         */
        void accept(DataRecord record, Document body) throws InterruptedException;
    }

    /**
     * What to copy.
     *
     * @param read has {@link ReadRequest#readAs()}, whose fields match the writer's by position
     * @param write the writer's fields; each value is converted to its field's kind, exactly or not at all
     * @param batchSize records in a batch
     * @param maxRejects stop after so many rejects
     * @param onWritten is told how many records were written, for every batch
     * @param onReject is told of every record that was left out
     */
    record Copy(
            Store source,
            ReadRequest read,
            Store target,
            WriteRequest write,
            int batchSize,
            long maxRejects,
            LongConsumer onWritten,
            Consumer<Rejected> onReject) {}

    /**
     * What was copied.
     *
     * @param bytes about how many bytes the records made in the target's form
     * @param complete whether all records were read, which they were not when there were too many rejects
     */
    record Copied(long read, long written, long rejected, long bytes, ContentHash hash, boolean complete) {}
}
