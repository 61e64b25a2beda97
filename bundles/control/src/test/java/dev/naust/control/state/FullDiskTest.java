package dev.naust.control.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.service.ServerState;
import dev.naust.api.store.Category;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.testkit.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The disk of the server's own state is full; a file system in memory, which only Linux's root may mount. */
final class FullDiskTest {
    private static final int DISK = 6 << 20;
    private static final Schema NOTES = Schema.table(
            DatasetId.of("notes"),
            List.of(Field.required("id", FieldType.of(Kind.TEXT)), Field.required("data", FieldType.of(Kind.TEXT))),
            List.of("id"));

    @TempDir
    private Path disk;

    private SmallDisk small;

    @BeforeEach
    void mount() {
        small = SmallDisk.over(disk, DISK);
    }

    @AfterEach
    void unmount() {
        if (small != null) {
            small.close();
        }
    }

    @Test
    void writes_are_refused_by_name_reads_go_on_and_all_is_well_when_there_is_room_again() throws Exception {
        Path file = disk.resolve("control.db");
        Path ballast = Files.write(disk.resolve("ballast"), new byte[DISK / 2]);
        int kept = 0;
        try (Store store = TestStates.sqlite(file)) {
            ServerState state = TestStates.over(store);
            StoreException full = null;
            while (full == null && kept < 10_000) {
                try {
                    write(state, kept);
                    kept++;
                } catch (StoreException e) {
                    full = e;
                }
            }
            assertThat(full).as("the disk was full").isNotNull();
            assertThat(full.category()).isEqualTo(Category.LIMIT);
            assertThat(full.code().code()).isEqualTo("sqlite.disk_full");
            assertThat(full).hasMessageContaining("control.db");
            for (int i = 0; i < kept; i++) {
                assertThat(find(state, i)).as("note %s", i).isPresent();
            }
            assertThat(find(state, kept)).as("what was refused").isEmpty();
            Schema later = Schema.table(DatasetId.of("later"), NOTES.fields(), NOTES.key());
            Document one = Document.of(Map.of("id", Text.of("one"), "data", Text.of("1")));
            assertThat(state.<Long>use(backend -> backend.repository(later).count(Optional.empty())))
                    .as("reading what could not be made yet")
                    .isZero();
            assertThatThrownBy(
                            () -> state.use(backend -> backend.repository(later).create(one)))
                    .hasMessageContaining("control.db");

            Files.delete(ballast);
            write(state, kept);
            assertThat(find(state, kept)).isPresent();
            assertThat(state.<String>use(backend ->
                            backend.repository(later).create(one).key().toString()))
                    .isEqualTo("id=one");
        }
        assertThat(integrity(file)).isEqualTo("ok");
        try (Store store = TestStates.sqlite(file)) {
            assertThat(find(TestStates.over(store), kept)).isPresent();
        }
    }

    private static void write(ServerState state, int number) throws InterruptedException {
        Document note = Document.of(Map.of("id", Text.of("n" + number), "data", Text.of("x".repeat(20_000) + number)));
        state.use(backend -> backend.repository(NOTES).create(note));
    }

    private static Optional<?> find(ServerState state, int number) throws InterruptedException {
        return state.use(backend -> backend.repository(NOTES).find(RecordKey.of("id", Text.of("n" + number))));
    }

    private static String integrity(Path file) throws Exception {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + file);
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA integrity_check")) {
            row.next();
            return row.getString(1);
        }
    }
}
