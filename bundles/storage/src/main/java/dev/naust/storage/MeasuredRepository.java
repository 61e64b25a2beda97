package dev.naust.storage;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.store.Filter;
import java.util.Optional;

/** A repository whose operations are measured. */
final class MeasuredRepository implements DocumentRepository {
    private final DocumentRepository records;
    private final Measure measure;

    MeasuredRepository(DocumentRepository records, Measure measure) {
        this.records = records;
        this.measure = measure;
    }

    @Override
    public Schema schema() {
        return records.schema();
    }

    @Override
    public Entry create(Document body) throws InterruptedException {
        return measure.of("records.create", () -> records.create(body));
    }

    @Override
    public Optional<Entry> find(RecordKey key) throws InterruptedException {
        return measure.of("records.find", () -> records.find(key));
    }

    @Override
    public Page list(Query query) throws InterruptedException {
        return measure.of("records.list", () -> records.list(query));
    }

    @Override
    public Entry replace(RecordKey key, Document body, Optional<String> version) throws InterruptedException {
        return measure.of("records.replace", () -> records.replace(key, body, version));
    }

    @Override
    public Entry update(RecordKey key, Document changes, Optional<String> version) throws InterruptedException {
        return measure.of("records.update", () -> records.update(key, changes, version));
    }

    @Override
    public boolean delete(RecordKey key, Optional<String> version) throws InterruptedException {
        return measure.of("records.delete", () -> records.delete(key, version));
    }

    @Override
    public long count(Optional<Filter> filter) throws InterruptedException {
        return measure.of("records.count", () -> records.count(filter));
    }
}
