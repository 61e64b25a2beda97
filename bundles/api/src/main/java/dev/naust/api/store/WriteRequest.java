package dev.naust.api.store;

import dev.naust.api.model.Schema;

/**
 * What to write.
 *
 * @param schema the collection and the fields that records will hold, all of them, in this order
 * @param mode what writing a record means
 * @param fresh whether the caller made the collection itself, it is empty or was filled like this so far, and nobody else uses it
 *     yet: the writer may take the fastest way, and what it wrote since the last flush vanishes when it is closed without one. In
 *     a transaction the caller does nothing else with the store between a write and the flush
 * @param expecting whether all records are expected to fit: the writer may leave it to its store to judge them, and ends with
 *     {@link CommonError#NOT_AS_EXPECTED} where the store refuses one, for the caller to begin anew
 */
public record WriteRequest(Schema schema, WriteMode mode, boolean fresh, boolean expecting) {

    /** What to write of records that may not fit. */
    public WriteRequest(Schema schema, WriteMode mode, boolean fresh) {
        this(schema, mode, fresh, false);
    }

    /** Adds records. */
    public static WriteRequest insert(Schema schema) {
        return new WriteRequest(schema, WriteMode.INSERT, false);
    }

    /** Adds or replaces records. */
    public static WriteRequest upsert(Schema schema) {
        return new WriteRequest(schema, WriteMode.UPSERT, false);
    }

    /** Removes records by their keys. */
    public static WriteRequest delete(Schema schema) {
        return new WriteRequest(schema, WriteMode.DELETE, false);
    }

    /** The first filling of a collection that the caller has just made. */
    public static WriteRequest fill(Schema schema) {
        return new WriteRequest(schema, WriteMode.INSERT, true);
    }

    /** The same, for records that are expected to fit. */
    public WriteRequest expected() {
        return new WriteRequest(schema, mode, fresh, true);
    }
}
