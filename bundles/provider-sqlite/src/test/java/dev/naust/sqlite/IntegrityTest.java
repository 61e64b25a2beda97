package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage deep inside a file, which opening it does not show. */
class IntegrityTest {
    @TempDir
    Path folder;

    @Test
    void aHealthCheckFindsADamagedPage() throws Exception {
        Path file = folder.resolve("shop.db");
        Stores.run(
                file,
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                        + " INSERT INTO t SELECT i, 'a row to fill some pages with ' || i FROM n");
        try (Store store = Stores.open(file)) {
            assertThatCode(() -> store.check(Duration.ofSeconds(10))).doesNotThrowAnyException();
        }
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(20 * 4096);
            raw.write(new byte[2 * 4096]);
        }

        try (Store store = Stores.open(file)) {
            StoreException failure =
                    catchThrowableOfType(StoreException.class, () -> store.check(Duration.ofSeconds(10)));

            assertThat(failure.code()).isEqualTo(SqliteErrorCode.CORRUPT);
            assertThat(failure).hasMessageContaining("shop.db").hasMessageContaining("backup");
            assertThat(catchThrowableOfType(StoreException.class, () -> store.check(Duration.ofSeconds(10))))
                    .as("it is told again, not only once an hour")
                    .isNotNull();
        }
    }

    @Test
    void aCheckWithoutTimeToLookThroughTheFileIsNoFailure() throws Exception {
        Path file = folder.resolve("big.db");
        Stores.run(
                file,
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
                        + " INSERT INTO t SELECT i, 'a row to fill some pages with ' || i FROM n");
        try (Store store = Stores.open(file)) {
            assertThatCode(() -> store.check(Duration.ofNanos(2))).doesNotThrowAnyException();
        }
    }

    @Test
    void anIndexThatAnotherVersionComputedOtherwiseIsNoDamage() throws Exception {
        Path file = folder.resolve("computed.db");
        Stores.run(
                file,
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
                "INSERT INTO t VALUES (1, 'one'), (2, 'two')",
                "CREATE INDEX \"of b\" ON t (lower(b))",
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = replace(sql, 'lower', 'upper') WHERE type = 'index'");

        assertThat(blemishes(file).damage(file)).isEmpty();
        assertThat(blemishes(file).notice(file).orElseThrow())
                .contains("computed.db", "row 1 missing from index of b", "REINDEX");
    }

    @Test
    void recordsThatBreakARuleOfTheirTableAreNoDamage() throws Exception {
        Path file = folder.resolve("rules.db");
        Stores.run(
                file,
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c INTEGER CHECK (c > 0))",
                "PRAGMA ignore_check_constraints = ON",
                "INSERT INTO t VALUES (1, NULL, 1), (2, 'two', -1)",
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = replace(sql, 'b TEXT', 'b TEXT NOT NULL') WHERE name = 't'");

        assertThat(blemishes(file).damage(file)).isEmpty();
        assertThat(blemishes(file).notice(file).orElseThrow())
                .contains("NULL value in t.b; CHECK constraint failed in t", "rejects");
    }

    @Test
    void anIndexThatLacksARecordIsDamageThatNeedsNoRestore() throws Exception {
        Path file = folder.resolve("index.db");
        Stores.run(
                file,
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c TEXT)",
                "INSERT INTO t VALUES (1, 'one', 'eins'), (2, 'two', 'zwei')",
                "CREATE INDEX of_b ON t (b)",
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = replace(sql, '(b)', '(c)') WHERE type = 'index'");

        assertThat(blemishes(file).damage(file).orElseThrow())
                .hasMessageContaining("missing from index of_b")
                .hasMessageContaining("REINDEX")
                .hasMessageNotContaining(".recover");
    }

    @Test
    void anIndexOfAnExpressionThatHasTooFewEntriesIsDamage() {
        List<String> found = List.of("row 2 missing from index of_b", "wrong # of entries in index of_b");

        assertThat(new Blemishes(found, Set.of("of_b")).damage(folder)).isPresent();
        assertThat(new Blemishes(found.subList(0, 1), Set.of("of_b")).damage(folder))
                .isEmpty();
    }

    @Test
    void aFileWithBlemishesIsHealthy() throws Exception {
        Path file = folder.resolve("rules.db");
        Stores.run(
                file,
                "CREATE TABLE t (a INTEGER PRIMARY KEY, c INTEGER CHECK (c > 0))",
                "PRAGMA ignore_check_constraints = ON",
                "INSERT INTO t VALUES (2, -1)");

        try (Store store = Stores.open(file)) {
            assertThatCode(() -> store.check(Duration.ofSeconds(10))).doesNotThrowAnyException();
        }
    }

    private static Blemishes blemishes(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            return Blemishes.of(connection);
        }
    }
}
