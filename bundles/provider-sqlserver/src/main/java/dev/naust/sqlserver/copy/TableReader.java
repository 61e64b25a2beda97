package dev.naust.sqlserver.copy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Keyset;
import dev.naust.jdbc.SqlPart;
import dev.naust.jdbc.Statements;
import dev.naust.sqlserver.catalogue.Table;
import dev.naust.sqlserver.connection.Session;
import dev.naust.sqlserver.connection.Sessions;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records with one question, whose rows the driver takes from the network as they are asked for. In somebody else's
 * transaction nothing may be left running between two calls; there each call asks for a page in the key's order, or for
 * everything at once where there is no key.
 */
public final class TableReader implements RecordReader {
    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);

    private final Session session;
    private final Selection selection;
    private final boolean ordered;
    private final boolean positions;
    private final String task;
    private final Deque<DataRecord> waiting = new ArrayDeque<>();
    private final @Nullable LargeValues large;
    private final Rows rows;
    private List<Value> after;
    private @Nullable PreparedStatement statement;
    private @Nullable ResultSet answer;
    private boolean over;

    private TableReader(Session session, Selection selection, Sessions others, ReadRequest request) {
        this.session = session;
        this.selection = selection;
        this.task = "Reading " + selection.table().id();
        this.positions = request.resumable() && selection.hasKey();
        this.ordered = selection.hasKey() && (request.resumable() || session.isShared());
        this.after = request.after().map(position -> key(position, selection)).orElse(List.of());
        this.large = selection.large().contains(true) ? new LargeValues(others, selection) : null;
        this.rows = new Rows(selection, large);
    }

    /**
     * A reader, which owns the session from now on.
     *
     * @param others where sessions for large values come from
     * @throws StoreException when the request does not go with the table
     */
    public static TableReader open(Session session, Sessions others, Table table, ReadRequest request) {
        return new TableReader(session, Selection.of(table, request, !session.isShared()), others, request);
    }

    /** How many records a reader would hand out, where the server can tell by itself. */
    public static OptionalLong count(Session session, Table table, ReadRequest request) throws InterruptedException {
        Selection wanted = Selection.of(table, request, false);
        if (wanted.rest().isPresent() || request.after().isPresent()) {
            return OptionalLong.empty();
        }
        SqlPart question = wanted.count();
        return session.run("Counting the records of " + table.id(), () -> {
            try (PreparedStatement prepared =
                    session.watched(Statements.prepare(session.connection(), question.sql()))) {
                Parameters.bind(prepared, question.values());
                try (ResultSet row = prepared.executeQuery()) {
                    row.next();
                    return OptionalLong.of(row.getLong(1));
                }
            }
        });
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
                SqlServerErrorCode.BAD_POSITION,
                "The position is none of " + selection.table().id() + ". Begin again without a position.",
                cause);
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
        ResultSet open = answer;
        if (open == null) {
            if (over) {
                return null;
            }
            open = begin(0);
        }
        return read(open);
    }

    private ResultSet begin(long limit) throws SQLException {
        SqlPart question = selection.question(after, ordered, limit);
        PreparedStatement prepared = session.watched(Statements.prepare(session.connection(), question.sql()));
        statement = prepared;
        Parameters.bind(prepared, question.values());
        ResultSet open = prepared.executeQuery();
        answer = open;
        return open;
    }

    private @Nullable DataRecord read(ResultSet open) throws SQLException, InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("Interrupted while reading");
        }
        if (open.next()) {
            return rows.record(open);
        }
        over = true;
        end();
        return null;
    }

    private void end() throws SQLException {
        answer = null;
        PreparedStatement open = statement;
        statement = null;
        if (open != null) {
            open.close();
        }
    }

    /** Without the cancelling the driver would take all the rows that are left from the network first. */
    private void leave() {
        PreparedStatement open = statement;
        if (open == null) {
            return;
        }
        try {
            open.cancel();
            end();
        } catch (SQLException e) {
            LOG.debug("{} could not be left in an orderly way", task, e);
            session.abandon();
        }
    }

    private void fetchPage(int page) throws SQLException, InterruptedException {
        ResultSet open = begin(ordered ? page : 0);
        for (DataRecord record = read(open); record != null; record = read(open)) {
            waiting.add(record);
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
        leave();
        over = true;
        session.close();
    }
}
