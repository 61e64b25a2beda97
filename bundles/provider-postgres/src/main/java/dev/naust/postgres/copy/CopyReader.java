package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Keyset;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.connection.Sessions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/**
 * Reads records through {@code COPY … TO STDOUT (FORMAT BINARY)}: one copy for the whole collection. In somebody else's
 * transaction nothing may be left running between two calls; there each call copies a page in the key's order, or everything at
 * once where there is no key.
 */
public final class CopyReader implements RecordReader {
    private static final int ALWAYS_LOOK_BELOW = 512 * 1024;

    /** How many records are hashed between two moments at which somebody hears of them. */
    private static final int COUNTED = 2_000;

    private final Session session;
    private final Selection selection;
    private final boolean ordered;
    private final boolean positions;
    private final long most;
    private final String task;
    private final Deque<DataRecord> waiting = new ArrayDeque<>();
    private final @Nullable LargeValues large;
    private final RowDecoder decoder;
    private List<Value> after;
    private @Nullable CopyOut copy;
    private boolean over;

    private CopyReader(
            Session session, Selection selection, ReadRequest request, List<Value> after, @Nullable LargeValues large) {
        this.session = session;
        this.selection = selection;
        this.task = "Reading " + selection.table().id();
        // What the server cannot judge is judged here, and then nobody knows how many rows that takes.
        this.most = selection.rest().isEmpty() ? request.most() : 0;
        this.positions = request.resumable() && selection.hasKey();
        this.ordered = selection.hasKey() && (request.resumable() || session.isShared());
        this.after = after;
        this.large = large;
        this.decoder = new RowDecoder(selection, large);
    }

    /** Makes a session's transaction one that reads: the first thing that happens in it. */
    public static void prepare(Session session) throws InterruptedException {
        if (session.isNeutral()) {
            return;
        }
        Sql own = session.isShared() ? Sql.NONE : Sql.of("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; ");
        session.run("Beginning to read", () -> {
            // The text forms of some types depend on the other two.
            session.execute(Sql.of(own + "SET LOCAL TimeZone = 'UTC'; SET LOCAL IntervalStyle = 'postgres'"));
            session.noteNeutral();
            return true;
        });
    }

    /**
     * A reader, which owns the session from now on.
     *
     * @param session prepared
     *
     * @param others where sessions for large values come from
     * @throws StoreException when the request does not go with the table
     */
    public static CopyReader open(Session session, Sessions others, Table table, ReadRequest request)
            throws InterruptedException {
        Selection wanted =
                Selection.of(table, request, !session.isShared() && (table.kind() == 'r' || table.kind() == 'p'));
        List<Value> after =
                request.after().map(position -> key(position, wanted)).orElse(List.of());
        return session.run("Reading " + table.id(), () -> {
            Selection selection = wanted.hasLarge() && mayBeLarge(session, wanted) ? wanted : wanted.inline();
            LargeValues large = selection.hasLarge()
                    ? new LargeValues(
                            others, ask(session, Sql.of("SELECT pg_catalog.pg_export_snapshot()")), selection.from())
                    : null;
            return new CopyReader(session, selection, request, after, large);
        });
    }

    /**
     * How many records a reader would hand out, where the server can tell by itself.
     *
     * @param session prepared
     */
    public static OptionalLong count(Session session, Table table, ReadRequest request) throws InterruptedException {
        Selection wanted = Selection.of(table, request, false);
        if (wanted.rest().isPresent() || request.after().isPresent()) {
            return OptionalLong.empty();
        }
        return session.run(
                "Counting the records of " + table.id(),
                () -> OptionalLong.of(Long.parseLong(ask(session, wanted.count()))));
    }

    private static List<Value> key(Position position, Selection selection) {
        try {
            List<Value> values = Keyset.values(position);
            if (selection.hasKey() && values.size() == selection.key().size()) {
                return values;
            }
        } catch (IllegalArgumentException e) {
            throw strange(selection, e);
        }
        throw strange(selection, null);
    }

    private static StoreException strange(Selection selection, @Nullable Throwable cause) {
        return new StoreException(
                PostgresErrorCode.BAD_POSITION,
                "The position is none of " + selection.table().id() + ". Begin again without a position.",
                cause);
    }

    /** Looks whether any value is kept outside of its row, where all large ones are. */
    private static boolean mayBeLarge(Session session, Selection selection) throws SQLException {
        if (selection.largeValue() < ALWAYS_LOOK_BELOW || !selection.table().isPlain()) {
            return true;
        }
        return "t"
                .equals(ask(
                        session,
                        Sql.of("SELECT reltoastrelid <> 0 AND pg_catalog.pg_relation_size(reltoastrelid) > 0"
                                + " FROM pg_catalog.pg_class WHERE oid = "
                                + selection.table().oid())));
    }

    private static String ask(Session session, Sql sql) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet row = Statements.query(statement, sql)) {
            if (!row.next() || row.getString(1) == null) {
                throw new SQLException("The server gave no answer", "XX000");
            }
            return row.getString(1);
        }
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        if (maxRecords < 1) {
            throw new IllegalArgumentException("A batch has at least one record, not " + maxRecords);
        }
        return session.run(task, () -> {
            List<DataRecord> records = new ArrayList<>(Math.min(maxRecords, 1024));
            long bytes = 0;
            while (records.size() < maxRecords && bytes < maxBytes) {
                DataRecord record = row(maxRecords);
                if (record == null) {
                    return batch(records, true);
                }
                if (selection.rest().isEmpty() || selection.rest().get().matches(record.body())) {
                    records.add(record);
                    bytes += record.weight();
                }
            }
            return batch(records, false);
        });
    }

    @Override
    public Optional<ContentHash> content(LongConsumer onRecords) throws InterruptedException {
        if (large != null || session.isShared() || selection.rest().isPresent()) {
            return Optional.empty();
        }
        CanonicalForm form = new CanonicalForm();
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        for (int more = add(form, sum); more > 0; more = add(form, sum)) {
            onRecords.accept(more);
        }
        return Optional.of(sum.result());
    }

    /** Adds the next records; returns how many there were. */
    private int add(CanonicalForm form, ContentHash.Accumulator sum) throws InterruptedException {
        return session.run(task, () -> {
            int added = 0;
            CopyOut open = open();
            while (open != null && added < COUNTED) {
                byte[] message = message(open);
                if (message == null) {
                    open = null;
                } else if (decoder.add(message, form, sum)) {
                    added++;
                }
            }
            return added;
        });
    }

    private Batch batch(List<DataRecord> records, boolean last) {
        if (!positions || records.isEmpty()) {
            return new Batch(records, Optional.empty(), last);
        }
        return new Batch(records, Optional.of(Keyset.position(keyOf(records.get(records.size() - 1)))), last);
    }

    private List<Value> keyOf(DataRecord record) {
        return selection.key().stream().map(record.body()::at).toList();
    }

    private @Nullable DataRecord row(int page) throws SQLException, InterruptedException {
        if (session.isShared()) {
            if (waiting.isEmpty() && !over) {
                fetchPage(page);
            }
            return waiting.poll();
        }
        CopyOut open = open();
        return open == null ? null : read(open);
    }

    /** The one copy; null when it is over. */
    private @Nullable CopyOut open() throws SQLException {
        if (copy == null && !over) {
            copy = begin(most);
        }
        return copy;
    }

    private CopyOut begin(long limit) throws SQLException {
        decoder.restart();
        return session.copyOut(selection.copy(after, ordered, limit));
    }

    private @Nullable DataRecord read(CopyOut open) throws SQLException, InterruptedException {
        for (byte[] message = message(open); message != null; message = message(open)) {
            DataRecord record = decoder.decode(message);
            if (record != null) {
                return record;
            }
        }
        return null;
    }

    /** The next message; null when the copy is over. */
    private byte @Nullable [] message(CopyOut open) throws SQLException, InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("Interrupted while reading");
        }
        byte[] message = open.readFromCopy();
        if (message == null) {
            copy = null;
            over = true;
        }
        return message;
    }

    private void fetchPage(int page) throws SQLException, InterruptedException {
        CopyOut open = begin(ordered ? page : 0);
        DataRecord record = read(open);
        while (record != null) {
            waiting.add(record);
            record = read(open);
        }
        if (ordered && waiting.size() == page) {
            over = false;
            after = keyOf(waiting.getLast());
        }
    }

    @Override
    public void close() {
        if (large != null) {
            large.close();
        }
        CopyOut open = copy;
        copy = null;
        over = true;
        Copies.leave(session, open);
        session.close();
    }
}
