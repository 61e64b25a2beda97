package dev.naust.console.rest;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a collection page by page, within bounds of number and size. Safe for use by several threads. */
final class RecordPages {
    private static final int PAGE_BYTES = 4 << 20;

    private final Cursors cursors = new Cursors();

    /**
     * What is asked.
     *
     * @param address the collection's address, to which a cursor is bound
     * @param filter as JSON; empty for all records
     * @param cursor empty for the first page
     */
    record Question(String address, String filter, int limit, String cursor) {
        String bound() {
            return address + ' ' + filter;
        }
    }

    /**
     * Some records.
     *
     * @param nextCursor the way to the next ones, where the store can go on from a place
     * @param complete whether nothing follows
     */
    record Page(List<Document> items, Optional<String> nextCursor, boolean complete) {}

    Page page(Store store, StorageBackend ports, DatasetId id, Question question) throws InterruptedException {
        Schema schema = store.describe(id);
        ReadRequest request =
                filtered(ReadRequest.of(id).streamingAbove(PAGE_BYTES), new FilterReader(schema), question);
        if (!schema.key().isEmpty()) {
            request = request.withPositions();
        }
        if (!question.cursor().isEmpty()) {
            request = request.resumeAfter(new Position(cursors.decode(question.bound(), question.cursor())));
        }
        try (RecordReader reader = ports.read(request)) {
            Batch batch = reader.next(question.limit(), PAGE_BYTES);
            Optional<String> next = batch.last()
                    ? Optional.empty()
                    : batch.position().map(position -> cursors.encode(question.bound(), position.token()));
            return new Page(
                    batch.records().stream()
                            .map(record -> RecordIds.form(record.key(), record.body()))
                            .toList(),
                    next,
                    batch.last());
        }
    }

    /** Counts; a store that must read the records for it reads as little of each as answers the question. */
    long count(Store store, StorageBackend ports, DatasetId id, Question question) throws InterruptedException {
        Schema schema = store.describe(id);
        FilterReader filter = new FilterReader(schema);
        ReadRequest request = filtered(ReadRequest.of(id), filter, question);
        List<Field> needed = needed(schema, filter.fields());
        if (!needed.isEmpty()) {
            request = request.as(schema.withFields(needed));
        }
        return ports.count(request);
    }

    private static ReadRequest filtered(ReadRequest request, FilterReader filter, Question question) {
        return question.filter().isEmpty() ? request : request.where(filter.read(question.filter()));
    }

    private static List<Field> needed(Schema schema, Set<String> filtered) {
        List<Field> needed = new ArrayList<>(schema.fields().stream()
                .filter(field -> schema.key().contains(field.name()) || filtered.contains(field.name()))
                .toList());
        return needed.isEmpty() ? schema.fields().stream().limit(1).toList() : needed;
    }
}
