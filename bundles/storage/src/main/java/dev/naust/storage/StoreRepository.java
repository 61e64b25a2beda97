package dev.naust.storage;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A collection's records through the provider SPI. */
final class StoreRepository implements DocumentRepository {
    private final Scope scope;
    private final Schema schema;
    private final TimeSortedIds ids;
    private final Changed changed;
    private final Entries entries;
    private final RecordFinder finder;
    private final RecordChanger changer;

    StoreRepository(Scope scope, Schema schema, TimeSortedIds ids, Changed changed) {
        this.scope = scope;
        this.schema = schema;
        this.ids = ids;
        this.changed = changed;
        this.entries = new Entries(schema.key());
        this.finder = new RecordFinder(schema);
        this.changer = new RecordChanger(schema);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public Entry create(Document body) throws InterruptedException {
        Document whole = withKey(body);
        RecordKey key = RecordKey.from(whole, schema.key());
        try {
            return change(key, (store, keys) -> {
                if (finder.find(store, key).isPresent()) {
                    throw exists(key);
                }
                changer.write(store, whole, WriteMode.INSERT);
                return held(store, key);
            });
        } catch (StoreException e) {
            // Another server was faster between the look and the write; only a new look sees its record.
            throw e.code() == ServiceError.RECORD_INVALID
                            && finder.find(scope.store(), key).isPresent()
                    ? exists(key)
                    : e;
        }
    }

    @Override
    public void createAll(List<Document> bodies) throws InterruptedException {
        List<Document> whole = bodies.stream().map(this::withKey).toList();
        List<RecordKey> keys =
                whole.stream().map(each -> RecordKey.from(each, schema.key())).toList();
        try {
            scope.change(store -> {
                Optional<Rejected> refused = changer.insert(store, whole);
                if (refused.isPresent()) {
                    RecordKey key = refused.get().record().key();
                    throw finder.find(store, key).isPresent() ? exists(key) : changer.refused(refused.get());
                }
                return true;
            });
        } catch (StoreException e) {
            if (scope.lasting() && e.code() == ServiceError.RECORD_INVALID) {
                refuseTaken(keys);
            }
            throw e;
        } finally {
            keys.forEach(each -> changed.record(schema.id(), each));
        }
    }

    /** Another server's record may not be seen in the transaction in which it stood in the way. */
    private void refuseTaken(List<RecordKey> keys) throws InterruptedException {
        for (RecordKey key : keys) {
            if (finder.find(scope.store(), key).isPresent()) {
                throw exists(key);
            }
        }
    }

    private StoreException exists(RecordKey key) {
        return new StoreException(
                ServiceError.RECORD_EXISTS,
                named(key) + " is there already; choose another key, or replace the record");
    }

    @Override
    public Optional<Entry> find(RecordKey key) throws InterruptedException {
        checkNames(key);
        return finder.find(scope.store(), key).map(entries::entry);
    }

    @Override
    public Page list(Query query) throws InterruptedException {
        return new PageReader(scope.store(), schema, entries).read(query);
    }

    @Override
    public Entry replace(RecordKey key, Document body, Optional<String> version) throws InterruptedException {
        return put(key, version, current -> changer.filledUp(withKeyOf(key, body)));
    }

    @Override
    public Entry update(RecordKey key, Document changes, Optional<String> version) throws InterruptedException {
        Document checked = withKeyOf(key, changes);
        return put(key, version, current -> changer.merged(current, checked));
    }

    @Override
    public boolean delete(RecordKey key, Optional<String> version) throws InterruptedException {
        checkNames(key);
        return change(key, (store, keys) -> {
            Optional<DataRecord> current = finder.find(store, key);
            if (current.isEmpty()) {
                return false;
            }
            keys.add(RecordKey.from(current.get().body(), schema.key()));
            checkVersion(key, current.get(), version);
            changer.delete(store, key);
            return true;
        });
    }

    @Override
    public long count(Optional<Filter> filter) throws InterruptedException {
        return finder.count(scope.store(), filter);
    }

    private Entry put(RecordKey key, Optional<String> version, Next next) throws InterruptedException {
        checkNames(key);
        return change(key, (store, keys) -> {
            DataRecord current = finder.find(store, key)
                    .orElseThrow(() -> new StoreException(
                            ServiceError.RECORD_NOT_FOUND,
                            named(key) + " is not there; it may have been deleted in the meantime"));
            keys.add(RecordKey.from(current.body(), schema.key()));
            checkVersion(key, current, version);
            changer.write(store, next.from(current.body()), WriteMode.UPSERT);
            return held(store, key);
        });
    }

    /** The store's own form of a key may differ from the caller's, and caches know the record by the store's. */
    private <T> T change(RecordKey key, Change<T> change) throws InterruptedException {
        Set<RecordKey> keys = new HashSet<>(Set.of(key));
        try {
            return scope.change(store -> change.run(store, keys));
        } finally {
            keys.forEach(each -> changed.record(schema.id(), each));
        }
    }

    private void checkVersion(RecordKey key, DataRecord current, Optional<String> version) {
        if (version.isPresent() && !version.get().equals(entries.entry(current).version())) {
            throw new StoreException(
                    ServiceError.RECORD_CHANGED,
                    named(key) + " was changed by somebody else in the meantime; read it again and repeat the change");
        }
    }

    /** What the store holds now, which may be more than what was written: defaults, computed fields. */
    private Entry held(Store store, RecordKey key) throws InterruptedException {
        return finder.find(store, key)
                .map(entries::entry)
                .orElseThrow(() -> new StoreException(
                        ServiceError.RECORD_INVALID,
                        "The store took " + named(key)
                                + " but does not find it under this key; it changed the key's value,"
                                + " so write the key in the form that the store gives it"));
    }

    private Document withKey(Document body) {
        for (String name : schema.key()) {
            if (body.get(name).orElse(Value.ofNull()) == Value.ofNull()) {
                return body.with(name, newKey(name));
            }
        }
        return body;
    }

    private Value newKey(String name) {
        Kind kind = schema.field(name).map(field -> field.type().kind()).orElse(Kind.NULL);
        if (schema.key().size() == 1 && kind == Kind.TEXT) {
            return Value.text(ids.next().toString());
        }
        if (schema.key().size() == 1 && kind == Kind.UUID) {
            return new Value.Uuid(ids.next());
        }
        throw new StoreException(
                ServiceError.RECORD_INVALID,
                "A record of \"" + schema.id() + "\" needs a value for its key field \"" + name + "\"; add it");
    }

    private Document withKeyOf(RecordKey key, Document body) {
        Map<String, Value> fields = body.toMap();
        for (int i = 0; i < key.names().size(); i++) {
            Value given = fields.putIfAbsent(key.names().get(i), key.values().get(i));
            if (given != null
                    && !new Filter.In(key.names().get(i), List.of(key.values().get(i))).matches(body)) {
                throw new StoreException(
                        ServiceError.RECORD_INVALID,
                        "The key of " + named(key) + " cannot be changed; create a new record and delete this one");
            }
        }
        return Document.of(fields);
    }

    private void checkNames(RecordKey key) {
        if (!key.names().equals(schema.key())) {
            throw new StoreException(
                    ServiceError.RECORD_INVALID,
                    "A record of \"" + schema.id() + "\" is named by " + schema.key() + ", not by " + key.names());
        }
    }

    private String named(RecordKey key) {
        return "The record " + key + " of \"" + schema.id() + "\"";
    }

    /** A change that notes the keys of what it touches. */
    @FunctionalInterface
    private interface Change<T> {
        T run(Store store, Set<RecordKey> keys) throws InterruptedException;
    }

    /** What follows a record. */
    @FunctionalInterface
    private interface Next {
        Document from(Document current);
    }
}
