package dev.naust.registry.store;

import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreEndpoints;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Identity;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.store.FailoverList.Candidate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks stores where they are, looks at their other endpoints and moves them there. Stateless; thread-safe. */
@Component(service = StoreEndpoints.class)
public final class StoreMoves implements StoreEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMoves.class);

    private final StoreKeeper keeper;

    /** Moves the stores that {@code keeper} keeps. */
    @Activate
    public StoreMoves(@Reference StoreKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public List<Endpoint> endpoints(String store) {
        return keeper.table().get(store).moorings().view();
    }

    @Override
    public boolean check(String store, Duration timeout, boolean mayOpen) {
        Berth berth = keeper.table().get(store).berth();
        Optional<SharedStore> open = berth.serving();
        if (open.isEmpty() && mayOpen) {
            berth.lease().close();
            open = berth.serving();
        }
        if (open.isEmpty()) {
            return false;
        }
        try {
            open.get().check(timeout);
            return true;
        } catch (RuntimeException e) {
            if (berth.serving().equals(open)) {
                throw e;
            }
            // It was closed meanwhile, which says nothing of the one that serves now.
            LOG.debug("Store {} went while it was checked", store, e);
            return false;
        }
    }

    @Override
    public Optional<Identity.Standing> standing(String store, Duration timeout) {
        return keeper.table()
                .get(store)
                .berth()
                .serving()
                .flatMap(SharedStore::peek)
                .flatMap(Store::identity)
                .map(identity -> identity.standing(timeout));
    }

    @Override
    public StoreLease look(String store, String endpoint) {
        Moorings moorings = keeper.table().get(store).moorings();
        Configured there = moorings.at(moorings.get(endpoint));
        StoreDefinition definition = there.inUse().orElseThrow(() -> StoreEntry.invalid(store, there));
        Provider provider =
                keeper.table().get(store).berth().versions().await(definition).orElseThrow(() -> unavailable(store));
        SharedStore apart = keeper.opener()
                .open(definition, there.inUseRevision(), provider)
                .orElseThrow(() -> unavailable(store));
        StoreLease lease = apart.lease().orElseThrow(() -> unavailable(store));
        apart.retire();
        return lease;
    }

    @Override
    public void move(String store, String endpoint, Duration patience, Consumer<Store> examination, boolean fence) {
        StoreEntry entry = keeper.table().get(store);
        Moorings moorings = entry.moorings();
        Candidate to = moorings.get(endpoint);
        if (moorings.isFenced(to)) {
            throw new StoreException(
                    ServiceError.ENDPOINT_REFUSED,
                    "Store " + store + " does not go to " + endpoint
                            + ": it was left in need and may hold changes of its own. Make it a standby of the one that"
                            + " is in use, or go there with force.");
        }
        Candidate from = moorings.active().orElse(to);
        Configured basis = moorings.asWritten();
        boolean elsewhere = !from.name().equals(to.name());
        entry.berth().move(moorings.at(to), elsewhere ? Optional.of(patience) : Optional.empty(), examination, () -> {
            if (!moorings.asWritten().equals(basis)) {
                throw new StoreException(
                        ServiceError.STORE_CHANGED,
                        "The configuration of store " + store + " was changed meanwhile. Try again.");
            }
            if (elsewhere) {
                moorings.moved(from, to, fence);
                LOG.warn("Store {} is at {} now; before it was at {}", store, to.name(), from.name());
            }
        });
    }

    @Override
    public void liftFence(String store, String endpoint) {
        keeper.table().get(store).moorings().liftFence(endpoint);
    }

    private static StoreException unavailable(String store) {
        return new StoreException(
                ServiceError.STORE_UNAVAILABLE, "The provider of store " + store + " is not there at the moment.");
    }
}
