package dev.naust.cross;

import dev.naust.api.model.Document;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.storage.StorageService;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;

/** Stores under names, the server's own state in one more, and runs that are over when they have been started. */
final class Docks implements AutoCloseable {
    private final Map<String, Store> stores = new TreeMap<>();
    private final Set<String> broken = new HashSet<>();
    private final Map<String, Run> runs = new TreeMap<>();
    private final Storage storage = new StorageService();
    private final Store state;

    Docks(Store state) {
        this.state = state;
    }

    void dock(String id, Store store) {
        stores.put(id, store);
    }

    /** A store that {@link #readOnly} works on. */
    void dockBreakable(String id, Store store) {
        dock(id, (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("write") && broken.contains(id)) {
                        throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The store " + id + " is away.");
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** From now on the store takes no changes, or does again. */
    void readOnly(String id, boolean isReadOnly) {
        if (isReadOnly) {
            broken.add(id);
        } else {
            broken.remove(id);
        }
    }

    Store store(String id) {
        return stores.get(id);
    }

    Storage storage() {
        return storage;
    }

    StorageBackend ports(String id) {
        return storage.over(stores.get(id));
    }

    ServerState state() {
        return new ServerState() {
            @Override
            public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
                return work.run(storage.over(state));
            }
        };
    }

    static ServerKeys keys() {
        return purpose -> {
            byte[] bytes = new byte[32];
            IntStream.range(0, 32).forEach(i -> bytes[i] = (byte) (purpose.charAt(i % purpose.length()) + i));
            return new SecretKeySpec(bytes, "HmacSHA256");
        };
    }

    StoreRegistry registry() {
        return (StoreRegistry) Proxy.newProxyInstance(
                StoreRegistry.class.getClassLoader(),
                new Class<?>[] {StoreRegistry.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "stores" -> stores.keySet().stream().map(Docks::view).toList();
                    case "find" ->
                        Optional.of((String) arguments[0])
                                .filter(stores::containsKey)
                                .map(Docks::view);
                    case "lease" -> lent((String) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static StoreView view(String id) {
        return new StoreView(
                id,
                "test",
                StoreView.State.OPEN,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Document.empty(),
                Set.of(),
                "1");
    }

    private StoreLease lent(String id) {
        return new Lent(id, stores.get(id));
    }

    private record Lent(String name, Store store) implements StoreLease {
        @Override
        public String type() {
            return "test";
        }

        @Override
        public void close() {
            // The stores are closed with the docks.
        }
    }

    Runs runs() {
        return (Runs) Proxy.newProxyInstance(
                Runs.class.getClassLoader(),
                new Class<?>[] {Runs.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "start" -> started((String) arguments[0], (Document) arguments[2], (Runs.Task) arguments[3]);
                    case "find" -> Optional.ofNullable(runs.get((String) arguments[0]));
                    case "list" -> List.of();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Run started(String kind, Document parameters, Runs.Task task) throws InterruptedException {
        Run.State end = Run.State.SUCCEEDED;
        String id = "run-" + runs.size();
        try {
            task.run(unseen(id));
        } catch (RunFailedException e) {
            end = Run.State.FAILED;
        }
        Run run = new Run(
                id,
                kind,
                kind,
                parameters,
                end,
                "",
                new Run.Progress(0, 0, 0, 0),
                Instant.EPOCH,
                Optional.of(Instant.EPOCH),
                List.of(),
                List.of());
        runs.put(id, run);
        return run;
    }

    static RunProgress unseen(String id) {
        return (RunProgress) Proxy.newProxyInstance(
                RunProgress.class.getClassLoader(),
                new Class<?>[] {RunProgress.class},
                (proxy, method, arguments) -> method.getName().equals("id") ? id : null);
    }

    @Override
    public void close() {
        stores.values().forEach(Store::close);
        state.close();
    }
}
