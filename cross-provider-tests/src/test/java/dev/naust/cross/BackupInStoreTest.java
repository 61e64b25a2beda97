package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.place.Vault;
import dev.naust.backup.place.Vaults;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.UnwatchedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup lies among the files of a docked store as it lies in a folder: it comes back byte for byte, and goes. */
class BackupInStoreTest {
    private static final String FILE = "store://shelf/backups/shop-1.naust";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Technology.class,
            names = {"FILESYSTEM", "MONGODB"})
    void a_backup_is_kept_among_a_stores_files_comes_back_and_goes(Technology technology) throws Exception {
        byte[] content = new byte[3 << 20];
        new Random(1).nextBytes(content);
        try (Store store = technology.open(folder.resolve("shelf"))) {
            Path work = folder.resolve("work");
            Vault vault = new Vaults(lending(store), work).of(FILE);
            vault.ready();
            Files.createDirectories(work);
            Files.write(vault.workplace(), content);

            vault.keep(new UnwatchedRun("run-1"));

            assertThat(vault.workplace()).as("what was made, once it is kept").doesNotExist();
            assertThat(store.files().orElseThrow().find("backups/shop-1.naust"))
                    .hasValueSatisfying(file -> assertThat(file.bytes()).isEqualTo(content.length));
            Path copy;
            try (Vault.Held held = vault.hold(new UnwatchedRun("run-1"))) {
                copy = held.path();
                assertThat(Files.readAllBytes(copy)).isEqualTo(content);
            }
            assertThat(copy.getParent()).as("what was fetched").doesNotExist();

            vault.remove();
            assertThat(store.files().orElseThrow().find("backups/shop-1.naust")).isEmpty();
            assertThatThrownBy(() -> vault.hold(new UnwatchedRun("run-1")))
                    .hasMessageContainingAll(FILE, "not there any more")
                    .extracting(failure -> ((StoreException) failure).code())
                    .isEqualTo(BackupError.UNREADABLE);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Technology.class, names = "SQLITE")
    void a_store_without_files_is_refused_before_anything_is_read(Technology technology) throws Exception {
        try (Store store = technology.open(folder)) {
            Vault vault = new Vaults(lending(store), folder.resolve("work")).of(FILE);
            assertThatThrownBy(vault::ready).hasMessageContainingAll("Store shelf holds no files", "backups.json");
        }
    }

    private static StoreRegistry lending(Store store) {
        DockedStores stores = new DockedStores();
        stores.dock("shelf", store);
        return stores;
    }
}
