package dev.naust.api.service;

import dev.naust.api.store.Identity;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The places where a store can be: its connection, and those of its failover list. A store is at one of them at a time; the one
 * that it left in need is fenced, which means that nobody is lent it, until its fence is lifted. Where a store is, and what is
 * fenced, is kept over a restart. Safe for use by several threads.
 */
@ProviderType
public interface StoreEndpoints {

    /**
     * The endpoints of a store, its connection first.
     *
     * @return empty while its configuration is not valid
     * @throws StoreException with {@code store.not_found}
     */
    List<Endpoint> endpoints(String store);

    /**
     * Checks the instance that all share. This is no borrowing: it keeps nobody from closing the store.
     *
     * @param mayOpen whether a store that is not open is opened for it
     * @return whether it was checked; false when it is not open and was not to be opened
     * @throws StoreException when it does not pass, or cannot be opened
     */
    boolean check(String store, Duration timeout, boolean mayOpen);

    /**
     * What the instance that all share says of itself.
     *
     * @return empty when it is not open, or its type cannot tell
     * @throws StoreException when it does not answer
     */
    Optional<Identity.Standing> standing(String store, Duration timeout);

    /**
     * Opens an endpoint apart from what others use; the end of the lease closes it.
     *
     * @throws StoreException with {@code endpoint.not_found}, or when it cannot be opened
     */
    StoreLease look(String store, String endpoint);

    /**
     * Opens an endpoint, has it checked and examined, and moves the store there. Where it is another one than before, nobody
     * is lent the new one before the old one has been closed: leases of the old one end within {@code patience}, and those
     * who want a lease meanwhile wait. Moving to where the store is opens it anew; leases of the old instance go on then.
     *
     * @param examination throws to refuse the endpoint; it is called with the open store before anything changes
     * @param fence whether the endpoint that is left is fenced
     * @throws StoreException with {@code endpoint.not_found}; with {@code endpoint.refused} when the endpoint is fenced; or why
     *     it cannot be opened or was refused. The store is where it was then.
     */
    void move(String store, String endpoint, Duration patience, Consumer<Store> examination, boolean fence);

    /** Lifts the fence of an endpoint; does nothing where there is none. */
    void liftFence(String store, String endpoint);

    /**
     * A place where a store can be.
     *
     * @param name such as {@code db.example.org:5432}; shows no secret
     * @param isPrimary whether it is the store's connection, and not of its failover list
     * @param isActive whether the store is there
     * @param isFenced whether it is kept from being written
     * @param residency where its data is, its own or else the store's
     */
    record Endpoint(String name, boolean isPrimary, boolean isActive, boolean isFenced, Optional<String> residency) {}
}
