package dev.naust.sqlite;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Layout;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.WriteRequest;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Puts records into one table inside a transaction, in batches that survive a bad record. Ends before the transaction does.
 * For one thread at a time.
 */
final class TableWrites implements AutoCloseable {
    private static final int BATCH = 500;

    private final Connection connection;
    private final WriteRequest request;
    private final Interrupts interrupts;
    private @Nullable WriteStatement prepared;

    TableWrites(Connection connection, WriteRequest request, Interrupts interrupts) {
        this.connection = connection;
        this.request = request;
        this.interrupts = interrupts;
    }

    /** Writes records; returns those that the table does not take. */
    List<Rejected> write(List<DataRecord> records) throws SQLException, InterruptedException {
        List<Rejected> rejects = new ArrayList<>();
        int from = 0;
        while (from < records.size()) {
            int to = endOfRun(records, from);
            if (isStreamed(records.get(from))) {
                writeStreamed(records.get(from)).ifPresent(rejects::add);
            } else {
                writeRun(records.subList(from, to), rejects);
            }
            from = to;
        }
        return rejects;
    }

    /** Records of one layout go together, and not too many of them; one with streamed values goes alone. */
    private static int endOfRun(List<DataRecord> records, int from) {
        Layout layout = records.get(from).body().layout();
        int to = from + 1;
        if (isStreamed(records.get(from))) {
            return to;
        }
        while (to < records.size()
                && to - from < BATCH
                && layout.equals(records.get(to).body().layout())
                && !isStreamed(records.get(to))) {
            to++;
        }
        return to;
    }

    private static boolean isStreamed(DataRecord record) {
        Document body = record.body();
        for (int i = 0; i < body.size(); i++) {
            if (body.at(i) instanceof Content) {
                return true;
            }
        }
        return false;
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
        Statements.execute(connection, Sql.of("SAVEPOINT naust_batch"));
        try {
            statement.jdbc().executeBatch();
        } catch (SQLException e) {
            if (isBeyondRecords(e)) {
                throw e;
            }
            Statements.execute(connection, Sql.of("ROLLBACK TO naust_batch"));
            statement.jdbc().clearBatch();
            writeSingly(statement, records, rejects);
        }
        Statements.execute(connection, Sql.of("RELEASE naust_batch"));
    }

    /** The driver does not say which record of a batch was refused, or why: each is tried alone. */
    private void writeSingly(WriteStatement statement, List<DataRecord> records, List<Rejected> rejects)
            throws SQLException {
        for (DataRecord record : records) {
            if (statement.bind(record).isEmpty()) {
                executeAlone(statement, record).ifPresent(rejects::add);
            }
        }
    }

    private Optional<Rejected> writeStreamed(DataRecord record) throws SQLException, InterruptedException {
        LargeWrites writes = new LargeWrites(connection);
        try (WriteStatement statement =
                WriteStatement.prepareStreaming(connection, request.schema(), request.mode(), record.body())) {
            Optional<Rejected> refused = statement.stage(writes, record);
            if (refused.isEmpty()) {
                refused = statement.bind(record);
            }
            return refused.isPresent()
                    ? refused
                    : interrupts.run(statement.jdbc(), () -> executeAlone(statement, record));
        } finally {
            writes.clear();
        }
    }

    private Optional<Rejected> executeAlone(WriteStatement statement, DataRecord record) throws SQLException {
        try {
            statement.jdbc().executeUpdate();
            return Optional.empty();
        } catch (SQLException e) {
            if (!isOfRecord(e)) {
                throw e;
            }
            String said = SqliteErrors.said(e);
            return Optional.of(new Rejected(
                    record, field(said), "Table " + request.schema().id() + " refuses the record: " + said + "."));
        }
    }

    /** Whether no record can be to blame, as for a full disk. A batch that fails in the driver itself has no code. */
    private static boolean isBeyondRecords(SQLException e) {
        return !isOfRecord(e) && !SqliteErrors.is(e, SQLiteErrorCode.SQLITE_ERROR);
    }

    private static boolean isOfRecord(SQLException e) {
        return SqliteErrors.is(e, SQLiteErrorCode.SQLITE_CONSTRAINT)
                || SqliteErrors.is(e, SQLiteErrorCode.SQLITE_MISMATCH)
                || SqliteErrors.is(e, SQLiteErrorCode.SQLITE_TOOBIG);
    }

    /** The field that SQLite names, as in {@code UNIQUE constraint failed: Album.Title}. */
    private String field(String said) {
        return request.schema().fields().stream()
                .map(Field::name)
                .filter(name -> said.endsWith(": " + request.schema().id().name() + "." + name))
                .findFirst()
                .orElse("");
    }

    private WriteStatement prepared(Layout layout) throws SQLException {
        WriteStatement statement = prepared;
        if (statement == null || !statement.fits(layout)) {
            close();
            statement = WriteStatement.prepare(connection, request.schema(), request.mode(), layout);
            prepared = statement;
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        WriteStatement statement = prepared;
        prepared = null;
        if (statement != null) {
            statement.close();
        }
    }
}
