package dev.naust.api.store;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.model.SeenFields;
import dev.naust.api.model.Shape;
import java.util.List;

/**
 * What a collection really holds.
 *
 * @param schema the declared schema, with each field's type wide enough for every value that is there; read with
 *     {@link ReadRequest#as(Schema)}, every value is of its field's kind
 * @param records how many records there are
 * @param findings where the data is not what the declaration says
 */
public record Profile(Schema schema, long records, List<Finding> findings) {
    private static final int BATCH = 1_000;
    private static final long BATCH_BYTES = 4 << 20;
    private static final int MOST_FIELDS = 10_000;

    public Profile {
        findings = List.copyOf(findings);
    }

    /**
     * The same as {@link #seen(Schema, RecordReader)}, read from a store.
     *
     * @throws InterruptedException when the thread is interrupted
     * @throws StoreException when the collection cannot be read, or its records have more different fields than can be kept in mind
     */
    public static Profile seen(Schema declared, Store store) throws InterruptedException {
        try (RecordReader all = store.read(ReadRequest.of(declared.id()))) {
            return seen(declared, all);
        }
    }

    /**
     * What a collection holds whose records are as it declares them, and may have more fields where it is open: those are found by
     * looking at every record.
     *
     * @param all reads the whole collection as it is; the caller closes it
     * @throws InterruptedException when the thread is interrupted
     * @throws StoreException when the records have more different fields than can be kept in mind
     */
    public static Profile seen(Schema declared, RecordReader all) throws InterruptedException {
        boolean isOpen = declared.shape() == Shape.COLLECTION;
        SeenFields seen = new SeenFields();
        long records = 0;
        for (Batch batch = all.next(BATCH, BATCH_BYTES); ; batch = all.next(BATCH, BATCH_BYTES)) {
            records += batch.records().size();
            if (isOpen) {
                batch.records().forEach(record -> seen.see(record.body()));
                requireFew(declared.id(), seen);
            }
            if (batch.last()) {
                return new Profile(isOpen ? seen.beside(declared) : declared, records, List.of());
            }
        }
    }

    /**
     * Refuses documents with more different fields than a plan and the memory can hold: names that are values, such as a person's,
     * are as many as there are records. For who looks at documents that no reader of records hands out.
     *
     * @param seen the fields that were seen so far
     * @throws StoreException when they are too many
     */
    public static void requireFew(DatasetId collection, SeenFields seen) {
        if (seen.size() > MOST_FIELDS) {
            throw new StoreException(
                    CommonError.UNSUPPORTED,
                    "The documents of " + collection + " have more than " + MOST_FIELDS
                            + " different fields, so that they cannot be moved or backed up: keep what varies inside of"
                            + " one field, as a document");
        }
    }

    /**
     * Data that is not what its declaration says.
     *
     * @param field the field; empty for the collection as a whole
     * @param note what was found and what follows, in one sentence, with an example and a count
     */
    public record Finding(String field, String note) {}
}
