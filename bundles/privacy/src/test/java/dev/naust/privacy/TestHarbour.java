package dev.naust.privacy;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Audit;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Sight;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.service.StoreInstance;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.memory.MemoryProvider;
import dev.naust.sqlite.SqliteProvider;
import dev.naust.storage.StorageService;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.osgi.framework.BundleContext;

/** Real stores, a state of the server in an SQLite file, and runs that are done when they are started. */
final class TestHarbour implements AutoCloseable {
    private final Map<String, Store> stores = new TreeMap<>();
    private final Set<String> away = new HashSet<>();
    private final StorageService storage = new StorageService();
    private final Store state;
    private int left = -1;
    private final List<Run> runs = new ArrayList<>();
    private Runnable meanwhile = () -> {};
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
        stores.put(id, store);
    }

    /** From now on the store does not answer, or does again. */
    void away(String id, boolean isAway) {
        if (isAway) {
            away.add(id);
        } else {
            away.remove(id);
        }
    }

    void guard(RecordGuard guard) {
        storage.guardBy(guard);
    }

    /** The ports of a store as they are for somebody. */
    StorageBackend ports(String id, Sight sight) {
        return storage.over(lent(id), sight);
    }

    StorageBackend ports(String id) {
        return storage.over(stores.get(id));
    }

    Store store(String id) {
        return stores.get(id);
    }

    Storage storage() {
        return storage;
    }

    ServerState state() {
        return new ServerState() {
            @Override
            public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
                if (left-- == 0) {
                    throw new Killed();
                }
                return work.run(storage.over(state));
            }
        };
    }

    /** The end of the process: nobody catches it, and nothing is written any more. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The server's state is used so many times more; then everything ends. A negative number is for ever. */
    void killAfter(int uses) {
        left = uses;
    }

    /** Something else happens while the next runs are there. */
    void whileRunning(Runnable other) {
        meanwhile = other;
    }

    /** The last run goes on, as when the server has started again. */
    void restart(RunResumer resumer) throws InterruptedException {
        Run before = runs.remove(runs.size() - 1);
        runs.add(ended(before.id(), before.kind(), before.parameters(), resumer.resume(before)));
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

    static ServerKeys keys() {
        return purpose -> key(purpose);
    }

    private static SecretKey key(String purpose) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (purpose.charAt(i % purpose.length()) + i);
        }
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    StoreRegistry registry() {
        return new StoreRegistry() {
            @Override
            public List<StoreView> stores() {
                return stores.keySet().stream()
                        .map(id -> new StoreView(
                                id,
                                "test",
                                StoreView.State.OPEN,
                                Optional.empty(),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Document.empty(),
                                Set.of(),
                                "1"))
                        .toList();
            }

            @Override
            public Optional<StoreView> find(String id) {
                return stores().stream().filter(view -> view.id().equals(id)).findFirst();
            }

            @Override
            public StoreLease lease(String id) {
                if (away.contains(id) || !stores.containsKey(id)) {
                    throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The store " + id + " is away.");
                }
                return lent(id);
            }

            @Override
            public StoreLease open(String endpoint) {
                throw new UnsupportedOperationException(endpoint);
            }

            @Override
            public List<StoreInstance> instances() {
                return List.of();
            }

            @Override
            public void close(String id) {}

            @Override
            public StoreView defaultStore() {
                return stores().get(0);
            }

            @Override
            public StoreView chooseDefault(String id) {
                return find(id).orElseThrow();
            }
        };
    }

    private StoreLease lent(String id) {
        Store store = stores.get(id);
        return new StoreLease() {
            @Override
            public Store store() {
                return store;
            }

            @Override
            public String name() {
                return id;
            }

            @Override
            public String type() {
                return "test";
            }

            @Override
            public void close() {}
        };
    }

    /** Something that moves records goes on, as others see it. */
    void pretend(String kind, String store) {
        runs.add(run("r" + runs.size(), kind, Document.empty().with("source", Value.text(store)), Run.State.RUNNING));
    }

    Runs runs() {
        return new Runs() {
            @Override
            public Run start(String kind, String title, Document parameters, Task task) {
                String id = "r" + runs.size();
                runs.add(run(id, kind, parameters, Run.State.RUNNING));
                meanwhile.run();
                Run run = ended(id, kind, parameters, task);
                runs.set(runs.size() - 1, run);
                return run;
            }

            @Override
            public Optional<Run> find(String id) {
                return runs.stream().filter(run -> run.id().equals(id)).findFirst();
            }

            @Override
            public List<Run> list(Optional<String> kind, Optional<String> before, int limit) {
                return runs.stream()
                        .filter(run -> kind.isEmpty() || run.kind().equals(kind.get()))
                        .toList();
            }

            @Override
            public Optional<Document> report(String id) {
                return Optional.empty();
            }

            @Override
            public Run rollBack(String id, Task task) {
                throw new UnsupportedOperationException(id);
            }

            @Override
            public Run resume(String id) {
                throw new UnsupportedOperationException(id);
            }

            @Override
            public Run cancel(String id) {
                return find(id).orElseThrow();
            }

            @Override
            public Subscription subscribe(Optional<String> runId, Consumer<RunEvent> listener) {
                return () -> {};
            }
        };
    }

    private static Run ended(String id, String kind, Document parameters, Runs.Task task) {
        try {
            task.run(progress(id));
            return run(id, kind, parameters, Run.State.SUCCEEDED);
        } catch (RunFailedException e) {
            return run(id, kind, parameters, Run.State.FAILED);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Run run(String id, String kind, Document parameters, Run.State state) {
        return new Run(
                id,
                kind,
                kind,
                parameters,
                state,
                "",
                new Run.Progress(0, 0, 0, 0),
                Instant.EPOCH,
                Optional.of(Instant.EPOCH),
                List.of(),
                List.of());
    }

    private static RunProgress progress(String id) {
        return new RunProgress() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public void stage(String name) {}

            @Override
            public void total(long records) {}

            @Override
            public void advance(long records) {}

            @Override
            public void warn(String message) {}

            @Override
            public void error(String message) {}
        };
    }

    @Override
    public void close() {
        stores.values().forEach(Store::close);
        state.close();
    }
}
