package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.Sql;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.storage.StorageService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A transaction for a tenant")
class TenantPortsTest {
    private static final DatasetId NOTES = DatasetId.of("public", "notes");

    @TempDir
    Path folder;

    @Test
    @DisplayName("sees and changes what is the tenant's, as the store's own rules have it")
    void keepsTenantsApart() throws InterruptedException {
        Document place = Technology.POSTGRES.place(folder);
        String user = "clerk_" + place.get("database").orElseThrow();
        try (Store owner = Technology.POSTGRES.open(place)) {
            Sql sql = owner.sql().orElseThrow();
            for (String statement : List.of(
                    "CREATE ROLE " + user + " LOGIN",
                    "CREATE TABLE notes (id int PRIMARY KEY, tenant text NOT NULL)",
                    "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
                    "CREATE POLICY own ON notes USING (tenant = current_setting('app.tenant', true))",
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO " + user)) {
                sql.execute(SqlStatement.of(statement));
            }
        }
        Map<String, Value> changed = new TreeMap<>(place.toMap());
        changed.put("username", Value.text(user));
        changed.put("tenantSetting", Value.text("app.tenant"));
        try (Store store = Technology.POSTGRES.open(Document.of(changed))) {
            StorageBackend backend = new StorageService().over(store);
            create(backend, "ann", 1);
            create(backend, "bo", 2);
            create(backend, "ann", 3);

            assertThat(count(backend, "ann")).isEqualTo(2);
            assertThat(count(backend, "bo")).isEqualTo(1);
            assertThat(backend.repository(NOTES).count(Optional.empty())).isZero();
        }
    }

    private static void create(StorageBackend backend, String tenant, int id) throws InterruptedException {
        Document note = Document.of(Map.of("id", new Value.Int32(id), "tenant", Value.text(tenant)));
        backend.transactionFor(
                tenant, Isolation.DEFAULT, inside -> inside.repository(NOTES).create(note));
    }

    private static long count(StorageBackend backend, String tenant) throws InterruptedException {
        return backend.transactionFor(
                tenant, Isolation.DEFAULT, inside -> inside.repository(NOTES).count(Optional.empty()));
    }

    @Test
    @DisplayName("is refused by a store that does not keep tenants apart")
    void refused() {
        try (Store store = Technology.MEMORY.open(folder)) {
            StorageBackend backend = new StorageService().over(store);
            StoreException failure = catchThrowableOfType(
                    StoreException.class, () -> backend.transactionFor("ann", Isolation.DEFAULT, inside -> true));
            assertThat(failure.code()).isEqualTo(CommonError.UNSUPPORTED);
        }
    }
}
