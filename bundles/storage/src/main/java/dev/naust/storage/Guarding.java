package dev.naust.storage;

import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.Sight;

/** Puts the guard of personal data before the repositories of one store. */
record Guarding(String store, Sight sight, Guards guards) {
    /** For stores that are nobody's but the server's. */
    static final Guarding NOTHING = new Guarding("", Sight.KEEPER, new Guards());

    DocumentRepository over(DocumentRepository records) {
        return guards.find()
                .flatMap(found -> found.rules(store, records.schema().id()))
                .<DocumentRepository>map(rules -> new GuardedRepository(records, rules, sight))
                .orElse(records);
    }
}
