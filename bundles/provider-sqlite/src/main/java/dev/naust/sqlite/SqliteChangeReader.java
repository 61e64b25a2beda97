package dev.naust.sqlite;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.ChangeReader;
import dev.naust.api.store.ChangeFeed.Kind;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads what triggers wrote down. Other programs cannot tell when they write, so it looks several times a second. */
final class SqliteChangeReader implements ChangeReader {
    private static final long LOOK_MILLIS = 100;

    private final SqliteFile file;
    private final SqliteReaders readers;
    private final SqliteReads reads;
    private final String follower;
    private final Passing passing;
    private final Consumer<ChangeReader> whenClosed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long after;
    private boolean started;

    /** What is told of the place that a reader begins at. */
    interface Passing {
        void passed(String follower, long number) throws InterruptedException;
    }

    SqliteChangeReader(
            SqliteFile file,
            SqliteReaders readers,
            SqliteReads reads,
            String follower,
            long after,
            Passing passing,
            Consumer<ChangeReader> whenClosed) {
        this.file = file;
        this.readers = readers;
        this.reads = reads;
        this.follower = follower;
        this.after = after;
        this.passing = passing;
        this.whenClosed = whenClosed;
    }

    @Override
    public List<Change> next(int max, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        requireOpen();
        if (!started) {
            passing.passed(follower, after);
            started = true;
        }
        List<Change> changes = look(max);
        long left = end - System.nanoTime();
        while (changes.isEmpty() && left > 0) {
            long pause = Math.min(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS), left);
            if (closed.await(pause, TimeUnit.NANOSECONDS)) {
                requireOpen();
            }
            changes = look(max);
            left = end - System.nanoTime();
        }
        return changes;
    }

    @Override
    public boolean isAtEnd(Duration patience) throws InterruptedException {
        requireOpen();
        try (SqliteSession session = readers.begin()) {
            return noted(session, 1).isEmpty();
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "reading changes", e);
        }
    }

    private List<Change> look(int max) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try (SqliteSession session = readers.begin()) {
            List<Noted> noted = noted(session, max);
            List<Change> changes = noted.isEmpty() ? List.of() : told(session, noted);
            if (!noted.isEmpty()) {
                after = noted.get(noted.size() - 1).number();
            }
            return changes;
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "reading changes", e);
        }
    }

    private List<Noted> noted(SqliteSession session, int max) throws SQLException {
        Map<String, Optional<Schema>> schemas = new HashMap<>();
        List<Noted> noted = new ArrayList<>();
        Sql sql = Sql.of("SELECT c.n, c.kind, c.at, s.collection, "
                + SearchTables.columns("k", ChangeTables.MOST_KEY_COLUMNS)
                + " FROM naust_changes AS c JOIN naust_change_sources AS s ON s.source = c.source WHERE c.n > ?"
                + " AND c.source IN (SELECT source FROM naust_change_followers WHERE name = ?) ORDER BY c.n LIMIT ?");
        try (PreparedStatement query = Statements.prepare(session.connection(), sql)) {
            query.setLong(1, after);
            query.setString(2, follower);
            query.setInt(3, max);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String collection = rows.getString(4);
                    Optional<Schema> schema = schemas.get(collection);
                    if (schema == null) {
                        schema = schema(session, collection);
                        schemas.put(collection, schema);
                    }
                    if (schema.isPresent()) {
                        noted.add(new Noted(
                                rows.getLong(1),
                                Kind.values()[rows.getInt(2)],
                                Instant.ofEpochMilli(rows.getLong(3)),
                                schema.get(),
                                KeyCells.key(rows, 5, schema.get())));
                    }
                }
            }
        }
        return noted;
    }

    /** Changes of a table that is gone by now go with it. */
    private Optional<Schema> schema(SqliteSession session, String collection) throws SQLException {
        return session.describe(DatasetId.of(collection)).map(SqliteReads.Described::schema);
    }

    private List<Change> told(SqliteSession session, List<Noted> noted) throws SQLException, InterruptedException {
        Map<Schema, Map<RecordKey, DataRecord>> records = new LinkedHashMap<>();
        for (Noted each : noted) {
            if (each.kind() != Kind.DELETED) {
                records.computeIfAbsent(each.schema(), schema -> new HashMap<>());
            }
        }
        for (Map.Entry<Schema, Map<RecordKey, DataRecord>> each : records.entrySet()) {
            find(session, each.getKey(), noted, each.getValue());
        }
        List<Change> changes = new ArrayList<>();
        for (Noted each : noted) {
            Optional<DataRecord> record = each.kind() == Kind.DELETED
                    ? Optional.empty()
                    : Optional.ofNullable(records.get(each.schema()).get(each.key()));
            changes.add(new Change(
                    each.schema().id(),
                    each.kind(),
                    each.key(),
                    record,
                    new Position(Long.toString(each.number())),
                    each.at()));
        }
        return changes;
    }

    private void find(SqliteSession session, Schema schema, List<Noted> noted, Map<RecordKey, DataRecord> found)
            throws SQLException, InterruptedException {
        List<RecordKey> keys = noted.stream()
                .filter(each -> each.schema() == schema && each.kind() != Kind.DELETED)
                .map(Noted::key)
                .distinct()
                .toList();
        found.putAll(reads.findAll(session, schema, keys));
    }

    private void requireOpen() {
        if (closed.getCount() == 0) {
            throw new StoreException(
                    SqliteErrorCode.CLOSED,
                    "Reading the changes of SQLite file " + file.path()
                            + " has ended, for its reader or store was closed.");
        }
    }

    @Override
    public void close() {
        if (closed.getCount() > 0) {
            closed.countDown();
            whenClosed.accept(this);
        }
    }

    private record Noted(long number, Kind kind, Instant at, Schema schema, RecordKey key) {}
}
