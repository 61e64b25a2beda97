package dev.naust.memory;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.model.ValueOrder;
import java.util.List;

/** Where a record stands in its collection: its key's values, or its number where the collection has no key. */
record RowKey(List<Value> values) implements Comparable<RowKey> {

    static RowKey of(RecordKey key) {
        return new RowKey(key.values());
    }

    static RowKey of(Document body, List<String> names) {
        return of(RecordKey.from(body, names));
    }

    static RowKey number(long number) {
        return new RowKey(List.of(Value.int64(number)));
    }

    boolean hasNull() {
        return values.contains(Value.Null.NULL);
    }

    @Override
    public int compareTo(RowKey other) {
        int common = Math.min(values.size(), other.values.size());
        for (int i = 0; i < common; i++) {
            int order = ValueOrder.INSTANCE.compare(values.get(i), other.values.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(values.size(), other.values.size());
    }
}
