package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.service.Leftovers;
import dev.naust.api.store.Store;
import dev.naust.migration.leftover.LeftoverRecords;
import dev.naust.storage.StorageService;
import dev.naust.testkit.server.StateInStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server's state may be older than the index by which one run's leftovers are found among those of all. */
@Timeout(120)
class LeftoverIndexTest {
    private static final DatasetId ID = DatasetId.of("naust_migration_leftovers");

    @Test
    void theLeftoversOfARunAreFoundByAnIndexAlsoInAStateThatHadNone(@TempDir Path folder) throws Exception {
        try (MortalPostgres postgres = new MortalPostgres(folder.resolve("postgres"));
                Store store = postgres.store()) {
            StorageService storage = new StorageService();
            DatasetId place = store.schemaEditing().orElseThrow().place(ID);
            Schema older = Schema.table(
                    ID,
                    List.of(
                            text("id"),
                            text("run"),
                            text("kind"),
                            Field.required("number", FieldType.of(Kind.INT64)),
                            Field.required("open", FieldType.of(Kind.BOOL)),
                            text("data")),
                    List.of("id"));
            storage.over(store).repository(older);
            assertThat(store.describe(place).indexes()).isEmpty();

            LeftoverRecords records = new LeftoverRecords(new StateInStore(storage, store));
            assertThat(records.open("nobody", Leftovers.Kind.REJECT)).isZero();
            assertThat(store.describe(place).indexes())
                    .extracting(Index::fields)
                    .containsExactly(List.of("run", "kind", "number", "open"));
        }
    }

    private static Field text(String name) {
        return Field.required(name, FieldType.of(Kind.TEXT));
    }
}
