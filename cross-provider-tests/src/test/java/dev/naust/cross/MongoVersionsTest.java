package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Index;
import dev.naust.api.service.SchemaVersions.Action;
import dev.naust.api.service.SchemaVersions.State;
import dev.naust.api.service.SchemaVersions.Version;
import dev.naust.api.service.SchemaVersions.Wanted;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.version.SchemaVersioner;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.UnwatchedRun;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** An operator's JSON files change a MongoDB, version by version, and its history says which were run. */
@Timeout(60)
class MongoVersionsTest {
    @TempDir
    private Path home;

    private Store store;
    private SchemaVersioner versions;

    @BeforeEach
    void open() throws IOException {
        store = Technology.MONGODB.open(home);
        Files.createDirectories(folder());
        DockedStores registry = new DockedStores();
        registry.dock("shop", "mongodb", store);
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> home.toString());
        versions = new SchemaVersioner(registry, context);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path folder() {
        return home.resolve("config/schema/shop");
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(folder().resolve(name), text);
    }

    private void run(Action action) throws Exception {
        versions.run("shop", new Wanted(action, Optional.empty(), false), new UnwatchedRun());
    }

    private List<State> states() throws InterruptedException {
        return versions.status("shop").versions().stream().map(Version::state).toList();
    }

    @Test
    void filesAreRunOnceInOrderAndTakenBack() throws Exception {
        file(
                "V1__people.json",
                "[{\"create\": \"people\"}, {\"createIndexes\": \"people\", \"indexes\": [{\"key\": {\"mail\": 1},"
                        + " \"name\": \"mail\", \"unique\": true}]}]");
        file("V2__first.json", "{\"insert\": \"people\", \"documents\": [{\"_id\": 1, \"mail\": \"a@b.example\"}]}");
        file("U2__first.json", "{\"delete\": \"people\", \"deletes\": [{\"q\": {}, \"limit\": 0}]}");

        run(Action.MIGRATE);

        assertThat(versions.status("shop").current()).contains("2");
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED);
        assertThat(store.datasets()).extracting(Dataset::id).containsExactly(DatasetId.of("people"));
        assertThat(store.describe(DatasetId.of("people")).indexes())
                .extracting(Index::name)
                .containsExactly("mail");
        run(Action.MIGRATE);
        assertThat(store.count(ReadRequest.of(DatasetId.of("people")))).isEqualTo(1);

        run(Action.UNDO);
        assertThat(states()).containsExactly(State.APPLIED, State.UNDONE);
        assertThat(store.count(ReadRequest.of(DatasetId.of("people")))).isZero();
        run(Action.MIGRATE);

        file("V1__people.json", "{\"create\": \"persons\"}");
        assertThat(versions.status("shop").drift()).singleElement().asString().contains("V1__people.json");
    }

    @Test
    void aFileThatFailsStopsTheRunAndIsRepaired() throws Exception {
        file("V1__twice.json", "[{\"create\": \"people\"}, {\"eval\": \"1\"}]");
        assertThatThrownBy(() -> run(Action.MIGRATE))
                .hasMessageContaining("V1__twice.json failed in command 2")
                .hasMessageContaining("createIndexes");
        assertThat(states()).containsExactly(State.FAILED);
        assertThatThrownBy(() -> run(Action.MIGRATE)).hasMessageContaining("failed half-way");
        run(Action.REPAIR);
        file("V1__twice.json", "{\"drop\": \"people\"}");
        run(Action.MIGRATE);
        assertThat(states()).containsExactly(State.APPLIED);
        file("V2__other.sql", "SELECT 1");
        assertThatThrownBy(() -> run(Action.MIGRATE)).hasMessageContaining(".json files");
    }

    @Test
    void whoeverHasTheLockKeepsOthersOut() throws Exception {
        file("V1__people.json", "{\"create\": \"people\"}");
        store.structures().orElseThrow().inSession(session -> {
            long lock = 0x6E61757374L;
            assertThat(session.lock(lock)).isTrue();
            assertThatThrownBy(() -> run(Action.MIGRATE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Another runner");
            return true;
        });
        run(Action.MIGRATE);
        assertThat(states()).containsExactly(State.APPLIED);
    }
}
