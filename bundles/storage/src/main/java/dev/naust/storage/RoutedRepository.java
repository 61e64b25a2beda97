package dev.naust.storage;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.Primaries.Passage;
import dev.naust.api.service.Primaries.Switched;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import java.util.Optional;

/**
 * The records of a collection that another store may come to serve. It knows the fields of the store that served when it was
 * handed out; when that changes it fails with {@code collection.moved}, and is to be asked for anew.
 */
final class RoutedRepository implements DocumentRepository {
    private final Routing routing;
    private final DatasetId collection;
    private final DocumentRepository own;
    private final Optional<Switched> known;

    RoutedRepository(Routing routing, DatasetId collection, DocumentRepository own, Optional<Switched> known) {
        this.routing = routing;
        this.collection = collection;
        this.own = own;
        this.known = known;
    }

    @Override
    public Schema schema() {
        return known.map(each -> routing.shown(each, DocumentRepository::schema))
                .orElseGet(own::schema);
    }

    @Override
    public Entry create(Document body) throws InterruptedException {
        return pass(true, records -> records.create(body));
    }

    @Override
    public Optional<Entry> find(RecordKey key) throws InterruptedException {
        return pass(false, records -> records.find(key));
    }

    @Override
    public Page list(Query query) throws InterruptedException {
        return pass(false, records -> records.list(query));
    }

    @Override
    public Entry replace(RecordKey key, Document body, Optional<String> version) throws InterruptedException {
        return pass(true, records -> records.replace(key, body, version));
    }

    @Override
    public Entry update(RecordKey key, Document changes, Optional<String> version) throws InterruptedException {
        return pass(true, records -> records.update(key, changes, version));
    }

    @Override
    public boolean delete(RecordKey key, Optional<String> version) throws InterruptedException {
        return pass(true, records -> records.delete(key, version));
    }

    @Override
    public long count(Optional<Filter> filter) throws InterruptedException {
        return pass(false, records -> records.count(filter));
    }

    private <T> T pass(boolean writes, Routing.Use<T> use) throws InterruptedException {
        try (Passage passage = routing.enter(Optional.of(collection), writes)) {
            if (passage == null) {
                return use.with(own);
            }
            if (!passage.switched().equals(known)) {
                throw new StoreException(
                        ServiceError.COLLECTION_MOVED,
                        "Another store has come to serve \"" + collection + "\" since this was begun: do it again");
            }
            T result = known.isPresent() ? routing.at(known.get(), use) : use.with(own);
            if (writes) {
                passage.confirm();
            }
            return result;
        }
    }
}
