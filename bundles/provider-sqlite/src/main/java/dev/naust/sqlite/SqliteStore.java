package dev.naust.sqlite;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.Lookup;
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
import dev.naust.api.store.Search;
import dev.naust.api.store.Snapshots;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlQueue;
import dev.naust.jdbc.Statements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SQLite file. Every reader has a connection to itself, which cannot write; there is one connection that writes, and who
 * has it keeps the others waiting.
 */
final class SqliteStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);
    private static final int LARGE_FILE = 16 << 20;

    private final SqliteFile file;
    private final Interrupts interrupts;
    private final SqliteWriterGate gate;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private final SqliteReaders readers;
    private final SqliteReads reads;
    private final Integrity integrity;
    private final SqliteSchemaEditing editing;
    private final Queue queue;
    private volatile boolean closed;

    SqliteStore(String storeId, SqliteFile file) {
        this.file = file;
        this.interrupts = new Interrupts("naust-sqlite-" + storeId + "-interrupts");
        this.gate = new SqliteWriterGate(file);
        this.readers = new SqliteReaders(file);
        this.integrity = new Integrity(file);
        this.reads = new SqliteReads(file.path(), interrupts, file.tables());
        this.editing = new SqliteSchemaEditing(file, gate, interrupts);
        this.queue = SqliteQueueDialect.queue(new QueueTurns());
        file.join();
    }

    @Override
    public void check(Duration timeout) {
        requireOpen();
        if (file.isYetToCome()) {
            file.requireFolder();
            return;
        }
        try (Connection connection = file.reader();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout((int) Math.max(1, timeout.toSeconds()));
            Statements.execute(statement, Sql.of("SELECT count(*) FROM sqlite_schema"));
            integrity.now(connection, timeout.dividedBy(2));
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "looking at it", e);
        }
    }

    @Override
    public List<Dataset> datasets() {
        requireOpen();
        if (file.isYetToCome()) {
            return List.of();
        }
        try (SqliteSession session = readers.begin()) {
            return session.catalogue().datasets();
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "listing its tables", e);
        }
    }

    @Override
    public Schema describe(DatasetId id) {
        requireOpen();
        try (SqliteSession session = readers.begin()) {
            return reads.describe(session, id).schema();
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "describing " + id, e);
        }
    }

    @Override
    public RecordReader read(ReadRequest request) {
        requireOpen();
        SqliteSession session = readers.begin();
        try {
            AtomicReference<AutoCloseable> self = new AtomicReference<>(session);
            SqliteReader reader = reads.read(session, request, () -> open.remove(self.get()));
            self.set(reader);
            return register(reader);
        } catch (SQLException | RuntimeException e) {
            throw abandoned(session, e, "reading " + request.dataset());
        }
    }

    @Override
    public long count(ReadRequest request) throws InterruptedException {
        requireOpen();
        OptionalLong counted;
        try (SqliteSession session = readers.begin()) {
            counted = reads.count(session, request);
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "counting the records of " + request.dataset(), e);
        }
        return counted.isPresent() ? counted.getAsLong() : Store.super.count(request);
    }

    private RuntimeException abandoned(SqliteSession session, Exception failure, String doing) {
        try {
            session.close();
        } catch (SQLException closing) {
            failure.addSuppressed(closing);
        }
        return failure instanceof SQLException sql
                ? SqliteErrors.explain(file.path(), doing, sql)
                : (RuntimeException) failure;
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        requireOpen();
        AtomicReference<AutoCloseable> self = new AtomicReference<>();
        SqliteWriter writer = new SqliteWriter(
                file.path(), request, new GateTurns(gate, !request.fresh()), interrupts, () -> open.remove(self.get()));
        self.set(writer);
        return register(writer);
    }

    /** What is registered while the store closes is closed at once. */
    private <T extends AutoCloseable> T register(T opened) {
        open.add(opened);
        if (closed) {
            closeAll();
        }
        return opened;
    }

    @Override
    public TypeMapper types() {
        return new SqliteTypes();
    }

    @Override
    public Optional<SchemaEditing> schemaEditing() {
        return Optional.of(editing);
    }

    @Override
    public Optional<Profiling> profiling() {
        return Optional.of(new Looking());
    }

    private final class Looking implements Profiling {
        @Override
        public Profile profile(DatasetId dataset) throws InterruptedException {
            requireOpen();
            try (SqliteSession session = readers.begin();
                    SqliteSession helper =
                            reads.canHold(LARGE_FILE) && reads.isLarge(session, dataset) ? readers.begin() : null) {
                return reads.profile(session, Optional.ofNullable(helper), dataset);
            } catch (SQLException e) {
                throw SqliteErrors.explain(file.path(), "looking through " + dataset, e);
            }
        }

        @Override
        public Optional<Profile> expect(DatasetId dataset) throws InterruptedException {
            requireOpen();
            if (!reads.canHold(LARGE_FILE)) {
                return Optional.empty();
            }
            try (SqliteSession session = readers.begin()) {
                return reads.expect(session, dataset);
            } catch (SQLException e) {
                throw SqliteErrors.explain(file.path(), "looking into " + dataset, e);
            }
        }
    }

    /** Size and time of the file and of its write-ahead log; opening the file to look into it would end SQLite's locks. */
    @Override
    public Optional<String> changeMark() {
        requireOpen();
        return Optional.of(trace(file.path()) + " "
                + trace(file.path().resolveSibling(file.path().getFileName() + "-wal")));
    }

    private static String trace(Path path) {
        try {
            return Files.size(path) + "@" + Files.getLastModifiedTime(path);
        } catch (IOException e) {
            return "none";
        }
    }

    @Override
    public Optional<Lookup> lookup() {
        return Optional.of(new Finding());
    }

    private final class Finding implements Lookup {
        @Override
        public Optional<DataRecord> find(DatasetId dataset, RecordKey key) {
            requireOpen();
            return reads.find(readers.begin(), dataset, key);
        }

        @Override
        public List<DataRecord> findAll(DatasetId dataset, List<RecordKey> keys) throws InterruptedException {
            requireOpen();
            return reads.findAll(readers.begin(), dataset, keys);
        }
    }

    @Override
    public Optional<Transactions> transactions() {
        return Optional.of(new OneByOne());
    }

    /** One writer at a time: every level is the highest. */
    private final class OneByOne implements Transactions {
        @Override
        public <T> T inTransaction(Work<T> work) throws InterruptedException {
            return SqliteStore.this.inTransaction(work, true);
        }

        @Override
        public <T> T whileFilling(Work<T> work) throws InterruptedException {
            return SqliteStore.this.inTransaction(work, false);
        }

        @Override
        public <T> T inTransaction(Isolation isolation, Work<T> work) throws InterruptedException {
            return SqliteStore.this.inTransaction(work, true);
        }
    }

    @Override
    public Optional<dev.naust.api.store.Sql> sql() {
        return Optional.of(new SqliteSql(file, interrupts, new QueueTurns()));
    }

    @Override
    public Optional<Structures> structures() {
        return Optional.of(new SqliteStructures(file, gate, interrupts, new QueueTurns()));
    }

    @Override
    public Optional<Queue> queue() {
        return Optional.of(queue);
    }

    @Override
    public Optional<Scrubbing> scrubbing() {
        return Optional.of(new SqliteScrubbing(file, gate));
    }

    @Override
    public Optional<Scrutiny> scrutiny() {
        return Optional.of(this::refused);
    }

    private List<Rejected> refused(Schema schema, List<DataRecord> records) {
        requireOpen();
        try (Connection connection = file.readerOfWhatIsThere()) {
            return new SqliteScrutiny(connection, schema).refused(records);
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "judging records for " + schema.id(), e);
        }
    }

    @Override
    public Optional<Footing> footing() {
        return Optional.of(new SqliteFooting(file.config()));
    }

    @Override
    public Optional<Snapshots> snapshots() {
        return Optional.of(new SqliteSnapshots(file, gate, reads, interrupts, this::requireOpen));
    }

    @Override
    public Optional<Search> search() {
        return Optional.of(new SqliteSearch(file, readers, reads, interrupts, new QueueTurns()));
    }

    @Override
    public Optional<ChangeFeed> changeFeed() {
        return Optional.of(
                new SqliteChangeFeed(file, readers, reads, new QueueTurns(), this::registerOpened, open::remove));
    }

    private void registerOpened(AutoCloseable reader) {
        requireOpen();
        register(reader);
    }

    /** Every call of the queue is one turn at the gate; what only reads does so on a connection of its own. */
    private final class QueueTurns implements SqlQueue.Turns {
        @Override
        public <T> T change(String task, SqlQueue.Work<T> work) throws InterruptedException {
            requireOpen();
            try (SqliteWriterGate.Turn turn = gate.begin(true)) {
                T result = work.run(turn.connection());
                turn.commit();
                return result;
            } catch (SQLException e) {
                throw SqliteErrors.explain(file.path(), task, e);
            }
        }

        @Override
        public <T> T read(String task, SqlQueue.Work<T> work) {
            requireOpen();
            try (Connection connection = file.readerOfWhatIsThere()) {
                return work.run(connection);
            } catch (SQLException e) {
                throw SqliteErrors.explain(file.path(), task, e);
            }
        }
    }

    private <T> T inTransaction(Transactions.Work<T> work, boolean foreignKeys) throws InterruptedException {
        requireOpen();
        try (SqliteWriterGate.Turn turn = gate.begin(foreignKeys)) {
            T result;
            try (SqliteBoundStore bound = new SqliteBoundStore(file.path(), turn.connection(), reads, interrupts)) {
                result = work.run(bound);
            }
            turn.commit();
            return result;
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "finishing a transaction", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException(
                    SqliteErrorCode.CLOSED, "The store of SQLite file " + file.path() + " was closed. Open it again.");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        readers.close();
        closeAll();
        interrupts.close();
        try {
            gate.close();
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "closing it", e);
        } finally {
            file.leave();
        }
    }

    private void closeAll() {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.warn("A reader or writer of {} did not close cleanly", file.path(), e);
            }
        }
    }
}
