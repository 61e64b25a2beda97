package dev.naust.migration.chunk;

import dev.naust.api.model.Schema;
import dev.naust.api.service.Storage;
import dev.naust.api.store.ForwardingStore;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import java.util.Optional;

/**
 * Makes a collection of a run's own in a target, as the target can hold it. Ports over a store remember the collections that
 * they have made, but these come and go with each run; so each time they are put over the store anew.
 */
public final class OwnCollection extends ForwardingStore {
    private final Store store;

    private OwnCollection(Store store) {
        super(store);
        this.store = store;
    }

    /** The collection as the target declares it, made when it is not there. */
    public static Schema ensure(Storage storage, Store target, Schema wanted) throws InterruptedException {
        return storage.over(new OwnCollection(target)).repository(wanted).schema();
    }

    /** Whether it is there: who clears it away may have done so, and have heard no answer. */
    public static boolean isIn(Store target, Schema own) {
        return target.datasets().stream().anyMatch(each -> each.id().equals(own.id()));
    }

    @Override
    public Optional<SchemaEditing> schemaEditing() {
        return store.schemaEditing();
    }

    @Override
    public void close() {
        // Whoever opened the store closes it.
    }
}
