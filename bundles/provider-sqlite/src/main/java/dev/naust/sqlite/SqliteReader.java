package dev.naust.sqlite;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Layout;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Keyset;
import dev.naust.jdbc.Statements;
import dev.naust.sqlite.file.UnusualFileException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * Reads a collection inside a read transaction, from the file's pages where that can be done and with one forward-only
 * statement otherwise: all its batches, and the large values that it hands out as streams, are of one moment.
 */
final class SqliteReader implements RecordReader {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteReader.class);

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
    private final Value[] lastKey;
    private PreparedStatement statement;
    private @Nullable DirectReading direct;
    private final @Nullable Expectation expected;
    private long taken;
    private boolean fromPages;
    /** The last row that was taken, while rows come from the file's pages. */
    private long reached;

    private boolean atHand;
    private Optional<Position> position;
    private boolean started;
    private boolean onRow;
    private volatile boolean closed;

    /**
     * Starts reading.
     *
     * @param session belongs to the reader from now on
     * @param keyNames the fields of the collection's key
     * @param direct all the fields' rows from the file's pages, where they can be read so; belongs to the reader too
     * @param expected what rows must be; null when they may be anything
     * @param whenClosed told once, when the reader is closed
     */
    SqliteReader(
            SqliteSession session,
            Interrupts interrupts,
            ReadPlan plan,
            ReadRequest request,
            List<String> keyNames,
            Path file,
            Optional<DirectReading> direct,
            @Nullable Expectation expected,
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
        this.rows = new RowSource(plan.types());
        this.lastKey = new Value[plan.keyColumns().length];
        this.large = new LargeValues(
                session, new SqliteDialect().table(request.dataset()), plan.key(), plan.fields(), request.largeValue());
        this.direct = direct.orElse(null);
        this.expected = expected;
        this.statement = Statements.prepare(session.connection(), plan.sql());
        Parameters.set(statement, 1, plan.values());
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        if (closed) {
            throw ended();
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
        tellPosition();
        return new Batch(records, request.resumable() ? position : Optional.empty(), !onRow);
    }

    private void reach(long rowid) {
        fromPages = true;
        reached = rowid;
    }

    /** The place behind the last row that came from the file's pages, where that was the last of all. */
    private void tellPosition() {
        if (request.resumable() && fromPages) {
            position = Optional.of(Keyset.position(List.of(Value.int64(reached))));
        }
    }

    private void fill(List<DataRecord> records, int maxRecords, long maxBytes) throws SQLException {
        DirectReading pages = direct;
        if (pages == null) {
            requireNothing("it is not read from the file's pages");
            fillThroughSqlite(records, maxRecords, maxBytes);
            return;
        }
        try {
            synchronized (pages) {
                onRow = fillDirectly(pages, records, maxRecords, maxBytes);
            }
        } catch (UnusualFileException e) {
            goOn(pages, e);
            fillThroughSqlite(records, maxRecords, maxBytes);
        }
    }

    /** Takes rows from the file's pages; false when there are no more. */
    private boolean fillDirectly(DirectReading pages, List<DataRecord> records, int maxRecords, long maxBytes)
            throws SQLException, UnusualFileException {
        DirectRows row = pages.rows();
        long bytes = 0;
        while (records.size() < maxRecords && bytes < maxBytes) {
            if (!isOnNextRow(pages)) {
                return false;
            }
            atHand = false;
            if (expected != null) {
                expected.require(row);
            }
            if (row.isTooLong()) {
                pages.ask(same -> take(same, plan.largeColumn() >= 0, records) > 0);
                bytes += records.get(records.size() - 1).weight();
            } else {
                bytes += add(body(row, false), records);
            }
            taken++;
            reach(row.rowid());
        }
        return true;
    }

    /** Goes to the next row of the pages, unless there is one that was left to be taken; false when there is none. */
    private boolean isOnNextRow(DirectReading pages) throws SQLException, UnusualFileException {
        if (!atHand && !pages.next()) {
            pages.requireCount();
            return false;
        }
        return true;
    }

    @Override
    public Packed pack(PackedRecords batch) throws InterruptedException {
        if (closed) {
            throw ended();
        }
        if (direct == null || request.resumable() || plan.rest().isPresent()) {
            return Packed.ODD;
        }
        try {
            return interrupts.run(statement, () -> packDirectly(batch));
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, "reading " + request.dataset(), e);
        }
    }

    private Packed packDirectly(PackedRecords batch) throws SQLException {
        DirectReading pages = Objects.requireNonNull(direct);
        try {
            synchronized (pages) {
                PackedCells cells = new PackedCells(plan.types(), pages.rows(), expected);
                while (!batch.isFull()) {
                    if (!isOnNextRow(pages)) {
                        onRow = false;
                        return Packed.END;
                    }
                    atHand = pages.rows().isTooLong() || !batch.add(cells);
                    if (atHand) {
                        return Packed.ODD;
                    }
                    taken++;
                }
                return Packed.FULL;
            }
        } catch (UnusualFileException e) {
            goOn(pages, e);
            return Packed.ODD;
        }
    }

    /** Leaves the rest of the rows to SQLite, which goes over those that were taken once more. */
    private void goOn(DirectReading pages, UnusualFileException reason) throws SQLException {
        direct = null;
        tellPosition();
        fromPages = false;
        pages.close();
        if (closed) {
            throw ended();
        }
        requireNothing(String.valueOf(reason.getMessage()));
        // What nobody has taken yet can be read the other way; what was handed out cannot be taken back.
        if (pages.isRefuted() && taken > 0) {
            throw refuted(reason);
        }
        LOG.debug("Table {} is read through SQLite from now on: {}", request.dataset(), reason.getMessage());
        if (taken == 0) {
            return;
        }
        statement.close();
        statement = Statements.prepare(session.connection(), plan.sqlInOrder(pages.rowid()));
        ResultSet first = statement.executeQuery();
        started = true;
        onRow = first.next();
        ((CoreStatement) statement).pointer.safeRunConsume((db, pointer) -> {
            for (long i = 0; i < taken && onRow; i++) {
                onRow = isOnNextRow(db, pointer);
                if (!onRow && i + 1 < taken) {
                    throw refuted(reason);
                }
            }
        });
    }

    /** Only rows from the file's pages can be held to an expectation. */
    private void requireNothing(String why) {
        if (expected != null) {
            throw Expectation.unmet("Table " + request.dataset() + " cannot be read in one go (" + why + ")");
        }
    }

    private StoreException ended() {
        return new StoreException(
                SqliteErrorCode.CLOSED,
                "Reading " + request.dataset() + " has ended, for its reader or store was closed.");
    }

    private StoreException refuted(UnusualFileException reason) {
        return new StoreException(
                SqliteErrorCode.INTERNAL,
                "SQLite file " + file + ": reading " + request.dataset()
                        + " was given up, for its pages do not say what"
                        + " SQLite says (" + reason.getMessage()
                        + "). Start again: it will be read through SQLite alone. Please report this with the log.",
                reason);
    }

    private void fillThroughSqlite(List<DataRecord> records, int maxRecords, long maxBytes) throws SQLException {
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
            Row row = new StatementRow(db, pointer, session.encoding());
            while (onRow && records.size() < maxRecords && bytes < maxBytes) {
                bytes += take(row, plan.largeColumn() >= 0, records);
                onRow = isOnNextRow(db, pointer);
            }
            if (request.resumable() && lastKey.length > 0) {
                position = Optional.of(Keyset.position(List.of(lastKey)));
            }
        });
    }

    /** Adds a row, if it is asked for; returns its weight. */
    private long take(Row row, boolean sized, List<DataRecord> records) throws SQLException {
        boolean isLarge = sized && row.integer(plan.largeColumn()) != 0;
        if (isLarge || request.resumable()) {
            for (int i = 0; i < lastKey.length; i++) {
                lastKey[i] = rows.value(row, plan.keyColumns()[i]);
            }
        }
        return add(body(row, isLarge), records);
    }

    private long add(Document body, List<DataRecord> records) throws SQLException {
        if (plan.rest().isPresent() && !plan.rest().get().matches(body)) {
            return 0;
        }
        DataRecord record = DataRecord.of(keyNames, body);
        records.add(record);
        return record.weight();
    }

    private Document body(Row row, boolean isLarge) throws SQLException {
        Value[] values = new Value[layout.size()];
        if (isLarge) {
            List<Optional<Content>> contents = large.of(List.of(lastKey));
            for (int i = 0; i < values.length; i++) {
                Optional<Content> content = contents.get(i);
                values[i] = content.isPresent() ? content.get() : rows.value(row, i);
            }
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = rows.value(row, i);
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
        PreparedStatement last = statement;
        DirectReading pages = direct;
        try (session;
                last;
                pages) {
            onRow = false;
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, "ending the reading of " + request.dataset(), e);
        }
    }
}
