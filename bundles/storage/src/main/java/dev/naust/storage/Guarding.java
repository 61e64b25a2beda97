package dev.naust.storage;

import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Sight;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Puts the guard of personal data before the repositories of one store.
 *
 * @param guard empty when there is none now
 * @param needed whether there was one; without it nobody knows what may be stored
 */
record Guarding(String store, Sight sight, Supplier<Optional<RecordGuard>> guard, Supplier<Boolean> needed) {
    /** For stores that are nobody's but the server's. */
    static final Guarding NOTHING = new Guarding("", Sight.KEEPER, Optional::empty, () -> false);

    DocumentRepository over(DocumentRepository records) {
        Optional<RecordGuard> present = guard.get();
        if (present.isEmpty() && needed.get()) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The bundle that knows the map of personal data is not started at the moment, so that nobody can say"
                            + " what may be stored; try again soon, or start it");
        }
        return present.flatMap(found -> found.rules(store, records.schema().id()))
                .<DocumentRepository>map(rules -> new GuardedRepository(records, rules, sight))
                .orElse(records);
    }
}
