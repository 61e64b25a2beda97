package dev.naust.sqlite;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sqlite.SQLiteErrorCode;

/**
 * What {@code PRAGMA integrity_check} found in a file, told apart by whether it keeps anybody from reading the records as they are.
 *
 * <p>Two kinds do not. A record may break a rule of its table: rules can be switched off, and be put over records that break them.
 * And an index of an expression may have other values than this version of SQLite computes, such as the text of a real number,
 * which not all versions write alike; the number of its entries is right then. The sentences are those of SQLite's
 * {@code pragma.c}; what is not known among them counts as damage.
 *
 * @param found each a sentence of SQLite's; none of a sound file
 * @param computed the names of the indexes that have an expression
 */
record Blemishes(List<String> found, Set<String> computed) {
    /** Damaged pages come first, so that what lies behind the last one is no worse than these. */
    private static final int MOST = 1_000;

    private static final List<String> SOUND = List.of("ok");
    private static final int NAMED = 3;
    private static final Sql COMPUTED = Sql.of("""
            SELECT DISTINCT i.name FROM sqlite_schema i JOIN pragma_index_xinfo(i.name) x
            WHERE i.type = 'index' AND x.key = 1 AND x.cid = -2""");
    private static final Pattern BROKEN_RULE =
            Pattern.compile("(?s)(CHECK constraint failed in |(NULL|TEXT|NUMERIC|non-\\w+) value in ).*");
    private static final Pattern INDEX = Pattern.compile(
            "(?s)(row \\d+ missing from|row \\d+ values differ from|non-unique entry in|wrong # of entries in)"
                    + " index (.*)");

    /**
     * Looks through the whole file, or as far as the connection lets it.
     *
     * @throws SQLException also when it was interrupted before anything was found
     */
    static Blemishes of(Connection connection) throws SQLException {
        List<String> computed = new ArrayList<>();
        add(computed, connection, COMPUTED);
        List<String> found = new ArrayList<>();
        try {
            add(found, connection, Sql.of("PRAGMA integrity_check(" + MOST + ")"));
        } catch (SQLException e) {
            if (found.isEmpty() || !SqliteErrors.is(e, SQLiteErrorCode.SQLITE_INTERRUPT)) {
                throw e;
            }
        }
        return new Blemishes(
                found.equals(SOUND)
                        ? List.of()
                        : found.stream().map(Blemishes::oneLine).toList(),
                Set.copyOf(computed));
    }

    /** The failure of a file that is damaged; empty when its records can be read as they are. */
    Optional<StoreException> damage(Path file) {
        List<String> worst =
                found.stream().filter(Predicate.not(this::isHarmless)).toList();
        return worst.isEmpty()
                ? Optional.empty()
                : Optional.of(new StoreException(
                        SqliteErrorCode.CORRUPT,
                        "SQLite file " + file + " is damaged (" + some(worst) + "). " + cure(worst)));
    }

    /** What an operator should know of a file that is not damaged; empty when nothing was found. */
    Optional<String> notice(Path file) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        boolean isIndex = found.stream().anyMatch(each -> INDEX.matcher(each).matches());
        return Optional.of(
                "SQLite file " + file + " can be read whole, and is not as it should be (" + some(found) + ")."
                        + (isIndex
                                ? " An index of an expression was written by another version of SQLite, or is damaged: rebuild it with"
                                        + " REINDEX"
                                : " Records break a rule of their table: correct them where they are, or expect them among the rejects"));
    }

    private boolean isHarmless(String finding) {
        if (BROKEN_RULE.matcher(finding).matches()) {
            return true;
        }
        return index(finding).filter(computed::contains).isPresent()
                && found.stream()
                        .noneMatch(each -> each.equals(
                                "wrong # of entries in index " + index(finding).orElseThrow()));
    }

    private static Optional<String> index(String finding) {
        return Optional.of(INDEX.matcher(finding))
                .filter(each -> each.matches())
                .map(each -> each.group(2));
    }

    private static String cure(List<String> worst) {
        return worst.stream().allMatch(each -> index(each).isPresent())
                ? "Its records may be whole and only an index wrong: after a backup, rebuild it with: sqlite3 FILE REINDEX"
                : "Restore it from a backup, or save what can be read with: sqlite3 FILE .recover";
    }

    private static String some(List<String> findings) {
        String first = findings.stream().limit(NAMED).collect(Collectors.joining("; "));
        return findings.size() > NAMED ? first + "; and " + (findings.size() - NAMED) + " more" : first;
    }

    private static void add(List<String> all, Connection connection, Sql question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, question)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
    }

    /** SQLite heads what it found by the database's name, which is always the same. */
    private static String oneLine(String finding) {
        return finding.lines().filter(line -> !line.startsWith("***")).collect(Collectors.joining("; "));
    }
}
