package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which stores are configured, and the way to use them; {@link StoreConfigurations} changes them. Safe for use by several threads.
 */
@ProviderType
public interface StoreRegistry {

    /** All configured stores, sorted by id. */
    List<StoreView> stores();

    /** The store with this id. */
    Optional<StoreView> find(String id);

    /**
     * Borrows a store, opening it when it is not open yet. All borrowers share one instance; a provider that is replaced waits
     * for leases to end.
     *
     * @throws StoreException when there is no such store ({@code store.not_found}) or it cannot be opened
     */
    StoreLease lease(String id);

    /**
     * Opens a store that no configuration names, for a command-line endpoint such as {@code sqlite:shop.db}. Paths in it are
     * the operator's own and not confined.
     *
     * @return a lease whose end closes the store
     * @throws StoreException when no provider understands the endpoint or the store cannot be opened
     */
    StoreLease open(String endpoint);

    /** All stores that are open now, those of endpoints too, sorted by name. */
    List<StoreInstance> instances();

    /**
     * Closes a store that is open; it is opened again when it is next borrowed. A store that is not open stays so.
     *
     * @throws StoreException with {@code store.not_found}
     * @throws ProviderInUseException while the store is leased
     */
    void close(String id);

    /**
     * The store that is used where none is named: the one that was chosen, or else the store {@code default}, which is made as
     * an embedded SQLite database when it is first needed.
     *
     * @throws StoreException when it is not there and cannot be made
     */
    StoreView defaultStore();

    /**
     * Chooses the store that is used where none is named; the choice is kept.
     *
     * @throws StoreException with {@code store.not_found}
     */
    StoreView chooseDefault(String id);
}
