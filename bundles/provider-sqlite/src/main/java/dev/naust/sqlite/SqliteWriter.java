package dev.naust.sqlite;

import dev.naust.api.model.DataRecord;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.jdbc.Interrupts;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to one table, all of them since the last flush in one transaction. From the first record to the flush it keeps
 * other writers out.
 */
final class SqliteWriter implements RecordWriter {
    private final Path file;
    private final WriteRequest request;
    private final WriterTurns turns;
    private final Interrupts interrupts;
    private final Runnable whenClosed;
    private @Nullable TableWrites writes;
    private boolean closed;

    /** Where a writer gets its transactions: its own from the gate, or the one that it is part of. */
    interface WriterTurns {
        /** The connection, inside a transaction that goes on until {@link #commit()} or {@link #rollback()}. */
        Connection begin() throws SQLException, InterruptedException;

        void commit() throws SQLException;

        void rollback() throws SQLException;
    }

    SqliteWriter(Path file, WriteRequest request, WriterTurns turns, Interrupts interrupts, Runnable whenClosed) {
        this.file = file;
        this.request = request;
        this.turns = turns;
        this.interrupts = interrupts;
        this.whenClosed = whenClosed;
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        requireOpen();
        try {
            List<Rejected> rejects = begun().write(batch);
            long bytes = 0;
            for (DataRecord record : batch) {
                bytes += record.weight();
            }
            return new WriteReport(batch.size() - rejects.size(), bytes, rejects);
        } catch (SQLException e) {
            throw SqliteErrors.explain(
                    file, "writing to table " + request.schema().id(), e);
        }
    }

    private TableWrites begun() throws SQLException, InterruptedException {
        TableWrites current = writes;
        if (current == null) {
            current = new TableWrites(turns.begin(), request, interrupts);
            writes = current;
        }
        return current;
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        requireOpen();
        TableWrites current = writes;
        if (current != null) {
            try {
                current.close();
                turns.commit();
                writes = null;
            } catch (SQLException e) {
                throw SqliteErrors.explain(
                        file,
                        "finishing what was written to table "
                                + request.schema().id(),
                        e);
            }
        }
        return WriteReport.nothing();
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException(
                    SqliteErrorCode.CLOSED,
                    "Writing to " + request.schema().id() + " has ended, for its writer or store was closed.");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        whenClosed.run();
        TableWrites current = writes;
        writes = null;
        if (current != null) {
            try (current) {
                turns.rollback();
            } catch (SQLException e) {
                throw SqliteErrors.explain(
                        file, "ending the writing to table " + request.schema().id(), e);
            }
        }
    }
}
