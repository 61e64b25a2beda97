package dev.naust.api.store;

import dev.naust.api.model.Schema;

/**
 * What to write.
 *
 * @param schema the collection and the fields that records will hold, all of them, in this order
 * @param mode what writing a record means
 * @param fresh whether the caller made the collection itself, it is empty, and nobody else uses it yet: the writer may take
 *     the fastest way, and what it wrote since the last flush vanishes when it is closed without one
 */
public record WriteRequest(Schema schema, WriteMode mode, boolean fresh) {

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
}
