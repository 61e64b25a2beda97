package dev.naust.migration.compare;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Store;
import java.util.Optional;

/** What a store does not show to whom it is read by, so that nothing can be proven of it. */
public final class Hidden {
    private Hidden() {}

    /** Why a collection may have more records than it shows, and the next step; empty when nothing is known of that. */
    public static Optional<String> why(Store store, DatasetId collection) throws InterruptedException {
        Optional<Footing> footing = store.footing();
        return footing.isPresent() ? footing.get().hiding(collection) : Optional.empty();
    }
}
