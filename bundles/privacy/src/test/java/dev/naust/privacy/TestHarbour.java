package dev.naust.privacy;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Audit;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.Sight;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.memory.MemoryProvider;
import dev.naust.privacy.request.RequestsService;
import dev.naust.sqlite.SqliteProvider;
import dev.naust.storage.StorageService;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.FinishedRuns;
import dev.naust.testkit.server.FixedKeys;
import dev.naust.testkit.server.LentStore;
import dev.naust.testkit.server.StateInStore;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;

/** Real stores, a state of the server in an SQLite file, and runs that are done when they are started. */
final class TestHarbour implements AutoCloseable {
    private final DockedStores stores = new DockedStores();
    private final FinishedRuns runs = new FinishedRuns();
    private final StorageService storage = new StorageService();
    private final Store state;
    private int left = -1;
    private final List<String> noted = new ArrayList<>();

    TestHarbour(Path home) {
        state = sqlite(home.resolve("control.db"));
    }

    static Store sqlite(Path file) {
        BundleContext nothing = (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
        return new SqliteProvider(nothing)
                .open(StoreConfig.of("test", Document.empty().with("path", Value.text(file.toString()))));
    }

    static Store memory() {
        return new MemoryProvider().open(StoreConfig.of("test", Document.empty()));
    }

    void dock(String id, Store store) {
        stores.dock(id, store);
    }

    /** From now on the store does not answer, or does again. */
    void away(String id, boolean isAway) {
        stores.away(id, isAway);
    }

    void guard(RecordGuard guard) {
        storage.guardBy(guard);
    }

    /** The ports of a store as they are for somebody. */
    StorageBackend ports(String id, Sight sight) {
        return storage.over(new LentStore(id, stores.store(id)), sight);
    }

    StorageBackend ports(String id) {
        return storage.over(stores.store(id));
    }

    Store store(String id) {
        return stores.store(id);
    }

    Storage storage() {
        return storage;
    }

    StoreRegistry registry() {
        return stores;
    }

    FinishedRuns runs() {
        return runs;
    }

    ServerState state() {
        StateInStore living = new StateInStore(storage, state);
        return new ServerState() {
            @Override
            public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
                if (left-- == 0) {
                    throw new Killed();
                }
                return living.use(work);
            }

            @Override
            public List<String> scrub() throws InterruptedException {
                return living.scrub();
            }
        };
    }

    /** Requests over all that is docked here, with runs that end at once. */
    RequestsService requests(Path home, Clock clock) {
        return new RequestsService(home, state(), new FixedKeys(), registry(), storage(), runs(), List.of(), clock);
    }

    /** The end of the process: nobody catches it, and nothing is written any more. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The server's state is used so many times more; then everything ends. A negative number is for ever. */
    void killAfter(int uses) {
        left = uses;
    }

    /** An audit log that only remembers what was done to what. */
    Audit audit() {
        return new Audit() {
            @Override
            public Entry append(Event event) {
                noted.add(event.action() + " " + event.target());
                return new Entry(noted.size(), Instant.EPOCH, event, "", "");
            }

            @Override
            public List<Entry> list(Optional<Long> before, int limit) {
                return List.of();
            }

            @Override
            public Verdict verify() {
                return new Verdict(noted.size(), Optional.empty());
            }
        };
    }

    List<String> noted() {
        return List.copyOf(noted);
    }

    @Override
    public void close() {
        stores.closeAll();
        state.close();
    }
}
