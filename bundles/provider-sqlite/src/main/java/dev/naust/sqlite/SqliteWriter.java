package dev.naust.sqlite;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Layout;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.jdbc.Interrupts;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Writes records with a prepared statement, all of them since the last flush in one transaction. From the first record to the
 * flush it keeps other writers out.
 */
final class SqliteWriter implements RecordWriter {
    private static final int BATCH = 500;

    private final Path file;
    private final WriteRequest request;
    private final WriterTurns turns;
    private final Interrupts interrupts;
    private final Runnable whenClosed;
    private @Nullable WriteStatement prepared;
    private @Nullable Connection connection;
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
        List<Rejected> rejects = new ArrayList<>();
        long bytes = 0;
        try {
            int from = 0;
            while (from < batch.size()) {
                int to = endOfRun(batch, from);
                writeRun(batch.subList(from, to), rejects);
                from = to;
            }
            for (DataRecord record : batch) {
                bytes += record.weight();
            }
        } catch (SQLException e) {
            throw SqliteErrors.explain(
                    file, "writing to table " + request.schema().id(), e);
        }
        return new WriteReport(batch.size() - rejects.size(), bytes, rejects);
    }

    /** Records of one layout go together, and not too many of them. */
    private static int endOfRun(List<DataRecord> batch, int from) {
        Layout layout = batch.get(from).body().layout();
        int to = from + 1;
        while (to < batch.size()
                && to - from < BATCH
                && layout.equals(batch.get(to).body().layout())) {
            to++;
        }
        return to;
    }

    private void writeRun(List<DataRecord> records, List<Rejected> rejects) throws SQLException, InterruptedException {
        WriteStatement statement = prepared(records.get(0).body().layout());
        interrupts.run(statement.jdbc(), () -> {
            List<DataRecord> bound = new ArrayList<>(records.size());
            for (DataRecord record : records) {
                Optional<Rejected> refused = statement.bind(record);
                if (refused.isPresent()) {
                    rejects.add(refused.get());
                } else {
                    statement.jdbc().addBatch();
                    bound.add(record);
                }
            }
            if (!bound.isEmpty()) {
                execute(statement, bound, rejects);
            }
            return bound;
        });
    }

    private void execute(WriteStatement statement, List<DataRecord> records, List<Rejected> rejects)
            throws SQLException {
        execute("SAVEPOINT naust_batch");
        try {
            statement.jdbc().executeBatch();
        } catch (BatchUpdateException e) {
            execute("ROLLBACK TO naust_batch");
            writeSingly(statement, records, rejects);
        }
        execute("RELEASE naust_batch");
    }

    /** The driver does not say which record of a batch was refused, or why: each is tried alone. */
    private void writeSingly(WriteStatement statement, List<DataRecord> records, List<Rejected> rejects)
            throws SQLException {
        statement.jdbc().clearBatch();
        for (DataRecord record : records) {
            if (statement.bind(record).isEmpty()) {
                try {
                    statement.jdbc().executeUpdate();
                } catch (SQLException e) {
                    rejects.add(blame(record, e));
                }
            }
        }
    }

    private Rejected blame(DataRecord record, SQLException e) throws SQLException {
        if (SqliteErrors.is(e, SQLiteErrorCode.SQLITE_CONSTRAINT)
                || SqliteErrors.is(e, SQLiteErrorCode.SQLITE_MISMATCH)
                || SqliteErrors.is(e, SQLiteErrorCode.SQLITE_TOOBIG)) {
            String said = SqliteErrors.said(e);
            return new Rejected(
                    record, field(said), "Table " + request.schema().id() + " refuses the record: " + said + ".");
        }
        throw e;
    }

    /** The field that SQLite names, as in {@code UNIQUE constraint failed: Album.Title}. */
    private String field(String said) {
        return request.schema().fields().stream()
                .map(field -> field.name())
                .filter(name -> said.endsWith(": " + request.schema().id().name() + "." + name))
                .findFirst()
                .orElse("");
    }

    private WriteStatement prepared(Layout layout) throws SQLException, InterruptedException {
        Connection current = connection;
        if (current == null) {
            current = turns.begin();
            connection = current;
        }
        WriteStatement statement = prepared;
        if (statement == null || !statement.fits(layout)) {
            if (statement != null) {
                statement.close();
            }
            statement = WriteStatement.prepare(current, request.schema(), request.mode(), layout);
            prepared = statement;
        }
        return statement;
    }

    private void execute(String sql) throws SQLException {
        Connection current = connection;
        if (current == null) {
            throw new IllegalStateException("Nothing is written outside a transaction");
        }
        try (Statement statement = current.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        requireOpen();
        if (connection != null) {
            try {
                endStatement();
                turns.commit();
                connection = null;
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

    private void endStatement() throws SQLException {
        WriteStatement statement = prepared;
        prepared = null;
        if (statement != null) {
            statement.close();
        }
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
        try {
            endStatement();
            if (connection != null) {
                connection = null;
                turns.rollback();
            }
        } catch (SQLException e) {
            throw SqliteErrors.explain(
                    file, "ending the writing to table " + request.schema().id(), e);
        }
    }
}
