package dev.naust.storage;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.model.ValueOrder;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The order that a query asks for: by some fields and, so that no two records are equal in it, by the key. */
final class RecordOrder implements Comparator<List<Value>> {
    private static final Set<Kind> WITHOUT_ORDER = EnumSet.of(Kind.JSON, Kind.ARRAY, Kind.DOCUMENT, Kind.EXTENSION);

    private final List<Sort> sorts;

    RecordOrder(List<Sort> sort, List<String> key) {
        this.sorts = Stream.concat(sort.stream(), key.stream().map(Sort::up)).toList();
    }

    /** The values that decide where a record stands. */
    List<Value> place(DataRecord record) {
        return sorts.stream().map(sort -> value(record, sort.field())).toList();
    }

    @Override
    public int compare(List<Value> a, List<Value> b) {
        for (int i = 0; i < sorts.size(); i++) {
            int order = ValueOrder.INSTANCE.compare(a.get(i), b.get(i));
            if (order != 0) {
                return sorts.get(i).descending() ? -order : order;
            }
        }
        return 0;
    }

    private static Value value(DataRecord record, String field) {
        Value value = record.body().get(field).orElse(Value.ofNull());
        if (value instanceof Content || WITHOUT_ORDER.contains(value.kind())) {
            throw new StoreException(
                    ServiceError.SORT_UNSUPPORTED,
                    "Records cannot be sorted by \"" + field
                            + "\", because it holds values that have no order or are too"
                            + " large; sort by another field");
        }
        return value;
    }
}
