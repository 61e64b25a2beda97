package dev.naust.sqlite;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.Queue;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlQueue;
import dev.naust.jdbc.Statements;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A store inside one transaction of another: it reads what it wrote, and ends with the transaction. For one thread. */
final class SqliteBoundStore implements Store {
    private final Path file;
    private final Connection connection;
    private final SqliteReads reads;
    private final Interrupts interrupts;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private final Queue queue;

    /** Its own, because what others see may be another schema under the same number; a part that is rolled back has its own, too. */
    private final KnownTables known = new KnownTables();

    private boolean closed;

    SqliteBoundStore(Path file, Connection connection, SqliteReads reads, Interrupts interrupts) {
        this.file = file;
        this.connection = connection;
        this.reads = reads;
        this.interrupts = interrupts;
        this.queue = SqliteQueueDialect.queue(new QueueTurns());
    }

    @Override
    public void check(Duration timeout) {
        requireOpen();
    }

    @Override
    public List<Dataset> datasets() {
        requireOpen();
        try {
            return SqliteCatalogue.of(connection).datasets();
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, "listing its tables", e);
        }
    }

    @Override
    public Schema describe(DatasetId id) {
        requireOpen();
        try {
            return reads.describe(SqliteSession.of(connection, known), id).schema();
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, "describing " + id, e);
        }
    }

    @Override
    public RecordReader read(ReadRequest request) {
        requireOpen();
        try {
            SqliteReader reader = reads.read(SqliteSession.of(connection, known), request, () -> {});
            open.add(reader);
            return reader;
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, "reading " + request.dataset(), e);
        }
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        requireOpen();
        SqliteWriter writer = new SqliteWriter(file, request, new OuterTurns(), interrupts, () -> {});
        open.add(writer);
        return writer;
    }

    @Override
    public TypeMapper types() {
        return new SqliteTypes();
    }

    @Override
    public Optional<Lookup> lookup() {
        return Optional.of(new Finding());
    }

    private final class Finding implements Lookup {
        @Override
        public Optional<DataRecord> find(DatasetId dataset, RecordKey key) {
            return reads.find(session(dataset), dataset, key);
        }

        @Override
        public List<DataRecord> findAll(DatasetId dataset, List<RecordKey> keys) throws InterruptedException {
            return reads.findAll(session(dataset), dataset, keys);
        }

        private SqliteSession session(DatasetId dataset) {
            requireOpen();
            try {
                return SqliteSession.of(connection, known);
            } catch (SQLException e) {
                throw SqliteErrors.explain(file, "finding records of " + dataset, e);
            }
        }
    }

    @Override
    public Optional<Queue> queue() {
        requireOpen();
        return Optional.of(queue);
    }

    @Override
    public Optional<Transactions> transactions() {
        requireOpen();
        return Optional.of(this::nested);
    }

    /** With statements of SQLite's own: the driver's savepoints would begin transactions of its own. */
    private <T> T nested(Transactions.Work<T> work) throws InterruptedException {
        requireOpen();
        try {
            Statements.execute(connection, Sql.of("SAVEPOINT inner_work"));
            boolean kept = false;
            try (SqliteBoundStore inside = new SqliteBoundStore(file, connection, reads, interrupts)) {
                T result = work.run(inside);
                kept = true;
                return result;
            } finally {
                if (!kept) {
                    Statements.execute(connection, Sql.of("ROLLBACK TO inner_work"));
                }
                Statements.execute(connection, Sql.of("RELEASE inner_work"));
            }
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, "an inner transaction", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException(
                    SqliteErrorCode.CLOSED,
                    "The transaction on SQLite file " + file
                            + " has ended. Use its store inside the transaction only.");
        }
    }

    /** Ends the readers and writers, so that no statement stands in the way of the commit. */
    @Override
    public void close() {
        closed = true;
        RuntimeException failure = null;
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("A reader or writer did not close", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What is written is part of the outer transaction: it alone decides. */
    private final class OuterTurns implements SqliteWriter.WriterTurns {
        @Override
        public Connection begin() {
            return connection;
        }

        @Override
        public void commit() {
            requireOpen();
        }

        @Override
        public void rollback() {
            // What was written stays part of the transaction, which is undone as a whole when its work throws.
        }
    }

    /** The queue's calls are part of the outer transaction. */
    private final class QueueTurns implements SqlQueue.Turns {
        @Override
        public <T> T change(String task, SqlQueue.Work<T> work) {
            return read(task, work);
        }

        @Override
        public <T> T read(String task, SqlQueue.Work<T> work) {
            requireOpen();
            try {
                return work.run(connection);
            } catch (SQLException e) {
                throw SqliteErrors.explain(file, task, e);
            }
        }
    }
}
