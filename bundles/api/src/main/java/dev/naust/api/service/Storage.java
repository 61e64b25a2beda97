package dev.naust.api.service;

import dev.naust.api.store.Store;
import org.osgi.annotation.versioning.ProviderType;

/** Puts the ports that applications use over any open store. Safe for use by several threads. */
@ProviderType
public interface Storage {

    /**
     * The ports over a store. The store stays its opener's: whoever opened or leased it closes it, and the ports end with it.
     * All who ask for one store share its backend, because changes through one backend are put in line with each other.
     */
    StorageBackend over(Store store);

    /**
     * The same over a leased store, and every {@link OperationListener} is told what is done under the lease's name. What the
     * map of personal data says of the store's collections holds for all records: {@link RecordGuard}.
     */
    default StorageBackend over(StoreLease lease) {
        return over(lease, Sight.CLEAR);
    }

    /** The same for somebody in particular. */
    StorageBackend over(StoreLease lease, Sight sight);
}
