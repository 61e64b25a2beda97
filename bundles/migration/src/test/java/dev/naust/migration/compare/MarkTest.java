package dev.naust.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.api.store.Store;
import dev.naust.migration.schema.TestStores;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores of real databases show that something was changed in them, and nothing when they were only read. */
class MarkTest {
    @TempDir
    Path folder;

    @Test
    void aFileMovesWithItsChanges() throws Exception {
        try (Store file = TestStores.sqlite(folder.resolve("t.db"))) {
            assertThatChangesShow(file);
        }
    }

    @Test
    void aServerMovesWithItsTransactions() throws Exception {
        try (Store server = TestStores.postgres()) {
            assertThatChangesShow(server);
        }
    }

    private static void assertThatChangesShow(Store store) throws Exception {
        TestStores.run(store, "CREATE TABLE t (id integer PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, 'a')");
        String before = store.changeMark().orElseThrow();
        // A file's time has steps of some milliseconds.
        await().until(() -> {
            TestStores.run(store, "UPDATE t SET v = 'b'");
            return !store.changeMark().orElseThrow().equals(before);
        });
        // Other tests share the server, and its own work may be a transaction, too.
        await().until(() -> {
            String now = store.changeMark().orElseThrow();
            TestStores.ask(store, "SELECT v FROM t");
            return store.changeMark().orElseThrow().equals(now);
        });
        assertThat(store.changeMark()).isPresent();
    }
}
