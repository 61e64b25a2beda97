package dev.naust.storage.typed;

import dev.naust.api.model.Document;
import dev.naust.api.model.Index;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.port.Changes;
import dev.naust.api.port.Condition;
import dev.naust.api.port.Page;
import dev.naust.api.port.Query;
import dev.naust.api.port.Repository;
import dev.naust.api.port.Versioned;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Entry;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.TypeMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The objects of a class as the documents of a collection. */
public final class TypedRepository<T> implements Repository<T> {
    private final ObjectShape<T> shape;
    private final Schema wanted;
    private final DocumentRepository documents;
    private final FittedValues values;
    private final Conditions<T> conditions;

    /**
     * A repository.
     *
     * @param wanted what {@link #wanted} answered
     * @param documents the records of the collection that was made from it
     */
    public TypedRepository(ObjectShape<T> shape, Schema wanted, DocumentRepository documents) {
        this.shape = shape;
        this.wanted = wanted;
        this.documents = documents;
        this.values = new FittedValues(documents.schema());
        this.conditions = new Conditions<>(shape, values);
    }

    /** The collection for objects of a class, in types that a store holds every value in. */
    public static Schema wanted(ObjectShape<?> shape, TypeMapper types) {
        return FittedValues.wanted(shape.schema(), types);
    }

    @Override
    public Versioned<T> create(T object) throws InterruptedException {
        Document body = values.fitted(shape.document(object));
        for (String name : wanted.key()) {
            if (body.get(name).orElse(Value.ofNull()) == Value.ofNull()) {
                body = body.without(name);
            }
        }
        return versioned(documents.create(body));
    }

    @Override
    public Optional<Versioned<T>> findById(Object key) throws InterruptedException {
        return documents.find(key(key)).map(this::versioned);
    }

    @Override
    public Page<Versioned<T>> findMany(Query<T> query) throws InterruptedException {
        DocumentRepository.Page page = documents.list(question(query));
        return new Page<>(page.items().stream().map(this::versioned).toList(), page.nextCursor());
    }

    @Override
    public <P> Page<P> findMany(Query<T> query, Class<P> projection) throws InterruptedException {
        ObjectShape<P> part = new ObjectShape<>(projection);
        part.propertyNames().forEach(conditions::known);
        DocumentRepository.Page page = documents.list(question(query).only(part.propertyNames()));
        return new Page<>(page.items().stream().map(entry -> read(part, entry)).toList(), page.nextCursor());
    }

    @Override
    public Versioned<T> update(Object key, Changes<T> changes, Optional<String> version) throws InterruptedException {
        Map<String, Value> fields = new LinkedHashMap<>();
        changes.values().forEach((name, value) -> {
            conditions.known(name);
            fields.put(name, values.fitted(name, shape.value(value)));
        });
        return versioned(documents.update(key(key), Document.of(fields), version));
    }

    @Override
    public Versioned<T> replace(T object, Optional<String> version) throws InterruptedException {
        Document body = values.fitted(shape.document(object));
        return versioned(documents.replace(RecordKey.from(body, wanted.key()), body, version));
    }

    @Override
    public boolean delete(Object key, Optional<String> version) throws InterruptedException {
        return documents.delete(key(key), version);
    }

    @Override
    public long count() throws InterruptedException {
        return documents.count(Optional.empty());
    }

    @Override
    public long count(Condition<T> condition) throws InterruptedException {
        return documents.count(Optional.of(conditions.filter(condition)));
    }

    @Override
    public List<DeclaredIndex> indexes() {
        List<Index> there = documents.schema().indexes();
        return wanted.indexes().stream()
                .map(index -> new DeclaredIndex(
                        index.fields(), index.unique(), there.stream().anyMatch(each -> serves(each, index))))
                .toList();
    }

    private static boolean serves(Index there, Index wanted) {
        return there.fields().equals(wanted.fields()) && (there.unique() || !wanted.unique());
    }

    private DocumentRepository.Query question(Query<T> query) {
        List<Sort> sort = query.order().stream()
                .peek(order -> conditions.known(order.property()))
                .map(order -> new Sort(order.property(), order.descending()))
                .toList();
        return new DocumentRepository.Query(
                query.condition().map(conditions::filter), sort, query.limit(), query.cursor());
    }

    private RecordKey key(Object key) {
        List<String> names = wanted.key();
        List<?> parts = names.size() == 1 ? List.of(key) : key instanceof List<?> list ? list : List.of(key);
        if (parts.size() != names.size()) {
            throw new IllegalArgumentException("A key of " + shape.name() + " is the list of " + names);
        }
        return new RecordKey(
                names,
                IntStream.range(0, names.size())
                        .mapToObj(i -> values.fitted(names.get(i), shape.value(parts.get(i))))
                        .toList());
    }

    private Versioned<T> versioned(Entry entry) {
        return new Versioned<>(read(shape, entry), entry.version());
    }

    private static <P> P read(ObjectShape<P> shape, Entry entry) {
        try {
            return shape.object(entry.body());
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    ServiceError.RECORD_INVALID,
                    "The record " + entry.key() + " is no " + shape.name() + ": " + e.getMessage()
                            + "; correct the record or the class",
                    e);
        }
    }
}
