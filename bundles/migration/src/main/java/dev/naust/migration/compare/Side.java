package dev.naust.migration.compare;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Store;
import java.util.List;
import java.util.Optional;

/**
 * One of two collections that are compared.
 *
 * @param declared what its store declares for it
 * @param fields the fields that are compared, with the types to read them as; matched by position with the other side's
 * @param key the key's fields by this side's names, in the order of the common key
 * @param filter which of its records are compared
 */
record Side(Store store, Schema declared, Schema fields, List<String> key, Optional<Filter> filter) {

    /** All its records; a collection that takes any fields is read whole, so that none is overlooked. */
    ReadRequest request() {
        ReadRequest all = ReadRequest.of(declared.id());
        ReadRequest typed = declared.shape() == Shape.COLLECTION ? all : all.as(fields);
        return filter.map(typed::where).orElse(typed);
    }

    /** What tells the record apart, in this side's own values. */
    RecordKey keyOf(DataRecord record) {
        return RecordKey.from(record.body(), key);
    }
}
