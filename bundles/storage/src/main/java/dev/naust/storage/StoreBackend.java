package dev.naust.storage;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.port.Caching;
import dev.naust.api.port.JobQueue;
import dev.naust.api.port.Repository;
import dev.naust.api.service.DocumentQueue;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Category;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.StoreException;
import dev.naust.storage.typed.ObjectShape;
import dev.naust.storage.typed.TypedQueue;
import dev.naust.storage.typed.TypedRepository;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The ports over one store, or over one transaction of it. */
final class StoreBackend implements StorageBackend {
    private final Scope scope;
    private final TimeSortedIds ids;
    private final ObjectShapes shapes;
    private final Map<Schema, Schema> ensured;

    StoreBackend(Scope scope, TimeSortedIds ids, ObjectShapes shapes) {
        this(scope, ids, shapes, new ConcurrentHashMap<>());
    }

    private StoreBackend(Scope scope, TimeSortedIds ids, ObjectShapes shapes, Map<Schema, Schema> ensured) {
        this.scope = scope;
        this.ids = ids;
        this.shapes = shapes;
        this.ensured = ensured;
    }

    @Override
    public DocumentRepository repository(DatasetId collection) {
        return over(describe(collection));
    }

    @Override
    public DocumentRepository documents(DatasetId collection) throws InterruptedException {
        return over(new CollectionMaker(scope.store()).documents(collection));
    }

    @Override
    public DocumentQueue queue(String name) {
        return new StoreQueue(scope.store(), name);
    }

    @Override
    public <T> JobQueue<T> queue(String name, Class<T> type) {
        return new TypedQueue<>(shapes.of(type).checked(), queue(name));
    }

    @Override
    public <T> Repository<T> repository(Class<T> type, Optional<Caching> caching) throws InterruptedException {
        ObjectShape<T> shape = shapes.of(type);
        Schema wanted = TypedRepository.wanted(shape, scope.store().types());
        return new TypedRepository<>(shape, wanted, repository(wanted));
    }

    @Override
    public DocumentRepository repository(Schema wanted) throws InterruptedException {
        Schema known = ensured.get(wanted);
        if (known != null) {
            return over(known);
        }
        Schema declared = new CollectionMaker(scope.store()).ensure(wanted);
        if (scope.lasting()) {
            ensured.put(wanted, declared);
        }
        return over(declared);
    }

    @Override
    public <T> T transaction(Isolation isolation, Work<T> work) throws InterruptedException {
        return scope.transaction(
                isolation, bound -> work.run(new StoreBackend(new BoundScope(bound), ids, shapes, ensured)));
    }

    private DocumentRepository over(Schema schema) {
        if (DocumentTables.isOne(schema)) {
            return new StoreRepository(new DocumentScope(scope), DocumentTables.shown(schema), ids);
        }
        if (schema.shape() == Shape.VIEW || schema.key().isEmpty()) {
            throw new StoreException(
                    ServiceError.COLLECTION_UNSUITABLE,
                    schema.shape() == Shape.VIEW
                            ? "\"" + schema.id() + "\" is a view and cannot be changed; use the collections behind it"
                            : "The records of \"" + schema.id() + "\" cannot be told apart, because it has no key; give"
                                    + " it a primary key first");
        }
        return new StoreRepository(scope, schema, ids);
    }

    private Schema describe(DatasetId collection) {
        try {
            return scope.store().outline(collection);
        } catch (StoreException e) {
            if (e.category() == Category.USER) {
                throw new StoreException(
                        ServiceError.COLLECTION_NOT_FOUND,
                        "There is no collection \"" + collection + "\"; look at the store's list of collections",
                        e);
            }
            throw e;
        }
    }
}
