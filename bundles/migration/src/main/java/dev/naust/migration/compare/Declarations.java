package dev.naust.migration.compare;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Store;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a collection's fields are: as declared, and, asked for only when that is not enough, as its values really are. Looking
 * at every value costs a pass over the collection.
 */
final class Declarations {
    private final Store store;
    private final Schema declared;
    private @Nullable Schema found;

    Declarations(Store store, DatasetId id) throws InterruptedException {
        this.store = store;
        Schema described = store.describe(id);
        // Where fields are only inferred, a sample might overlook one.
        boolean inferred =
                described.shape() == Shape.COLLECTION && store.profiling().isPresent();
        this.declared = inferred ? store.profiling().get().profile(id).schema() : described;
        if (inferred) {
            found = declared;
        }
    }

    Store store() {
        return store;
    }

    Schema declared() {
        return declared;
    }

    /** The field as wide as its values; empty where the store cannot tell. */
    Optional<Field> found(String name) throws InterruptedException {
        if (store.profiling().isEmpty()) {
            return Optional.empty();
        }
        if (found == null) {
            found = store.profiling().get().profile(declared.id()).schema();
        }
        return found.field(name);
    }
}
