package dev.naust.sqlite;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import dev.naust.jdbc.Interrupts;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One state of a file, over connections that all see it. A reader has a connection for itself while there are enough; beyond that
 * readers share, and an interrupted one may end its neighbour. Safe for use by several threads.
 */
final class SqliteFrozenStore implements Store {
    private final Path file;
    private final Deque<Connection> connections;
    private final SqliteReads reads;
    private final Interrupts interrupts;
    private final KnownTables known = new KnownTables();
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    SqliteFrozenStore(Path file, List<Connection> connections, SqliteReads reads, Interrupts interrupts) {
        this.file = file;
        this.connections = new ArrayDeque<>(connections);
        this.reads = reads;
        this.interrupts = interrupts;
    }

    /** The one that was used longest ago. */
    private Connection take() {
        requireOpen();
        synchronized (connections) {
            Connection next = connections.removeFirst();
            connections.addLast(next);
            return next;
        }
    }

    /** Back in front: it is free for the next one. */
    private void giveBack(Connection connection) {
        synchronized (connections) {
            connections.remove(connection);
            connections.addFirst(connection);
        }
    }

    @Override
    public void check(Duration timeout) {
        requireOpen();
    }

    @Override
    public List<Dataset> datasets() {
        return asked(
                "listing its tables", connection -> known.catalogue(connection).datasets());
    }

    @Override
    public Schema describe(DatasetId id) {
        return asked(
                "describing " + id,
                connection ->
                        reads.describe(SqliteSession.of(connection, known), id).schema());
    }

    @Override
    public RecordReader read(ReadRequest request) {
        Connection connection = take();
        AtomicReference<AutoCloseable> self = new AtomicReference<>();
        try {
            SqliteReader reader = reads.read(SqliteSession.of(connection, known), request, () -> {
                open.remove(self.get());
                giveBack(connection);
            });
            self.set(reader);
            open.add(reader);
            return reader;
        } catch (SQLException e) {
            giveBack(connection);
            throw SqliteErrors.explain(file, "reading " + request.dataset(), e);
        }
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        requireOpen();
        throw new StoreException(
                SqliteErrorCode.READ_ONLY,
                "SQLite file " + file + ": a snapshot cannot be written to. Write to the store that it was taken of.");
    }

    @Override
    public TypeMapper types() {
        return new SqliteTypes();
    }

    @Override
    public Optional<Lookup> lookup() {
        return Optional.of(this::find);
    }

    private Optional<DataRecord> find(DatasetId dataset, RecordKey key) {
        return asked(
                "finding a record of " + dataset,
                connection -> reads.find(SqliteSession.of(connection, known), dataset, key));
    }

    private interface Question<T> {
        T of(Connection connection) throws SQLException;
    }

    private <T> T asked(String doing, Question<T> question) {
        Connection connection = take();
        try {
            return question.of(connection);
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, doing, e);
        } finally {
            giveBack(connection);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException(
                    SqliteErrorCode.CLOSED,
                    "The snapshot of SQLite file " + file + " has ended. Use its store inside the work only.");
        }
    }

    @Override
    public void close() {
        closed = true;
        RuntimeException failure = null;
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("A reader did not close", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
