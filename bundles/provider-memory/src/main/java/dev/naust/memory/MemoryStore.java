package dev.naust.memory;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.Isolation;
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
import dev.naust.api.store.Scrutiny;
import dev.naust.api.store.Search;
import dev.naust.api.store.Snapshots;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import dev.naust.memory.message.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A store in memory, empty when it is opened and gone when it is closed. */
final class MemoryStore implements Store, Lookup, Profiling, Transactions, Snapshots {
    private final Contents contents;
    private final boolean inTransaction;
    private final Channels channels = new Channels();
    private final TypeMapper types = new MemoryTypes();
    private volatile boolean closed;

    MemoryStore(Contents contents, boolean inTransaction) {
        this.contents = contents;
        this.inTransaction = inTransaction;
    }

    Contents contents() {
        return contents;
    }

    void ensureOpen() {
        if (closed) {
            throw closed("This memory store");
        }
    }

    static StoreException closed(String what) {
        return new StoreException(MemoryErrorCode.CLOSED, what + " is closed; open a new one");
    }

    @Override
    public void check(Duration timeout) {
        ensureOpen();
    }

    @Override
    public List<Dataset> datasets() {
        ensureOpen();
        return contents.tables().values().stream()
                .map(table -> new Dataset(
                        table.schema().id(),
                        table.schema().shape(),
                        OptionalLong.of(table.rows().size())))
                .toList();
    }

    @Override
    public Schema describe(DatasetId id) {
        ensureOpen();
        return contents.table(id).schema();
    }

    @Override
    public Optional<Profiling> profiling() {
        ensureOpen();
        return Optional.of(this);
    }

    @Override
    public Profile profile(DatasetId id) throws InterruptedException {
        return Profile.seen(describe(id), this);
    }

    @Override
    public RecordReader read(ReadRequest request) {
        ensureOpen();
        return new MemoryReader(this, request);
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        ensureOpen();
        return new MemoryWriter(this, request);
    }

    @Override
    public Optional<String> changeMark() {
        ensureOpen();
        return Optional.of(Long.toString(contents.edition()));
    }

    @Override
    public Optional<Scrutiny> scrutiny() {
        return Optional.of(this::refused);
    }

    private List<Rejected> refused(Schema schema, List<DataRecord> records) {
        ensureOpen();
        MemoryTable there = contents.tables().get(schema.id());
        RecordShaper shaper = new RecordShaper(there == null ? schema : there.schema(), contents.clock());
        return records.stream()
                .flatMap(record -> shaper
                        .full(record)
                        .problem()
                        .map(problem -> new Rejected(record, problem.field(), problem.reason()))
                        .stream())
                .toList();
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
    public Optional<Transactions> transactions() {
        ensureOpen();
        return Optional.of(this);
    }

    /** Changes follow each other, and a transaction sees no others: every level is the highest. */
    @Override
    public <T> T inTransaction(Isolation isolation, Work<T> work) throws InterruptedException {
        return inTransaction(work);
    }

    @Override
    public Optional<Queue> queue() {
        ensureOpen();
        return Optional.of(new MemoryQueue(this));
    }

    @Override
    public Optional<Search> search() {
        ensureOpen();
        return Optional.of(new MemorySearch(this));
    }

    /** A transaction that is given up can take nothing back that was told, so its store tells nothing. */
    @Override
    public Optional<Messages> messages() {
        ensureOpen();
        return inTransaction ? Optional.empty() : Optional.of(new MemoryMessages(this, channels));
    }

    @Override
    public Optional<ChangeFeed> changeFeed() {
        ensureOpen();
        return inTransaction ? Optional.empty() : Optional.of(new MemoryChangeFeed(this));
    }

    @Override
    public Optional<Snapshots> snapshots() {
        ensureOpen();
        return Optional.of(this);
    }

    @Override
    public <T> T inSnapshot(Work<T> work) throws InterruptedException {
        ensureOpen();
        try (MemoryStore frozen = new MemoryStore(contents.frozen(), true)) {
            return work.run(frozen);
        }
    }

    @Override
    public Optional<SchemaEditing> schemaEditing() {
        ensureOpen();
        return Optional.of(new MemorySchemaEditing(this));
    }

    @Override
    public Optional<DataRecord> find(DatasetId dataset, RecordKey key) {
        ensureOpen();
        MemoryTable table = contents.table(dataset);
        List<Value> values = new ArrayList<>();
        for (String name : table.schema().key()) {
            int at = key.names().indexOf(name);
            if (at < 0) {
                throw new StoreException(
                        MemoryErrorCode.NO_KEY,
                        "Records of \"" + dataset + "\" are found by "
                                + table.schema().key() + ", not by " + key.names());
            }
            values.add(key.values().get(at));
        }
        return values.isEmpty() ? Optional.empty() : table.rows().get(new RowKey(values));
    }

    @Override
    public <T> T inTransaction(Work<T> work) throws InterruptedException {
        ensureOpen();
        return contents.transaction(copy -> {
            try (MemoryStore bound = new MemoryStore(copy, true)) {
                return work.run(bound);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        channels.close();
        if (!inTransaction) {
            contents.clear();
        }
    }
}
