package dev.naust.sqlite;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.sqlite.file.UnusualFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describing and reading over a connection, whoever owns it. */
final class SqliteReads {
    private static final int FOUND_AT_ONCE = 500;
    private static final SqliteDialect DIALECT = new SqliteDialect();
    private static final Logger LOG = LoggerFactory.getLogger(SqliteReads.class);

    /** Tables with fewer records are looked through at once: beginning anew would cost more than looking. */
    private static final long WORTH_WHILE = 50_000;

    /** From how many places of a table some rows tell what it holds, and how many from each. */
    private static final int SAMPLES = 8;

    private static final int SAMPLED = 250;

    private final Path file;
    private final Interrupts interrupts;
    private final DirectTables tables;

    SqliteReads(Path file, Interrupts interrupts, DirectTables tables) {
        this.file = file;
        this.interrupts = interrupts;
        this.tables = tables;
    }

    /** A table or view, and what it declares. */
    record Described(Listing.Entry entry, Schema schema) {}

    /** What a table declares now; empty when there is none of this name. */
    static Optional<Described> described(SqliteCatalogue catalogue, DatasetId id) throws SQLException {
        Optional<Listing.Entry> entry = catalogue.find(id);
        return entry.isEmpty()
                ? Optional.empty()
                : Optional.of(new Described(entry.get(), catalogue.describe(entry.get())));
    }

    /** What a table declares. */
    Described describe(SqliteSession session, DatasetId id) throws SQLException {
        return session.describe(id)
                .orElseThrow(() -> new StoreException(
                        SqliteErrorCode.NO_SUCH_COLLECTION,
                        "SQLite file " + file + " has no table or view \"" + id
                                + "\". Look up its tables and try again."));
    }

    /** Starts reading; the session belongs to the reader. */
    SqliteReader read(SqliteSession session, ReadRequest request, Runnable whenClosed) throws SQLException {
        Described described = describe(session, request.dataset());
        Listing.Entry entry = described.entry();
        Schema declared = described.schema();
        Optional<Sql> rowid = rowid(entry, declared);
        ReadPlan plan = ReadPlan.of(request, declared, rowid, canHold(request.largeValue()));
        // The file's pages are in the order of the rowids, which is the order of positions wherever there are rowids.
        boolean all = request.filter().isEmpty() && request.after().isEmpty();
        Optional<DirectReading> direct = all
                ? DirectReading.begin(
                        tables,
                        session,
                        entry,
                        declared,
                        rowid,
                        plan.fields(),
                        plan.columns(),
                        request.largeValue(),
                        DirectTables.Part.ALL)
                : Optional.empty();
        try {
            Expectation expected =
                    request.expecting() ? new Expectation(declared.id(), declared(declared, plan)) : null;
            return new SqliteReader(
                    session, interrupts, plan, request, declared.key(), file, direct, expected, whenClosed);
        } catch (SQLException e) {
            if (direct.isPresent()) {
                direct.get().close();
            }
            throw e;
        }
    }

    /** The fields that a plan reads, as the table declares them. */
    private static List<Field> declared(Schema declared, ReadPlan plan) {
        return plan.fields().stream()
                .map(field -> declared.field(field.name()).orElse(field))
                .toList();
    }

    /** How many records a request would hand out, where SQLite can tell by itself. */
    OptionalLong count(SqliteSession session, ReadRequest request) throws SQLException, InterruptedException {
        Schema declared = describe(session, request.dataset()).schema();
        if (request.after().isPresent() || request.resumable()) {
            return OptionalLong.empty();
        }
        ReadPlan plan = ReadPlan.of(request, declared, Optional.empty(), false);
        if (plan.rest().isPresent()) {
            return OptionalLong.empty();
        }
        try (PreparedStatement statement = Statements.prepare(session.connection(), plan.count())) {
            Parameters.set(statement, 1, plan.values());
            return interrupts.run(statement, () -> {
                try (ResultSet row = statement.executeQuery()) {
                    return OptionalLong.of(row.getLong(1));
                }
            });
        }
    }

    /**
     * What the table really holds.
     *
     * @param helper a second session for large files, to look at them with two threads
     */
    Profile profile(SqliteSession session, Optional<SqliteSession> helper, DatasetId dataset)
            throws SQLException, InterruptedException {
        Described described = describe(session, dataset);
        int parts = helper.isPresent() ? 2 : 1;
        try (DirectReading first = pages(session, described, new DirectTables.Part(0, parts))
                        .orElse(null);
                DirectReading second = first == null || helper.isEmpty()
                        ? null
                        : pages(helper.get(), described, new DirectTables.Part(1, parts))
                                .orElse(null)) {
            List<DirectReading> readings =
                    Stream.of(first, second).filter(Objects::nonNull).toList();
            return new SqliteProfiler(session, interrupts, helper, readings.size() == parts ? readings : List.of())
                    .profile(described.schema());
        }
    }

    /** What the table holds, if all of it is like some rows from all over it; empty for a table that is soon looked through. */
    Optional<Profile> expect(SqliteSession session, DatasetId dataset) throws SQLException, InterruptedException {
        if (!isLarge(session, dataset)) {
            return Optional.empty();
        }
        Described described = describe(session, dataset);
        Schema declared = described.schema();
        SqliteProfiler profiler = new SqliteProfiler(session, interrupts, Optional.empty(), List.of());
        Expectation expectation = new Expectation(declared.id(), declared.fields());
        for (int part = 0; part < SAMPLES; part++) {
            try (DirectReading rows = pages(session, described, new DirectTables.Part(part, SAMPLES))
                    .orElse(null)) {
                if (rows == null || !isAsExpected(rows, expectation)) {
                    return Optional.empty();
                }
            } catch (UnusualFileException e) {
                LOG.debug("Nothing is expected of table {}: {}", dataset, e.getMessage());
                return Optional.empty();
            }
        }
        return Optional.of(profiler.asDeclared(declared, profiler.count(declared)));
    }

    /** Whether a table is worth more than looking through it at once; rows are counted no further than that. */
    boolean isLarge(SqliteSession session, DatasetId dataset) throws SQLException, InterruptedException {
        Sql some = Sql.of("SELECT count(*) FROM (SELECT 1 FROM "
                + DIALECT.table(describe(session, dataset).schema().id()) + " LIMIT " + WORTH_WHILE + ")");
        try (PreparedStatement statement = Statements.prepare(session.connection(), some)) {
            return interrupts.run(statement, () -> {
                try (ResultSet row = statement.executeQuery()) {
                    return row.getLong(1) >= WORTH_WHILE;
                }
            });
        }
    }

    private static boolean isAsExpected(DirectReading rows, Expectation expectation)
            throws SQLException, UnusualFileException {
        boolean met = true;
        for (int i = 0; i < SAMPLED && met && rows.next(); i++) {
            met = expectation.isMet(rows.rows());
        }
        return met;
    }

    /** All fields of a part of the rows from the file's pages, where they can be read so. */
    private Optional<DirectReading> pages(SqliteSession session, Described described, DirectTables.Part part)
            throws SQLException {
        Schema declared = described.schema();
        return DirectReading.begin(
                tables,
                session,
                described.entry(),
                declared,
                rowid(described.entry(), declared),
                declared.fields(),
                DIALECT.escapeIdentifiers(
                        declared.fields().stream().map(Field::name).toList()),
                Integer.MAX_VALUE,
                part);
    }

    /** The record with this key; the session ends with the call. */
    Optional<DataRecord> find(SqliteSession session, DatasetId dataset, RecordKey key) {
        try (session) {
            if (key.isNone()) {
                return Optional.empty();
            }
            List<Filter> parts = new ArrayList<>();
            for (int i = 0; i < key.names().size(); i++) {
                parts.add(Filter.eq(key.names().get(i), key.values().get(i)));
            }
            ReadRequest request =
                    ReadRequest.of(dataset).where(new Filter.And(parts)).streamingAbove(Integer.MAX_VALUE);
            try (SqliteReader reader = read(session, request, () -> {})) {
                return reader.next(1, Long.MAX_VALUE).records().stream().findFirst();
            }
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, "finding a record of " + dataset, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    SqliteErrorCode.INTERRUPTED,
                    "SQLite file " + file + ": finding a record of " + dataset + " was interrupted. Try again.",
                    e);
        }
    }

    /** The records with these keys that are there; the session goes on. */
    Map<RecordKey, DataRecord> findAll(SqliteSession session, Schema schema, List<RecordKey> keys)
            throws SQLException, InterruptedException {
        Map<RecordKey, DataRecord> found = new HashMap<>();
        for (int from = 0; from < keys.size(); from += FOUND_AT_ONCE) {
            List<RecordKey> some = keys.subList(from, Math.min(keys.size(), from + FOUND_AT_ONCE));
            ReadRequest request = ReadRequest.of(schema.id())
                    .where(KeyCells.anyOf(schema, some))
                    .streamingAbove(Integer.MAX_VALUE);
            try (SqliteReader reader = read(session.part(), request, () -> {})) {
                reader.next(FOUND_AT_ONCE, Long.MAX_VALUE).records().forEach(record -> found.put(record.key(), record));
            }
        }
        return found;
    }

    /** The records with these keys that are there; the session ends with the call. */
    List<DataRecord> findAll(SqliteSession session, DatasetId dataset, List<RecordKey> keys)
            throws InterruptedException {
        try (session) {
            List<RecordKey> known = keys.stream().filter(key -> !key.isNone()).toList();
            return known.isEmpty()
                    ? List.of()
                    : List.copyOf(findAll(session, describe(session, dataset).schema(), known)
                            .values());
        } catch (SQLException e) {
            throw SqliteErrors.explain(file, "finding records of " + dataset, e);
        }
    }

    /** Of the three names that a rowid goes by, one that no column has taken. */
    private static Optional<Sql> rowid(Listing.Entry entry, Schema schema) {
        if (entry.shape() == Shape.VIEW || entry.withoutRowid()) {
            return Optional.empty();
        }
        return Stream.of(Sql.of("rowid"), Sql.of("_rowid_"), Sql.of("oid"))
                .filter(name ->
                        schema.fields().stream().noneMatch(field -> field.name().equalsIgnoreCase(name.toString())))
                .findFirst();
    }

    /** A file that is smaller than a value cannot hold it. */
    boolean canHold(int bytes) {
        try {
            Path log = file.resolveSibling(file.getFileName() + "-wal");
            return Files.size(file) + (Files.exists(log) ? Files.size(log) : 0) > bytes;
        } catch (IOException e) {
            return true;
        }
    }
}
