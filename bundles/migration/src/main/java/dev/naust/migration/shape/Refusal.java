package dev.naust.migration.shape;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;

/** Says why a shape that was chosen cannot be made. A plan shows it as a blocker. */
final class Refusal {
    private Refusal() {}

    static StoreException of(String sentence) {
        return new StoreException(ServiceError.MIGRATION_BLOCKED, sentence);
    }
}
