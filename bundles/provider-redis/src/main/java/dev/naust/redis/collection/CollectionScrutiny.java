package dev.naust.redis.collection;

import dev.naust.api.model.DataRecord;
import dev.naust.api.store.Rejected;
import java.time.Clock;
import java.util.List;

/** Judges records as {@link CollectionWriter} does, and writes none. */
public final class CollectionScrutiny {
    private CollectionScrutiny() {}

    /** Those that a collection does not take. */
    public static List<Rejected> refused(Collection collection, List<DataRecord> records, Clock clock) {
        RowForm form = new RowForm(collection, clock);
        return records.stream()
                .map(record -> refused(form, record))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Rejected> refused(RowForm form, DataRecord record) {
        Row.Shaped shaped = form.row(record, 1);
        return shaped.row().isPresent() ? List.of() : List.of(new Rejected(record, shaped.field(), shaped.reason()));
    }
}
