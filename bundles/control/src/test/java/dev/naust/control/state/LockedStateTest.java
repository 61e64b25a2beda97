package dev.naust.control.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.service.ServerState;
import dev.naust.api.store.Category;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Another program keeps the file of the server's own state locked. */
final class LockedStateTest {
    private static final Schema NOTES =
            Schema.table(DatasetId.of("notes"), List.of(Field.required("id", FieldType.of(Kind.TEXT))), List.of("id"));

    @TempDir
    private Path home;

    @Test
    void a_change_is_refused_by_name_after_a_bounded_wait_reads_go_on_and_changes_when_the_lock_is_gone()
            throws Exception {
        Path file = home.resolve("control.db");
        Document connection = Document.of(Map.of("path", Text.of(file.toString()), "busyTimeout", Text.of("100ms")));
        SQLiteDataSource other = new SQLiteDataSource();
        other.setUrl("jdbc:sqlite:" + file);
        try (Store store = TestStates.sqliteProvider().open(StoreConfig.of("test", connection))) {
            ServerState state = TestStates.over(store);
            write(state, "before");
            try (var locking = other.getConnection();
                    var statement = locking.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                long begin = System.nanoTime();

                StoreException refused = catchThrowableOfType(StoreException.class, () -> write(state, "meanwhile"));

                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
                assertThat(refused.category()).isEqualTo(Category.CONFLICT);
                assertThat(refused).hasMessageContainingAll("control.db", "locked");
                assertThat(count(state)).isEqualTo(1);
                statement.execute("ROLLBACK");
            }
            write(state, "afterwards");
            assertThat(count(state)).isEqualTo(2);
        }
    }

    private static void write(ServerState state, String id) throws InterruptedException {
        state.use(backend -> backend.repository(NOTES).create(Document.of(Map.of("id", Text.of(id)))));
    }

    private static long count(ServerState state) throws InterruptedException {
        return state.use(backend -> backend.repository(NOTES).count(Optional.empty()));
    }
}
