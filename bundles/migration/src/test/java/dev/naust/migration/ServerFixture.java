package dev.naust.migration;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.service.KeptCopies;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.migration.primary.PrimaryTable;
import dev.naust.storage.StorageService;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.FinishedRuns;
import dev.naust.testkit.server.StateInStore;
import dev.naust.transfer.BoundedPump;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The migrations of a server that can die and start again: only its state and the stores last. */
final class ServerFixture implements AutoCloseable {
    /** Long enough that a store can be away, short enough for a test. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Store stateStore = Fixture.memory("state");
    private final StorageService storage = new StorageService();
    private final DockedStores stores;
    private final MortalState state = new MortalState(new StateInStore(storage, stateStore));
    private final PrimaryTable primaries = new PrimaryTable(state);

    ServerFixture(Store source, Store target) {
        stores = DockedStores.between(source, target);
        storage.routeBy(primaries, stores);
    }

    /** Says of what class a store's data is, and where it is. */
    void label(String id, Store store, String classification, String residency) {
        stores.dock(
                id,
                store,
                Optional.of(classification).filter(label -> !label.isEmpty()),
                Optional.of(residency).filter(label -> !label.isEmpty()));
    }

    void put(String id, Store store) {
        stores.dock(id, store);
    }

    /** What runs into the store "target" have left. */
    LeftoversService leftovers(MigrationRequest request) {
        return leftovers(request, start());
    }

    /** The same at a server that may be at the run. */
    LeftoversService leftovers(MigrationRequest request, ServerMigrations server) {
        return leftovers(id -> run(id, request), server);
    }

    /** The same at a server that knows that another one is at the run. */
    LeftoversService leftoversElsewhere(MigrationRequest request) {
        return leftovers(id -> running(id, request), start());
    }

    private LeftoversService leftovers(Function<String, Run> run, ServerMigrations server) {
        Runs runs = (Runs) Proxy.newProxyInstance(
                Runs.class.getClassLoader(),
                new Class<?>[] {Runs.class},
                (proxy, method, arguments) -> Optional.of(run.apply((String) arguments[0])));
        return new LeftoversService(stores, new BoundedPump(), runs, state, server);
    }

    /** Who serves what; a client of these ports is told. */
    PrimaryTable primaries() {
        return primaries;
    }

    MortalState state() {
        return state;
    }

    StorageService storage() {
        return storage;
    }

    StoreLease lease(String id) {
        return stores.lease(id);
    }

    /** A run that its server left when it died, or has not begun yet. */
    static Run going(String id, MigrationRequest request) {
        return run(id, request);
    }

    /** What the server keeps of records besides. */
    KeptCopies copies() {
        return new MigrationCopies(stores, storage, state, new FinishedRuns());
    }

    static Run run(String id, MigrationRequest request) {
        return new Run(
                id,
                ServerMigrations.KIND,
                id,
                MigrationRequestForm.write(request),
                Run.State.SUCCEEDED,
                "",
                new Run.Progress(0, 0, 0, 0),
                Instant.EPOCH,
                Optional.empty(),
                List.of(),
                List.of());
    }

    /** A run that was paused when its server died. */
    static Run paused(String id, MigrationRequest request) {
        return unfinished(id, request, "Paused", true);
    }

    /** A run that some server is at. */
    static Run running(String id, MigrationRequest request) {
        return unfinished(id, request, "Copying", false);
    }

    private static Run unfinished(String id, MigrationRequest request, String stage, boolean paused) {
        return new Run(
                id,
                ServerMigrations.KIND,
                id,
                MigrationRequestForm.write(request),
                Run.State.RUNNING,
                stage,
                new Run.Progress(0, 0, 0, 0),
                Instant.EPOCH,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                true,
                false,
                paused,
                List.of());
    }

    /** A server that has just started. */
    ServerMigrations start() {
        return new ServerMigrations(
                stores,
                new BoundedPump(),
                storage,
                state,
                new BusyTargets(),
                new Surroundings(state),
                primaries,
                PAUSE);
    }

    /** Does a whole migration, or what is left of it. */
    Document migrate(MigrationRequest request, RunProgress progress) throws InterruptedException, RunFailedException {
        return start().migrate(request, progress);
    }

    static MigrationRequest request(MigrationRequest.Options options, String... collections) {
        return new MigrationRequest(
                new MigrationRequest.Endpoint.StoreId("source"),
                new MigrationRequest.Endpoint.StoreId("target"),
                List.of(collections),
                options);
    }

    /** Everything that a store holds, by collection. */
    static Map<String, ContentHash> content(Store store) throws InterruptedException {
        Map<String, ContentHash> all = new TreeMap<>();
        for (var dataset : store.datasets()) {
            all.put(
                    dataset.id().toString(),
                    new BoundedPump().hash(store, ReadRequest.of(dataset.id()), records -> {}));
        }
        return all;
    }

    static long count(Store store, DatasetId id) throws InterruptedException {
        long count = 0;
        try (RecordReader reader = store.read(ReadRequest.of(id))) {
            Batch batch;
            do {
                batch = reader.next(1_000, Long.MAX_VALUE);
                count += batch.records().size();
            } while (!batch.last());
        }
        return count;
    }

    @Override
    public void close() {
        stateStore.close();
    }
}
