package dev.naust.redis;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import dev.naust.redis.collection.Catalogue;
import dev.naust.redis.collection.Collection;
import dev.naust.redis.collection.CollectionLookup;
import dev.naust.redis.collection.CollectionReader;
import dev.naust.redis.collection.CollectionWriter;
import dev.naust.redis.collection.RedisSchemaEditing;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import dev.naust.redis.form.RedisTypes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An open Redis server or cluster. */
final class RedisStore implements Store, Lookup {
    private final Redis redis;
    private final Clock clock;
    private final Optional<Duration> retention;
    private final Catalogue catalogue;
    private final SchemaEditing editing;
    private final TypeMapper types = new RedisTypes();

    private RedisStore(Redis redis, RedisSettings settings, Clock clock) {
        this.redis = redis;
        this.clock = clock;
        this.retention = settings.retention();
        this.catalogue = new Catalogue(redis);
        this.editing = new RedisSchemaEditing(redis, catalogue, settings.separator());
    }

    static RedisStore open(RedisSettings settings, Clock clock) {
        return new RedisStore(Redis.connect(settings.access()), settings, clock);
    }

    @Override
    public void check(Duration timeout) {
        ensureOpen();
        redis.check(timeout);
    }

    @Override
    public List<Dataset> datasets() {
        ensureOpen();
        List<Collection> collections = catalogue.all();
        List<Request> counts = collections.stream().map(each -> each.count()).toList();
        List<Object> answers = redis.sendAll(counts);
        List<Dataset> datasets = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Schema schema = collections.get(i).schema();
            datasets.add(new Dataset(schema.id(), schema.shape(), OptionalLong.of((Long) answers.get(i))));
        }
        return datasets;
    }

    @Override
    public Schema describe(DatasetId id) {
        return collection(id).schema();
    }

    @Override
    public RecordReader read(ReadRequest request) {
        return new CollectionReader(redis, collection(request.dataset()), request, clock);
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        return new CollectionWriter(redis, collection(request.schema().id()), request, retention, clock);
    }

    @Override
    public TypeMapper types() {
        ensureOpen();
        return types;
    }

    @Override
    public Optional<Lookup> lookup() {
        ensureOpen();
        return Optional.of(this);
    }

    @Override
    public Optional<SchemaEditing> schemaEditing() {
        ensureOpen();
        return Optional.of(editing);
    }

    @Override
    public Optional<DataRecord> find(DatasetId dataset, RecordKey key) {
        return new CollectionLookup(redis, collection(dataset), clock).find(key);
    }

    @Override
    public String without(Capability capability) {
        return capability == Capability.TRANSACTIONS
                ? "Redis runs several commands as one step but cannot take them back, so work in it cannot be rolled back; use"
                        + " a store of another type"
                : Store.super.without(capability);
    }

    @Override
    public void close() {
        redis.close();
    }

    private Collection collection(DatasetId id) {
        ensureOpen();
        return catalogue
                .find(id)
                .orElseThrow(() -> new StoreException(
                        RedisErrorCode.NO_COLLECTION,
                        "Redis has no collection \"" + id + "\"; the store's list of collections names those it has"));
    }

    private void ensureOpen() {
        if (redis.isClosed()) {
            throw redis.errors().closed();
        }
    }
}
