package dev.naust.migration.shape;

import dev.naust.api.model.DataRecord;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Position;
import dev.naust.api.store.RecordReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the items of records. A batch that ends within a batch of these records has no position, so that whoever goes on
 * behind a position begins with a whole record. For one thread at a time.
 */
final class ItemReader implements RecordReader {
    private static final int PARENTS = 500;

    private final RecordReader parents;
    private final ItemForm form;
    private final Filter filter;
    private final Deque<DataRecord> waiting = new ArrayDeque<>();
    private final Deque<DataRecord> items = new ArrayDeque<>();
    private @Nullable Batch batch;

    ItemReader(RecordReader parents, ItemForm form, Filter filter) {
        this.parents = parents;
        this.form = form;
        this.filter = filter;
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        long weight = 0;
        while (true) {
            while (hasItem() && records.size() < maxRecords && weight < maxBytes) {
                DataRecord item = items.remove();
                if (filter.matches(item.body())) {
                    records.add(item);
                    weight += item.weight();
                }
            }
            if (hasItem()) {
                return new Batch(records, Optional.empty(), false);
            }
            Batch ended = batch;
            if (ended != null && (ended.last() || !records.isEmpty())) {
                Optional<Position> position = ended.position();
                if (!ended.last()) {
                    batch = null;
                }
                return new Batch(records, position, ended.last());
            }
            batch = parents.next(Math.min(maxRecords, PARENTS), maxBytes);
            waiting.addAll(batch.records());
        }
    }

    private boolean hasItem() {
        while (items.isEmpty() && !waiting.isEmpty()) {
            items.addAll(form.of(waiting.remove().body()));
        }
        return !items.isEmpty();
    }

    @Override
    public void close() {
        parents.close();
    }
}
