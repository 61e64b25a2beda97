package dev.naust.mongodb;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.model.Value;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.Queue;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Scrubbing;
import dev.naust.api.store.Scrutiny;
import dev.naust.api.store.Search;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoredFiles;
import dev.naust.api.store.Structures;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteRequest;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.bson.MisfitException;
import dev.naust.mongodb.bson.RecordDecoder;
import dev.naust.mongodb.bson.RecordEncoder;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.changes.MongoChangeFeed;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.Deployment;
import dev.naust.mongodb.connection.MongoErrorCode;
import dev.naust.mongodb.connection.ServerClock;
import dev.naust.mongodb.copy.FillingWriter;
import dev.naust.mongodb.copy.MongoReader;
import dev.naust.mongodb.copy.MongoWriter;
import dev.naust.mongodb.files.MongoFiles;
import dev.naust.mongodb.queue.MongoQueue;
import dev.naust.mongodb.queue.QueueIndexes;
import dev.naust.mongodb.search.MongoSearch;
import dev.naust.mongodb.structure.MongoStructures;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** An open MongoDB database, or the face of one inside of a transaction. */
final class MongoStore implements Store, Lookup, Transactions {
    private static final int FOUND_AT_ONCE = 500;

    private final Access access;
    private final Deployment deployment;
    private final Catalogue catalogue;
    private final Queue queue;
    private final Function<Access, Queue> queues;

    MongoStore(Access access, Deployment deployment) {
        this(access, deployment, queues(deployment));
    }

    private MongoStore(Access access, Deployment deployment, Function<Access, Queue> queues) {
        this.access = access;
        this.deployment = deployment;
        this.catalogue = new Catalogue(access);
        this.queues = queues;
        this.queue = queues.apply(access);
    }

    /** The queues of a store and of its transactions share what they know. */
    private static Function<Access, Queue> queues(Deployment deployment) {
        ServerClock clock = new ServerClock(deployment);
        TimeSortedIds ids = new TimeSortedIds(Clock.systemUTC());
        QueueIndexes indexes = new QueueIndexes();
        return access -> new MongoQueue(access, clock, ids, indexes);
    }

    @Override
    public void check(Duration timeout) {
        access.ask(
                "Checking",
                () -> access.isTransaction()
                        ? new BsonDocument()
                        : access.database()
                                .withTimeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS)
                                .runCommand(new BsonDocument("ping", new BsonInt32(1)), BsonDocument.class));
    }

    @Override
    public List<Dataset> datasets() {
        return access.ask("Listing the collections", catalogue::datasets);
    }

    @Override
    public Schema describe(DatasetId id) {
        return access.ask("Looking at " + id, () -> catalogue.describe(catalogue.known(id)));
    }

    private Catalogue.Known known(DatasetId id) {
        return access.ask("Looking up " + id, () -> catalogue.known(id));
    }

    @Override
    public RecordReader read(ReadRequest request) {
        return new MongoReader(access, known(request.dataset()), request);
    }

    @Override
    public long count(ReadRequest request) throws InterruptedException {
        OptionalLong counted = MongoReader.count(access, known(request.dataset()), request);
        return counted.isPresent() ? counted.getAsLong() : Store.super.count(request);
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        Catalogue.Known known = known(request.schema().id());
        if (known.shape() == Shape.VIEW) {
            throw new StoreException(
                    MongoErrorCode.NOT_WRITABLE,
                    "\"" + known.id() + "\" is a view; write to the collection that it shows");
        }
        Form form = written(known.form(), request.schema());
        boolean hidden = request.fresh() && request.mode() == WriteMode.INSERT && !access.isTransaction();
        return hidden ? new FillingWriter(access, known, form) : new MongoWriter(access, known, form, request.mode());
    }

    /** A collection without a declaration is written as the records say, but values of several kinds as they were. */
    private static Form written(Form form, Schema schema) {
        return form.fields().isEmpty()
                ? new Form(
                        schema.fields().stream()
                                .filter(field -> field.type().nativeType().equals(Form.MIXED))
                                .toList(),
                        form.key(),
                        false)
                : form;
    }

    @Override
    public Optional<Scrutiny> scrutiny() {
        return Optional.of(this::refused);
    }

    private List<Rejected> refused(Schema schema, List<DataRecord> records) {
        boolean there = datasets().stream().anyMatch(each -> each.id().equals(schema.id()));
        Form form = there
                ? written(known(schema.id()).form(), schema)
                : new Form(schema.fields(), schema.key(), schema.shape() == Shape.TABLE);
        RecordEncoder encoder = new RecordEncoder(form);
        List<Rejected> refused = new ArrayList<>();
        for (DataRecord each : records) {
            try {
                encoder.encode(each);
            } catch (MisfitException e) {
                refused.add(new Rejected(each, e.field(), e.reason()));
            }
        }
        return refused;
    }

    @Override
    public TypeMapper types() {
        access.ensureOpen();
        return new MongoTypes();
    }

    @Override
    public Optional<Lookup> lookup() {
        return Optional.of(this);
    }

    /** Present where the deployment has sessions and several copies of its data; a single server has no transactions. */
    @Override
    public Optional<Transactions> transactions() {
        boolean offered =
                !access.isTransaction() && access.ask("Asking for the deployment", deployment::hasTransactions);
        return offered ? Optional.of(this) : Optional.empty();
    }

    /** Collections cannot be made within a transaction. */
    @Override
    public Optional<SchemaEditing> schemaEditing() {
        return access.isTransaction() ? Optional.empty() : Optional.of(new MongoSchemaEditing(access));
    }

    @Override
    public Optional<Structures> structures() {
        return access.isTransaction()
                ? Optional.empty()
                : Optional.of(new MongoStructures(access, catalogue, new ServerClock(deployment)));
    }

    @Override
    public Optional<Footing> footing() {
        return access.isTransaction() ? Optional.empty() : Optional.of(new MongoFooting(access));
    }

    @Override
    public Optional<Profiling> profiling() {
        return Optional.of(new MongoProfiling(access, catalogue));
    }

    @Override
    public Optional<Queue> queue() {
        return Optional.of(queue);
    }

    /** What is searchable is no part of a transaction. */
    @Override
    public Optional<Search> search() {
        access.ensureOpen();
        return access.isTransaction() ? Optional.empty() : Optional.of(new MongoSearch(access, catalogue));
    }

    @Override
    public Optional<Scrubbing> scrubbing() {
        return access.isTransaction() ? Optional.empty() : Optional.of(new MongoScrubbing(access));
    }

    /** GridFS takes no part in transactions. */
    @Override
    public Optional<StoredFiles> files() {
        access.ensureOpen();
        return access.isTransaction() ? Optional.empty() : Optional.of(new MongoFiles(access));
    }

    /** Present where the deployment keeps a log of its changes. */
    @Override
    public Optional<ChangeFeed> changeFeed() {
        boolean offered =
                !access.isTransaction() && access.ask("Asking for the deployment", deployment::hasChangeStreams);
        return offered ? Optional.of(new MongoChangeFeed(access, new ServerClock(deployment))) : Optional.empty();
    }

    @Override
    public String without(Capability capability) {
        return switch (capability) {
            case TRANSACTIONS, CHANGES ->
                "A single server of MongoDB has none; make it a replica set, which one server is enough for";
            default -> Store.super.without(capability);
        };
    }

    @Override
    public Optional<DataRecord> find(DatasetId dataset, RecordKey key) {
        Catalogue.Known known = known(dataset);
        Optional<BsonValue> id = id(known, dataset, key);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        RawBsonDocument found = access.ask(
                "Reading " + dataset,
                () -> access.find(dataset.name(), Form.byId(id.get()))
                        .maxTime(60, TimeUnit.SECONDS)
                        .first());
        return Optional.ofNullable(found).map(decoder(known, List.of(key))::decode);
    }

    @Override
    public List<DataRecord> findAll(DatasetId dataset, List<RecordKey> keys) throws InterruptedException {
        Catalogue.Known known = known(dataset);
        return findAll(known, keys, decoder(known, keys));
    }

    @Override
    public List<DataRecord> findAllAs(Schema readAs, List<RecordKey> keys) throws InterruptedException {
        Catalogue.Known known = known(readAs.id());
        Form form = written(known.form(), readAs);
        return findAll(known, keys, new RecordDecoder(form, Optional.empty(), Integer.MAX_VALUE));
    }

    private List<DataRecord> findAll(Catalogue.Known known, List<RecordKey> keys, RecordDecoder decoder)
            throws InterruptedException {
        DatasetId dataset = known.id();
        List<BsonValue> ids = new ArrayList<>();
        for (RecordKey key : keys) {
            id(known, dataset, key).ifPresent(ids::add);
        }
        List<DataRecord> found = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += FOUND_AT_ONCE) {
            BsonArray some = new BsonArray(ids.subList(from, Math.min(ids.size(), from + FOUND_AT_ONCE)));
            List<RawBsonDocument> documents = access.run(
                    "Reading " + dataset,
                    () -> access.find(dataset.name(), new BsonDocument(Form.ID, new BsonDocument("$in", some)))
                            .maxTime(60, TimeUnit.SECONDS)
                            .into(new ArrayList<>()));
            documents.forEach(each -> found.add(decoder.decode(each)));
        }
        return found;
    }

    /** Keys that were asked for as JSON, because they are of several kinds, are answered so. */
    private static RecordDecoder decoder(Catalogue.Known known, List<RecordKey> keys) {
        Form form = known.form();
        boolean mixed = form.fields().isEmpty()
                && keys.stream().anyMatch(key -> key.values().get(0) instanceof Value.Json);
        return new RecordDecoder(mixed ? Form.OF_MIXED_IDS : form, Optional.empty(), Integer.MAX_VALUE);
    }

    /** What a document with this key has as its id; empty where none can have it. */
    private static Optional<BsonValue> id(Catalogue.Known known, DatasetId dataset, RecordKey key) {
        List<Value> values = new ArrayList<>();
        for (String name : known.form().key()) {
            int at = key.names().indexOf(name);
            if (at < 0) {
                throw new StoreException(
                        MongoErrorCode.NO_KEY,
                        "Records of \"" + dataset + "\" are found by "
                                + known.form().key() + ", not by " + key.names());
            }
            values.add(key.values().get(at));
        }
        if (values.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RecordEncoder(known.form()).id(values));
        } catch (MisfitException e) {
            // What no document can have as its key, none has.
            return Optional.empty();
        }
    }

    @Override
    public <T> T inTransaction(Work<T> work) throws InterruptedException {
        try (ClientSession session =
                access.run("Starting a transaction", () -> access.client().startSession())) {
            access.run("Starting a transaction", () -> {
                session.startTransaction(TransactionOptions.builder()
                        .readConcern(ReadConcern.SNAPSHOT)
                        .writeConcern(WriteConcern.MAJORITY)
                        .readPreference(ReadPreference.primary())
                        .build());
                return true;
            });
            MongoStore inside = new MongoStore(access.within(session), deployment, queues);
            try {
                T result = work.run(inside);
                access.run("Committing", () -> {
                    commit(session);
                    return true;
                });
                return result;
            } finally {
                inside.access.end();
                // Closing the session gives up a transaction that was not committed.
            }
        }
    }

    /** Whether a commit arrived may be unknown; sending it again is safe and settles it. */
    private static void commit(ClientSession session) {
        for (int attempt = 0; ; attempt++) {
            try {
                session.commitTransaction();
                return;
            } catch (MongoException e) {
                if (attempt >= 3 || !e.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        access.end();
        if (!access.isTransaction()) {
            MongoClient client = access.client();
            client.close();
        }
    }
}
