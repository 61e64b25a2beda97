package dev.naust.health.failover;

import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreEndpoints;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Identity;
import dev.naust.api.store.Identity.Standing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Two servers of one database, of which the one in use takes changes and the other follows it as soon as it is there. */
final class TwoServers implements StoreEndpoints {
    final List<Instant> moves = new ArrayList<>();
    final Set<String> fenced = new HashSet<>();
    Set<String> up = Set.of("a");
    String active = "a";

    /** Whether who was left goes on accepting changes instead of following. */
    boolean stubborn;

    private final Clock clock;

    TwoServers(Clock clock) {
        this.clock = clock;
    }

    /** A registry that knows nothing of the store, so that no rule of classification is in the way. */
    static StoreRegistry nothing() {
        return (StoreRegistry) Proxy.newProxyInstance(
                TwoServers.class.getClassLoader(),
                new Class<?>[] {StoreRegistry.class},
                (proxy, method, arguments) -> Optional.empty());
    }

    @Override
    public List<Endpoint> endpoints(String store) {
        return List.of(endpoint("a"), endpoint("b"));
    }

    private Endpoint endpoint(String name) {
        return new Endpoint(name, name.equals("a"), name.equals(active), fenced.contains(name), Optional.empty());
    }

    @Override
    public boolean check(String store, Duration timeout, boolean mayOpen) {
        return up.contains(active);
    }

    @Override
    public Optional<Standing> standing(String store, Duration timeout) {
        return Optional.of(says(true));
    }

    @Override
    public StoreLease look(String store, String endpoint) {
        Store seen = store(endpoint, stubborn);
        return new StoreLease() {
            @Override
            public Store store() {
                return seen;
            }

            @Override
            public String name() {
                return endpoint;
            }

            @Override
            public String type() {
                return "postgres";
            }

            @Override
            public void close() {
                // Nothing is lent.
            }
        };
    }

    @Override
    public void move(String store, String endpoint, Duration patience, Consumer<Store> examination, boolean fence) {
        if (fenced.contains(endpoint)) {
            throw new StoreException(ServiceError.ENDPOINT_REFUSED, endpoint + " is fenced");
        }
        examination.accept(store(endpoint, true));
        fenced.add(active);
        active = endpoint;
        moves.add(clock.instant());
    }

    @Override
    public void liftFence(String store, String endpoint) {
        fenced.remove(endpoint);
    }

    private Store store(String endpoint, boolean promoted) {
        if (!up.contains(endpoint)) {
            throw new StoreException(ServiceError.STORE_UNAVAILABLE, endpoint + " does not answer");
        }
        Identity identity = timeout -> says(promoted);
        return (Store) Proxy.newProxyInstance(
                TwoServers.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> Optional.of(identity));
    }

    private Standing says(boolean writable) {
        return new Standing("7001/shop", writable, 1);
    }
}
