package dev.naust.storage;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.store.Filter;
import java.util.Optional;

/** A repository that remembers what it found by key; whoever changes a record tells the cache. */
record CachedRepository(DocumentRepository records, ReadCache cache) implements DocumentRepository {

    @Override
    public Schema schema() {
        return records.schema();
    }

    @Override
    public Entry create(Document body) throws InterruptedException {
        return records.create(body);
    }

    @Override
    public Optional<Entry> find(RecordKey key) throws InterruptedException {
        return cache.find(key, records::find);
    }

    @Override
    public Page list(Query query) throws InterruptedException {
        return records.list(query);
    }

    @Override
    public Entry replace(RecordKey key, Document body, Optional<String> version) throws InterruptedException {
        return records.replace(key, body, version);
    }

    @Override
    public Entry update(RecordKey key, Document changes, Optional<String> version) throws InterruptedException {
        return records.update(key, changes, version);
    }

    @Override
    public boolean delete(RecordKey key, Optional<String> version) throws InterruptedException {
        return records.delete(key, version);
    }

    @Override
    public long count(Optional<Filter> filter) throws InterruptedException {
        return records.count(filter);
    }
}
