package dev.naust.sqlite;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Keyset;
import dev.naust.jdbc.Statements;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * Reads a collection with one forward-only statement inside a read transaction: all its batches, and the large values that it
 * hands out as streams, are of one moment.
 */
final class SqliteReader implements RecordReader {
    private final SqliteSession session;
    private final Interrupts interrupts;
    private final ReadPlan plan;
    private final ReadRequest request;
    private final Path file;
    private final Runnable whenClosed;
    private final Layout layout;
    private final List<String> keyNames;
    private final RowSource rows;
    private final LargeValues large;
    private final PreparedStatement statement;
    private final Value[] lastKey;
    private Optional<Position> position;
    private boolean started;
    private boolean onRow;
    private boolean closed;

    /**
     * Starts reading.
     *
     * @param session belongs to the reader from now on
     * @param keyNames the fields of the collection's key
     * @param whenClosed told once, when the reader is closed
     */
    SqliteReader(
            SqliteSession session,
            Interrupts interrupts,
            ReadPlan plan,
            ReadRequest request,
            List<String> keyNames,
            Path file,
            Runnable whenClosed)
            throws SQLException {
        this.session = session;
        this.interrupts = interrupts;
        this.plan = plan;
        this.request = request;
        this.file = file;
        this.whenClosed = whenClosed;
        this.position = request.after();
        this.layout = Layout.of(plan.fields().stream().map(Field::name).toList());
        this.keyNames = keyNames.stream().allMatch(name -> layout.indexOf(name) >= 0) ? keyNames : List.of();
        this.rows = new RowSource(plan.types(), session.isUtf8());
        this.lastKey = new Value[plan.keyColumns().length];
        this.large = new LargeValues(
                session, new SqliteDialect().table(request.dataset()), plan.key(), plan.fields(), request.largeValue());
        this.statement = Statements.prepare(session.connection(), plan.sql());
        Parameters.set(statement, 1, plan.values());
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        if (closed) {
            throw new StoreException(
                    SqliteErrorCode.CLOSED,
                    "Reading " + request.dataset() + " has ended, for its reader or store was closed.");
        }
        List<DataRecord> records = new ArrayList<>(Math.min(maxRecords, 1024));
        try {
            interrupts.run(statement, () -> {
                fill(records, maxRecords, maxBytes);
                return records;
            });
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, "reading " + request.dataset(), e);
        }
        return new Batch(records, request.resumable() ? position : Optional.empty(), !onRow);
    }

    private void fill(List<DataRecord> records, int maxRecords, long maxBytes) throws SQLException {
        if (!started) {
            started = true;
            // The driver steps to the first row by itself; the result set is closed with its statement.
            ResultSet first = statement.executeQuery();
            onRow = first.next();
        }
        if (!onRow) {
            return;
        }
        CoreStatement core = (CoreStatement) statement;
        core.pointer.safeRunConsume((db, pointer) -> {
            long bytes = 0;
            while (onRow && records.size() < maxRecords && bytes < maxBytes) {
                bytes += take(db, pointer, records);
                onRow = isOnNextRow(db, pointer);
            }
            if (request.resumable() && lastKey.length > 0) {
                position = Optional.of(Keyset.position(List.of(lastKey)));
            }
        });
    }

    /** Adds the current row, if it is asked for; returns its weight. */
    private long take(DB db, long pointer, List<DataRecord> records) throws SQLException {
        boolean isLarge = plan.largeColumn() >= 0 && db.column_int(pointer, plan.largeColumn()) != 0;
        if (isLarge || request.resumable()) {
            for (int i = 0; i < lastKey.length; i++) {
                lastKey[i] = rows.value(db, pointer, plan.keyColumns()[i]);
            }
        }
        Document body = row(db, pointer, isLarge);
        if (plan.rest().isPresent() && !plan.rest().get().matches(body)) {
            return 0;
        }
        DataRecord record = DataRecord.of(keyNames, body);
        records.add(record);
        return record.weight();
    }

    private Document row(DB db, long pointer, boolean isLarge) throws SQLException {
        Value[] values = new Value[layout.size()];
        if (isLarge) {
            List<Optional<Content>> contents = large.of(List.of(lastKey));
            for (int i = 0; i < values.length; i++) {
                Optional<Content> content = contents.get(i);
                values[i] = content.isPresent() ? content.get() : rows.value(db, pointer, i);
            }
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = rows.value(db, pointer, i);
            }
        }
        return Document.of(layout, values);
    }

    private static boolean isOnNextRow(DB db, long pointer) throws SQLException {
        int result = db.step(pointer);
        if (result != Codes.SQLITE_ROW && result != Codes.SQLITE_DONE) {
            db.throwex(result);
        }
        return result == Codes.SQLITE_ROW;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        whenClosed.run();
        try (session;
                statement) {
            onRow = false;
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, "ending the reading of " + request.dataset(), e);
        }
    }
}
