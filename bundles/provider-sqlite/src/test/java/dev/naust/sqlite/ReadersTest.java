package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What readers keep for the next one is never of another file or another schema. */
final class ReadersTest {
    private static final DatasetId THINGS = DatasetId.of("things");

    @TempDir
    Path folder;

    private Path database(String name, String column, String value) throws Exception {
        Path file = folder.resolve(name);
        Stores.run(
                file,
                "CREATE TABLE things (id INTEGER PRIMARY KEY, " + column + " TEXT)",
                "INSERT INTO things VALUES (1, '" + value + "')");
        return file;
    }

    private static List<String> columns(Store store) {
        return store.outline(THINGS).fields().stream().map(Field::name).toList();
    }

    private static Value first(Store store, String column) throws InterruptedException {
        return Stores.first(store, "things").get(column);
    }

    @Test
    void a_file_that_is_put_in_the_place_of_another_is_read_at_once() throws Exception {
        Path file = database("shop.db", "old", "a");
        Path other = database("other.db", "other", "b");
        try (Store store = Stores.open(file)) {
            assertThat(first(store, "old")).isEqualTo(Text.of("a"));
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(columns(store)).containsExactly("id", "other");
            assertThat(first(store, "other")).isEqualTo(Text.of("b"));
        }
    }

    @Test
    void a_file_that_is_written_over_with_another_of_the_same_size_and_schema_number_is_read_at_once()
            throws Exception {
        Path file = database("shop.db", "col_a", "a");
        Path other = database("other.db", "col_b", "b");
        assertThat(Files.size(file)).isEqualTo(Files.size(other));
        try (Store store = Stores.open(file)) {
            assertThat(first(store, "col_a")).isEqualTo(Text.of("a"));
            Files.write(file, Files.readAllBytes(other));
            assertThat(columns(store)).containsExactly("id", "col_b");
            assertThat(first(store, "col_b")).isEqualTo(Text.of("b"));
        }
    }

    @Test
    void a_column_that_somebody_else_adds_is_seen_at_once() throws Exception {
        Path file = database("shop.db", "name", "a");
        Stores.run(file, "PRAGMA journal_mode = WAL");
        try (Store store = Stores.open(file)) {
            assertThat(columns(store)).containsExactly("id", "name");
            Stores.run(file, "ALTER TABLE things ADD COLUMN price INTEGER DEFAULT 5");
            assertThat(columns(store)).containsExactly("id", "name", "price");
            assertThat(first(store, "price")).isEqualTo(new Value.Int64(5));
        }
    }

    @Test
    void a_table_that_comes_and_goes_is_there_and_gone_at_once() throws Exception {
        Path file = database("shop.db", "name", "a");
        DatasetId passing = DatasetId.of("passing");
        try (Store store = Stores.open(file)) {
            assertThatThrownBy(() -> store.outline(passing)).isInstanceOf(StoreException.class);
            Stores.run(file, "CREATE TABLE passing (id INTEGER PRIMARY KEY)");
            assertThat(store.outline(passing).fields()).hasSize(1);
            Stores.run(file, "DROP TABLE passing");
            assertThatThrownBy(() -> store.outline(passing)).isInstanceOf(StoreException.class);
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "what a process holds is read from /proc")
    void nothing_of_the_file_is_held_after_the_store_was_closed_or_the_file_was_missed() throws Exception {
        Path file = database("shop.db", "name", "a");
        try (Store store = Stores.open(file)) {
            Stores.read(store, "things");
            assertThat(held(file)).isPositive();
            Files.delete(file);
            assertThatThrownBy(() -> store.describe(THINGS)).isInstanceOf(StoreException.class);
            assertThat(held(file)).isZero();
            database("shop.db", "again", "b");
            assertThat(columns(store)).containsExactly("id", "again");
        }
        assertThat(held(file)).isZero();
    }

    private static long held(Path file) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(each -> target(each).startsWith(file.toString())).count();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
