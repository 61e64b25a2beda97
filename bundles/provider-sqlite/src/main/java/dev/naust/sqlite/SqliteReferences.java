package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Profile;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Counts the records that refer to nothing; SQLite enforces references only for who asks it to, and by the collation of the
 * column that is referred to, which no other store has. For one thread at a time.
 */
final class SqliteReferences {
    private final Connection connection;
    private final SqliteSession session;
    private final Interrupts interrupts;
    private final SqliteDialect dialect = new SqliteDialect();

    SqliteReferences(SqliteSession session, Interrupts interrupts) {
        this.session = session;
        this.connection = session.connection();
        this.interrupts = interrupts;
    }

    /**
     * A table's references with how many records keep each not.
     *
     * @param findings gets a sentence for each that some do not keep
     */
    List<ForeignKey> counted(Schema declared, long records, List<Profile.Finding> findings)
            throws SQLException, InterruptedException {
        if (declared.foreignKeys().isEmpty()) {
            return declared.foreignKeys();
        }
        Map<Integer, Long> broken;
        try {
            broken = isEachAmongKeysWithoutGaps(declared) ? Map.of() : broken(declared);
        } catch (SQLException e) {
            if (!SqliteErrors.said(e).contains("foreign key mismatch")) {
                throw e;
            }
            return countedApart(declared, records, findings);
        }
        List<ForeignKey> keys = new ArrayList<>();
        for (Map.Entry<Integer, ForeignKey> numbered :
                session.catalogue().numberedReferences(declared.id()).entrySet()) {
            ForeignKey key = numbered.getValue();
            long lost = broken.getOrDefault(numbered.getKey(), 0L);
            if (lost > 0) {
                findings.add(lost(key, lost, records));
            }
            long unlike = isCollated(key.target()) ? unlike(declared.id(), key) : lost;
            if (unlike > lost) {
                findings.add(new Profile.Finding(
                        "",
                        (unlike - lost) + " of " + records + " records refer through "
                                + String.join(", ", key.fields()) + " to records of " + key.target()
                                + " whose key is written otherwise, which only SQLite's collation finds."));
            }
            keys.add(withBroken(key, Math.max(lost, unlike)));
        }
        return keys;
    }

    private static Profile.Finding lost(ForeignKey key, long lost, long records) {
        return new Profile.Finding(
                String.join(", ", key.fields()),
                lost + " of " + records + " records refer to records of " + key.target() + " that are not there.");
    }

    /** SQLite checks none of a table's references when it cannot check one, so that the others are counted one by one. */
    private List<ForeignKey> countedApart(Schema declared, long records, List<Profile.Finding> findings)
            throws SQLException, InterruptedException {
        List<ForeignKey> keys = new ArrayList<>();
        for (ForeignKey key : declared.foreignKeys()) {
            if (leadsToKey(key)) {
                long lost = unlike(declared.id(), key);
                if (lost > 0) {
                    findings.add(lost(key, lost, records));
                }
                keys.add(withBroken(key, lost));
            } else {
                findings.add(new Profile.Finding(
                        "",
                        "The reference of (" + String.join(", ", key.fields()) + ") leads to columns of " + key.target()
                                + " that are not unique (" + String.join(", ", key.targetFields())
                                + "); SQLite cannot check it, and no record is known to keep it."));
                keys.add(withBroken(key, Math.max(1, records)));
            }
        }
        return keys;
    }

    private boolean leadsToKey(ForeignKey key) throws SQLException {
        Optional<Listing.Entry> target = session.catalogue().find(key.target());
        if (target.isEmpty()) {
            return false;
        }
        Schema there = session.catalogue().describe(target.get());
        Set<String> wanted = Set.copyOf(key.targetFields());
        return Set.copyOf(there.key()).equals(wanted)
                || there.indexes().stream()
                        .anyMatch(index ->
                                index.unique() && Set.copyOf(index.fields()).equals(wanted));
    }

    /**
     * Whether each reference is seen to be kept without looking up one by one what it leads to, which reads the other table
     * nearly whole: numbers between a first and a last key are all there where there are as many keys as numbers.
     */
    private boolean isEachAmongKeysWithoutGaps(Schema declared) throws SQLException, InterruptedException {
        for (ForeignKey key : declared.foreignKeys()) {
            Optional<Listing.Entry> target = session.catalogue().find(key.target());
            if (target.isEmpty() || key.fields().size() != 1 || !isCounted(key.target())) {
                return false;
            }
            List<String> rowid = session.catalogue().describe(target.get()).fields().stream()
                    .filter(field -> field.generation() == Field.Generation.IDENTITY)
                    .map(Field::name)
                    .toList();
            if (!rowid.equals(key.targetFields()) || !isAmongKeysWithoutGaps(declared.id(), key)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a table has an index of all its records: SQLite counts them by the smallest, and reads the whole table without. */
    private boolean isCounted(DatasetId table) throws SQLException {
        try (PreparedStatement query =
                Statements.prepare(connection, Sql.of("SELECT 1 FROM pragma_index_list(?) WHERE \"partial\" = 0"))) {
            query.setString(1, table.name());
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** One statement, because it sees one state of both tables. */
    private boolean isAmongKeysWithoutGaps(DatasetId table, ForeignKey key) throws SQLException, InterruptedException {
        Sql from = dialect.escapeIdentifier(key.fields().get(0));
        Sql to = dialect.escapeIdentifier(key.targetFields().get(0));
        Sql target = dialect.table(key.target());
        Sql sql = Sql.of("WITH keys(low, high, records) AS MATERIALIZED (SELECT (SELECT min(" + to + ") FROM " + target
                + "), (SELECT max(" + to + ") FROM " + target + "), (SELECT count(*) FROM " + target + ")) SELECT 1"
                + " FROM keys WHERE records = high - low + 1 AND NOT EXISTS (SELECT 1 FROM " + dialect.table(table)
                + " AS c WHERE c." + from + " IS NOT NULL AND NOT (typeof(c." + from + ") = 'integer' AND c." + from
                + " BETWEEN low AND high))");
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            return interrupts.run(statement, () -> {
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next();
                }
            });
        }
    }

    private Map<Integer, Long> broken(Schema declared) throws SQLException, InterruptedException {
        try (PreparedStatement statement = Statements.prepare(
                connection, Sql.of("SELECT fkid, count(*) FROM pragma_foreign_key_check(?) GROUP BY fkid"))) {
            statement.setString(1, declared.id().name());
            return interrupts.run(statement, () -> {
                Map<Integer, Long> broken = new HashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        broken.put(rows.getInt(1), rows.getLong(2));
                    }
                }
                return broken;
            });
        }
    }

    /** Whether a column of a table may compare otherwise than by its bytes; looking closer takes a while. */
    private boolean isCollated(DatasetId table) throws SQLException {
        try (PreparedStatement query = Statements.prepare(
                connection,
                Sql.of("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? AND sql LIKE '%COLLATE%'"))) {
            query.setString(1, table.name());
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** How many records refer to no record whose key has the same bytes. */
    private long unlike(DatasetId table, ForeignKey key) throws SQLException, InterruptedException {
        List<Sql> from = key.fields().stream().map(dialect::escapeIdentifier).toList();
        List<Sql> to =
                key.targetFields().stream().map(dialect::escapeIdentifier).toList();
        Sql present = from.stream()
                .map(field -> Sql.of("c." + field + " IS NOT NULL"))
                .collect(Sql.joining(" AND "));
        Sql same = IntStream.range(0, from.size())
                .mapToObj(i -> same(from.get(i), to.get(i)))
                .collect(Sql.joining(" AND "));
        Sql sql = Sql.of("SELECT count(*) FROM " + dialect.table(table) + " AS c WHERE " + present
                + " AND NOT EXISTS (SELECT 1 FROM " + dialect.table(key.target()) + " AS p WHERE " + same + ")");
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            return interrupts.run(statement, () -> {
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.getLong(1);
                }
            });
        }
    }

    /** The first comparison is for the key's index, which goes by its collation. */
    private static Sql same(Sql from, Sql to) {
        return Sql.of("p." + to + " = c." + from + " AND p." + to + " = c." + from + " COLLATE BINARY");
    }

    private static ForeignKey withBroken(ForeignKey key, long broken) {
        return new ForeignKey(
                key.name(), key.fields(), key.target(), key.targetFields(), key.onDelete(), key.onUpdate(), broken);
    }
}
