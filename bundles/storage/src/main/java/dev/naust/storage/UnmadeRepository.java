package dev.naust.storage;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.store.Filter;
import java.util.List;
import java.util.Optional;

/**
 * The records of a collection that could not be made because there is no room: there are none, and whoever writes tries to make it
 * again. So a full disk does not keep anybody from reading.
 */
final class UnmadeRepository implements DocumentRepository {
    private final Schema wanted;
    private final Maker maker;

    UnmadeRepository(Schema wanted, Maker maker) {
        this.wanted = wanted;
        this.maker = maker;
    }

    /** Makes the collection, or says why not. */
    @FunctionalInterface
    interface Maker {
        DocumentRepository make() throws InterruptedException;
    }

    @Override
    public Schema schema() {
        return wanted;
    }

    @Override
    public Entry create(Document body) throws InterruptedException {
        return maker.make().create(body);
    }

    @Override
    public Optional<Entry> find(RecordKey key) {
        return Optional.empty();
    }

    @Override
    public Page list(Query query) {
        return new Page(List.of(), Optional.empty());
    }

    @Override
    public Entry replace(RecordKey key, Document body, Optional<String> version) throws InterruptedException {
        return maker.make().replace(key, body, version);
    }

    @Override
    public Entry update(RecordKey key, Document changes, Optional<String> version) throws InterruptedException {
        return maker.make().update(key, changes, version);
    }

    @Override
    public boolean delete(RecordKey key, Optional<String> version) {
        return false;
    }

    @Override
    public long count(Optional<Filter> filter) {
        return 0;
    }
}
