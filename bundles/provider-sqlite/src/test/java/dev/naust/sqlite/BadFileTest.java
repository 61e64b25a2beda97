package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people point the provider at by mistake, and what it says then. */
class BadFileTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final DatasetId T = DatasetId.of("t");

    @TempDir
    Path folder;

    @Test
    void a_file_that_is_not_there_is_named_and_not_made() {
        Path file = folder.resolve("nope.db");
        try (Store store = Stores.open(file, Map.of("create", Value.Bool.FALSE))) {
            assertFails(() -> store.check(SOON), SqliteErrorCode.MISSING, file);
            assertFails(store::datasets, SqliteErrorCode.MISSING, file);
            assertFails(() -> store.describe(T), SqliteErrorCode.MISSING, file);
            assertFails(() -> store.read(ReadRequest.of(T)), SqliteErrorCode.MISSING, file);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void a_file_that_may_be_made_is_made_by_the_first_write_alone() throws InterruptedException {
        Path file = folder.resolve("archive.db");
        try (Store store = Stores.open(file)) {
            store.check(SOON);
            assertThat(store.datasets()).isEmpty();
            assertThat(store.footing().orElseThrow().againstReading(List.of()))
                    .singleElement()
                    .asString()
                    .contains(file.toString(), "is not there");
            assertFails(() -> store.read(ReadRequest.of(T)), SqliteErrorCode.MISSING, file);
            assertThat(file).doesNotExist();

            var editing = store.schemaEditing().orElseThrow();
            Schema schema = Schema.table(T, List.of(Field.of("a", FieldType.of(Kind.TEXT, "TEXT"))), List.of());
            for (SchemaStep step : editing.steps(List.of(schema))) {
                editing.apply(step);
            }

            assertThat(file).exists();
            assertThat(store.datasets()).hasSize(1);
        }
    }

    @Test
    void a_file_in_a_folder_that_is_not_there_cannot_be_made() {
        Path file = folder.resolve("no/such/folder.db");
        try (Store store = Stores.open(file)) {
            assertFails(() -> store.check(SOON), SqliteErrorCode.MISSING, file);
            assertFails(() -> store.schemaEditing().orElseThrow().apply(step()), SqliteErrorCode.MISSING, file);
        }
    }

    @Test
    void a_folder_is_no_file() {
        try (Store store = Stores.open(folder)) {
            assertFails(() -> store.check(SOON), SqliteErrorCode.NOT_A_FILE, folder);
        }
    }

    @Test
    void a_text_file_is_no_database() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.db"), "These are notes and no database. ".repeat(100));
        try (Store store = Stores.open(file)) {
            assertFails(() -> store.check(SOON), SqliteErrorCode.NOT_A_DATABASE, file);
            assertFails(store::datasets, SqliteErrorCode.NOT_A_DATABASE, file);
        }
    }

    @Test
    void a_damaged_database_says_so_and_the_file_stays_as_it_is() throws Exception {
        Path file = folder.resolve("damaged.db");
        Stores.run(
                file,
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                        + " INSERT INTO t SELECT i, printf('%0200d', i) FROM n");
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(4096 * 3);
            raw.write(new byte[4096 * 20]);
        }
        byte[] before = Files.readAllBytes(file);
        try (Store store = Stores.open(file)) {
            assertFails(() -> Stores.read(store, "t"), SqliteErrorCode.CORRUPT, file);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void a_locked_database_is_worth_another_try() throws Exception {
        Path file = folder.resolve("busy.db");
        Stores.run(file, "CREATE TABLE t (a)");
        try (Connection other = Stores.plain(file);
                var statement = other.createStatement();
                Store store = Stores.open(file, Map.of("busyTimeout", Text.of("50ms")))) {
            statement.execute("BEGIN EXCLUSIVE");

            StoreException failure = assertFails(() -> Stores.read(store, "t"), SqliteErrorCode.LOCKED, file);

            assertThat(failure.category()).isEqualTo(Category.CONFLICT);
            statement.execute("ROLLBACK");
        }
    }

    @Test
    void a_store_that_is_configured_read_only_refuses_to_write() throws Exception {
        Path file = folder.resolve("fixed.db");
        Stores.run(file, "CREATE TABLE t (a)");
        try (Store store = Stores.open(file, Map.of("readOnly", Value.Bool.TRUE))) {
            assertFails(() -> store.schemaEditing().orElseThrow().drop(T), SqliteErrorCode.READ_ONLY, file);
            assertThat(store.datasets()).hasSize(1);
        }
    }

    @Test
    void reading_and_profiling_change_no_byte() throws Exception {
        Path file = folder.resolve("source.db");
        Files.copy(Path.of(CopyTest.NORTHWIND), file);
        byte[] before = Files.readAllBytes(file);
        try (Store store = Stores.open(file)) {
            for (Schema schema : Stores.schemas(store)) {
                store.profiling().orElseThrow().profile(schema.id());
                Stores.read(store, ReadRequest.of(schema.id()));
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_file_name_passes_no_parameters_to_the_driver() throws Exception {
        Path file = folder.resolve("odd?mode=memory&cache=shared#100%25 æ.db");
        try (Store store = Stores.open(file)) {
            store.schemaEditing().orElseThrow().apply(step());
            assertThat(store.datasets()).hasSize(1);
        }
        assertThat(file).exists();
    }

    @Test
    void an_endpoint_is_a_path_from_the_folder_that_the_operator_is_in() {
        SqliteProvider provider = new SqliteProvider(folder);

        assertThat(provider.endpoint("postgresql://host/db")).isEmpty();
        assertThat(provider.endpoint("sqlite:shop.db"))
                .contains(Document.of(
                        Map.of("path", Text.of(folder.resolve("shop.db").toString()))));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> provider.endpoint("sqlite:"));
    }

    private static SchemaStep step() {
        Schema schema = Schema.table(T, List.of(Field.of("a", FieldType.of(Kind.TEXT, "TEXT"))), List.of());
        return new SchemaStep(SchemaStep.Phase.CREATE, schema, "table t", "CREATE TABLE t (a TEXT)");
    }

    private static StoreException assertFails(ThrowingCallable call, SqliteErrorCode code, Path file) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        assertThat(failure).isNotNull().hasMessageContaining(file.toString());
        assertThat(failure.code()).isEqualTo(code);
        return failure;
    }
}
