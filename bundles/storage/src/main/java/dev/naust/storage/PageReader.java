package dev.naust.storage;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Schema;
import dev.naust.api.service.DocumentRepository.Entry;
import dev.naust.api.service.DocumentRepository.Page;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one page of a collection in bounded memory: in the store's own order by going on from a position, in any other
 * order by keeping the first ones of all matching records. A page of large records ends early.
 */
final class PageReader {
    private static final int PAGE_BYTES = 16 << 20;

    private final Store store;
    private final Schema schema;
    private final Entries entries;

    PageReader(Store store, Schema schema, Entries entries) {
        this.store = store;
        this.schema = schema;
        this.entries = entries;
    }

    Page read(Query query) throws InterruptedException {
        Cursor cursor = new Cursor(query, schema);
        Projection projection = new Projection(query, schema);
        // What is streamed is shown by its size only.
        ReadRequest all = ReadRequest.of(schema.id()).streamingAbove(PAGE_BYTES);
        ReadRequest request = projection.narrowed(query.filter().map(all::where).orElse(all));
        Page page = query.sort().isEmpty() ? inOwnOrder(query, cursor, request) : sorted(query, cursor, request);
        return projection.cut(page);
    }

    private Page inOwnOrder(Query query, Cursor cursor, ReadRequest all) throws InterruptedException {
        // One more than the page holds tells whether another follows.
        ReadRequest request = query.cursor()
                .map(cursor::position)
                .map(all::resumeAfter)
                .orElseGet(all::withPositions)
                .atMost(query.limit() + 1L);
        List<Entry> items = new ArrayList<>();
        Optional<Position> end = Optional.empty();
        long bytes = 0;
        try (RecordReader reader = store.read(request)) {
            boolean last = false;
            while (!last && items.size() < query.limit() && bytes < PAGE_BYTES) {
                Batch batch = reader.next(query.limit() - items.size(), PAGE_BYTES - bytes);
                for (DataRecord record : batch.records()) {
                    items.add(entries.entry(record));
                    bytes += record.weight();
                }
                if (batch.position().isPresent()) {
                    end = batch.position();
                }
                last = batch.last();
            }
            boolean more = !last && anythingIn(reader);
            return new Page(items, more ? end.map(cursor::at) : Optional.empty());
        }
    }

    private static boolean anythingIn(RecordReader reader) throws InterruptedException {
        Batch batch = reader.next(1, PAGE_BYTES);
        while (batch.records().isEmpty() && !batch.last()) {
            batch = reader.next(1, PAGE_BYTES);
        }
        return !batch.records().isEmpty();
    }

    private Page sorted(Query query, Cursor cursor, ReadRequest request) throws InterruptedException {
        RecordOrder order = new RecordOrder(query.sort(), schema.key());
        FirstRecords first = new FirstRecords(
                order, query.limit(), PAGE_BYTES, query.cursor().map(cursor::place));
        try (RecordReader reader = store.read(request)) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(RecordFinder.BATCH, RecordFinder.BATCH_BYTES);
                batch.records().forEach(first::offer);
                last = batch.last();
            }
            List<DataRecord> records = first.records();
            List<Entry> items = records.stream().map(entries::entry).toList();
            return new Page(
                    items,
                    first.leftOut()
                            ? Optional.of(cursor.at(order.place(records.get(records.size() - 1))))
                            : Optional.empty());
        }
    }
}
