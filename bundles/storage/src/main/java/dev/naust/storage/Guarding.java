package dev.naust.storage;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.Sight;

/** Puts the guard of personal data before the repositories of one store. */
record Guarding(String store, Sight sight, Offered<RecordGuard> guards) {
    /** For stores that are nobody's but the server's. */
    static final Guarding NOTHING = new Guarding("", Sight.KEEPER, new Offered<>("", ""));

    /** @param collection as the map of personal data names it, whichever store serves it */
    DocumentRepository over(DatasetId collection, DocumentRepository records) {
        return guards.find()
                .flatMap(found -> found.rules(store, collection))
                .<DocumentRepository>map(rules -> new GuardedRepository(records, rules, sight))
                .orElse(records);
    }
}
