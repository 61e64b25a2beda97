package dev.naust.redis;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Identity;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.Messages;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.Queue;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Scrubbing;
import dev.naust.api.store.Scrutiny;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import dev.naust.redis.collection.Catalogue;
import dev.naust.redis.collection.Collection;
import dev.naust.redis.collection.CollectionLookup;
import dev.naust.redis.collection.CollectionScrutiny;
import dev.naust.redis.collection.CollectionSource;
import dev.naust.redis.collection.CollectionWriter;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.form.RedisTypes;
import dev.naust.redis.keyspace.Keyspace;
import dev.naust.redis.keyspace.KeyspaceLookup;
import dev.naust.redis.keyspace.KeyspaceSource;
import dev.naust.redis.keyspace.KeyspaceWriter;
import dev.naust.redis.keyspace.Keyspaces;
import dev.naust.redis.keyspace.RedisProfiling;
import dev.naust.redis.message.RedisMessages;
import dev.naust.redis.queue.RedisQueue;
import dev.naust.redis.record.RecordSource;
import dev.naust.redis.record.RedisReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open Redis server or cluster. */
final class RedisStore implements Store, Lookup, Profiling {
    private static final Logger LOG = LoggerFactory.getLogger(RedisStore.class);
    private static final int AT_A_TIME = 250;
    private static final Duration LISTING = Duration.ofSeconds(10);

    private final Redis redis;
    private final Clock clock;
    private final Optional<Duration> retention;
    private final String separator;
    private final Catalogue catalogue;
    private final Keyspaces keyspaces;
    private final SchemaEditing editing;
    private final Queue queue;
    private final RedisMessages messages;
    private final TypeMapper types = new RedisTypes();

    private RedisStore(Redis redis, RedisSettings settings, Clock clock) {
        this.redis = redis;
        this.clock = clock;
        this.retention = settings.retention();
        this.separator = settings.separator();
        this.catalogue = new Catalogue(redis);
        this.queue = new RedisQueue(redis);
        this.messages = new RedisMessages(redis, clock);
        this.keyspaces = new Keyspaces(redis, catalogue, settings.separator(), settings.keyPattern(), LISTING);
        this.editing = new RedisSchemaEditing(redis, catalogue, keyspaces, settings.separator());
    }

    static RedisStore open(RedisSettings settings, Clock clock) {
        Redis redis = Redis.connect(settings.access());
        try {
            Cautions.of(redis).forEach(caution -> LOG.warn("Store {}: {}", redis.store(), caution));
            return new RedisStore(redis, settings, clock);
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    @Override
    public void check(Duration timeout) {
        ensureOpen();
        redis.check(timeout);
    }

    @Override
    public List<Dataset> datasets() {
        ensureOpen();
        Map<DatasetId, Dataset> found = new TreeMap<>();
        List<Collection> collections = catalogue.all();
        List<Object> counts =
                redis.sendAll(collections.stream().map(Collection::count).toList());
        for (int i = 0; i < counts.size(); i++) {
            Schema schema = collections.get(i).schema();
            found.put(schema.id(), new Dataset(schema.id(), schema.shape(), OptionalLong.of((Long) counts.get(i))));
        }
        uninterrupted(keyspaces::list).forEach(each -> found.put(each.id(), each));
        return List.copyOf(found.values());
    }

    @Override
    public Schema describe(DatasetId id) {
        return collection(id)
                .map(Collection::schema)
                .orElseGet(() -> keyspace(id).schema());
    }

    @Override
    public RecordReader read(ReadRequest request) {
        Schema schema = describe(request.dataset());
        return new RedisReader(redis, schema, request, source(request));
    }

    private RecordSource source(ReadRequest request) {
        byte[] after = RedisReader.after(request).orElse(null);
        return collection(request.dataset())
                .<RecordSource>map(each -> new CollectionSource(redis, each, after, request.largeValue(), clock))
                .orElseGet(
                        () -> new KeyspaceSource(redis, keyspace(request.dataset()), keyspaces, after, request, clock));
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        DatasetId id = request.schema().id();
        return collection(id)
                .<RecordWriter>map(each -> new CollectionWriter(redis, each, request, retention, clock))
                .orElseGet(() -> new KeyspaceWriter(redis, keyspace(id), request, retention));
    }

    @Override
    public Optional<Profiling> profiling() {
        ensureOpen();
        return Optional.of(this);
    }

    /** A collection of Naust's own is what it declares; keys of others are looked at. */
    @Override
    public Profile profile(DatasetId id) throws InterruptedException {
        Optional<Collection> collection = collection(id);
        if (collection.isPresent() && collection.get().schema().shape() == Shape.COLLECTION) {
            return Profile.seen(collection.get().schema(), this);
        }
        if (collection.isPresent()) {
            Long records = (Long) redis.send(collection.get().count());
            return new Profile(collection.get().schema(), records == null ? 0 : records, List.of());
        }
        return new RedisProfiling().profile(keyspace(id), source(ReadRequest.of(id)));
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
        return collection(dataset)
                .map(each -> new CollectionLookup(redis, each, clock).find(key))
                .orElseGet(() -> new KeyspaceLookup(redis, keyspace(dataset), clock).find(key));
    }

    @Override
    public List<DataRecord> findAll(DatasetId dataset, List<RecordKey> keys) throws InterruptedException {
        Optional<Collection> collection = collection(dataset);
        Optional<KeyspaceLookup> keyspace = collection.isPresent()
                ? Optional.empty()
                : Optional.of(new KeyspaceLookup(redis, keyspace(dataset), clock));
        List<DataRecord> found = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += AT_A_TIME) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            List<RecordKey> some = keys.subList(from, Math.min(from + AT_A_TIME, keys.size()));
            found.addAll(
                    collection.isPresent()
                            ? new CollectionLookup(redis, collection.get(), clock).findAll(some)
                            : keyspace.orElseThrow().findAll(some));
        }
        return found;
    }

    @Override
    public Optional<Queue> queue() {
        ensureOpen();
        return Optional.of(queue);
    }

    @Override
    public Optional<Messages> messages() {
        ensureOpen();
        return Optional.of(messages);
    }

    /** A cluster has failover of its own. */
    @Override
    public Optional<Identity> identity() {
        ensureOpen();
        return redis.isCluster() ? Optional.empty() : Optional.of(new RedisIdentity(redis));
    }

    @Override
    public Optional<Footing> footing() {
        ensureOpen();
        return Optional.of(new RedisFooting(redis, separator));
    }

    @Override
    public Optional<Scrutiny> scrutiny() {
        ensureOpen();
        return Optional.of(this::refused);
    }

    /** What lies under keys of others only their writer judges. */
    private List<Rejected> refused(Schema schema, List<DataRecord> records) {
        Optional<Collection> there = catalogue.find(schema.id());
        if (there.filter(each -> Keyspace.isOne(each.schema())).isPresent()) {
            return List.of();
        }
        return CollectionScrutiny.refused(
                there.orElseGet(() -> Collection.of(schema, separator, redis.isCluster())), records, clock);
    }

    @Override
    public Optional<Scrubbing> scrubbing() {
        ensureOpen();
        return Optional.of(new RedisScrubbing(redis));
    }

    @Override
    public boolean keepsExpiry() {
        return true;
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
        messages.close();
        redis.close();
    }

    /** The collection of this name that Naust made. */
    private Optional<Collection> collection(DatasetId id) {
        ensureOpen();
        return catalogue.find(id).filter(each -> !Keyspace.isOne(each.schema()));
    }

    /** The keys of this prefix, made by whomever. */
    private Keyspace keyspace(DatasetId id) {
        if (catalogue.find(id).isPresent()) {
            return keyspaces.of(id.name());
        }
        return uninterrupted(() -> keyspaces.find(id))
                .orElseThrow(() -> new StoreException(
                        RedisErrorCode.NO_COLLECTION,
                        "Redis has no collection \"" + id + "\"; the store's list of collections names those it has"));
    }

    private <T> T uninterrupted(Interruptible<T> work) {
        try {
            return work.run();
        } catch (InterruptedException e) {
            throw redis.errors().interrupted(e);
        }
    }

    private interface Interruptible<T> {
        T run() throws InterruptedException;
    }

    private void ensureOpen() {
        if (redis.isClosed()) {
            throw redis.errors().closed();
        }
    }
}
