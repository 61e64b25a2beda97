package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
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
}
