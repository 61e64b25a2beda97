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
import dev.naust.api.service.Primaries.Passage;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Sight;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Category;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
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
    private final ReadCaches caches;
    private final Measure measure;
    private final Guarding guarding;
    private final Routing routing;
    private final Changed changed;
    private final Map<Schema, Schema> ensured;
    private final Map<CacheKey, ReadCache> kept;

    private record CacheKey(DatasetId collection, Caching caching, Sight sight) {}

    StoreBackend(Scope scope, TimeSortedIds ids, ObjectShapes shapes, ReadCaches caches) {
        this(
                scope,
                ids,
                shapes,
                caches,
                Measure.NOTHING,
                Guarding.NOTHING,
                Routing.NOTHING,
                caches,
                new ConcurrentHashMap<>(),
                new ConcurrentHashMap<>());
    }

    private StoreBackend(
            Scope scope,
            TimeSortedIds ids,
            ObjectShapes shapes,
            ReadCaches caches,
            Measure measure,
            Guarding guarding,
            Routing routing,
            Changed changed,
            Map<Schema, Schema> ensured,
            Map<CacheKey, ReadCache> kept) {
        this.scope = scope;
        this.ids = ids;
        this.shapes = shapes;
        this.caches = caches;
        this.measure = measure;
        this.guarding = guarding;
        this.routing = routing;
        this.changed = changed;
        this.ensured = ensured;
        this.kept = kept;
    }

    /** The same backend, whose operations are measured and guarded, and go to the store that serves a collection. */
    StoreBackend seen(Measure by, Guarding guard, Routing route) {
        return new StoreBackend(scope, ids, shapes, caches, by, guard, route, changed, ensured, kept);
    }

    @Override
    public DocumentRepository repository(DatasetId collection) {
        return over(describe(collection));
    }

    @Override
    public RecordReader read(ReadRequest request) {
        return guarding.read(scope.store(), request);
    }

    @Override
    public long count(ReadRequest request) throws InterruptedException {
        return scope.store().count(guarding.sealed(request));
    }

    @Override
    public DocumentRepository documents(DatasetId collection) throws InterruptedException {
        return over(new CollectionMaker(scope.store()).documents(collection));
    }

    @Override
    public DocumentQueue queue(String name) {
        DocumentQueue queue = new StoreQueue(scope.store(), name);
        return measure == Measure.NOTHING ? queue : new MeasuredQueue(queue, measure);
    }

    @Override
    public <T> JobQueue<T> queue(String name, Class<T> type) {
        return new TypedQueue<>(shapes.of(type).checked(), queue(name));
    }

    @Override
    public <T> Repository<T> repository(Class<T> type, Optional<Caching> caching) throws InterruptedException {
        ObjectShape<T> shape = shapes.of(type);
        Schema wanted = TypedRepository.wanted(shape, scope.store().types());
        DocumentRepository records = repository(wanted);
        boolean isCached = caching.isPresent() && scope.lasting() && !routing.isAnyElsewhere();
        return new TypedRepository<>(shape, wanted, isCached ? cached(records, caching.get()) : records);
    }

    private DocumentRepository cached(DocumentRepository records, Caching caching) {
        ReadCache cache = kept.computeIfAbsent(new CacheKey(records.schema().id(), caching, guarding.sight()), key -> {
            ReadCache made = new ReadCache(key.collection(), caching);
            caches.add(made);
            return made;
        });
        return new CachedRepository(records, cache);
    }

    @Override
    public DocumentRepository repository(Schema wanted) throws InterruptedException {
        Schema known = ensured.get(wanted);
        if (known != null) {
            return over(known);
        }
        Schema declared;
        try {
            declared = new CollectionMaker(scope.store()).ensure(wanted);
        } catch (StoreException e) {
            if (scope.lasting()
                    && e.category() == Category.LIMIT
                    && !new CollectionMaker(scope.store()).isThere(wanted)) {
                return measured(wanted.id(), new UnmadeRepository(wanted, () -> made(wanted)));
            }
            throw e;
        }
        return made(wanted, declared);
    }

    private DocumentRepository made(Schema wanted) throws InterruptedException {
        return made(wanted, new CollectionMaker(scope.store()).ensure(wanted));
    }

    private DocumentRepository made(Schema wanted, Schema declared) {
        if (scope.lasting()) {
            ensured.put(wanted, declared);
        }
        return over(declared);
    }

    @Override
    public <T> T transaction(Isolation isolation, Work<T> work) throws InterruptedException {
        return telling(told -> scope.transaction(isolation, bound -> work.run(inside(bound, told))));
    }

    @Override
    public <T> T transactionFor(String tenant, Isolation isolation, Work<T> work) throws InterruptedException {
        return telling(told -> scope.transactionFor(tenant, isolation, bound -> work.run(inside(bound, told))));
    }

    /** What happens inside of a transaction is told when the outermost has ended. */
    private <T> T telling(Telling<T> transaction) throws InterruptedException {
        if (!scope.lasting()) {
            return transaction.run(changed);
        }
        ChangeJournal journal = new ChangeJournal();
        try (Passage passage = routing.enter(Optional.empty(), true)) {
            T result = transaction.run(journal);
            if (passage != null) {
                passage.confirm();
            }
            return result;
        } finally {
            journal.tell(caches);
        }
    }

    @FunctionalInterface
    private interface Telling<T> {
        T run(Changed told) throws InterruptedException;
    }

    private StoreBackend inside(Store bound, Changed told) {
        return new StoreBackend(
                new BoundScope(bound), ids, shapes, caches, measure, guarding, routing.inside(), told, ensured, kept);
    }

    private DocumentRepository over(Schema schema) {
        if (DocumentTables.isOne(schema)) {
            return measured(
                    schema.id(),
                    new StoreRepository(new DocumentScope(scope), DocumentTables.shown(schema), ids, changed));
        }
        if (schema.shape() == Shape.VIEW || schema.key().isEmpty()) {
            throw new StoreException(
                    ServiceError.COLLECTION_UNSUITABLE,
                    schema.shape() == Shape.VIEW
                            ? "\"" + schema.id() + "\" is a view and cannot be changed; use the collections behind it"
                            : "The records of \"" + schema.id() + "\" cannot be told apart, because it has no key; give"
                                    + " it a primary key first");
        }
        return measured(schema.id(), new StoreRepository(scope, schema, ids, changed));
    }

    private DocumentRepository measured(DatasetId collection, DocumentRepository records) {
        DocumentRepository guarded = guarding.over(collection, routing.over(collection, records));
        return measure == Measure.NOTHING ? guarded : new MeasuredRepository(guarded, measure);
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
