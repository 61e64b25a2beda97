package dev.naust.storage;

import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Store;
import java.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Offers the ports over stores as a service. */
@Component
public final class StorageService implements Storage {
    private final TimeSortedIds ids = new TimeSortedIds(Clock.systemUTC());

    @Activate
    public StorageService() {}

    @Override
    public StorageBackend over(Store store) {
        return new StoreBackend(new SharedScope(store), ids);
    }
}
