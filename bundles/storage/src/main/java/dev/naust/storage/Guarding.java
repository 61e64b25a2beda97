package dev.naust.storage;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.RecordGuard.Rules;
import dev.naust.api.service.Sight;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import java.util.Optional;

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

    /** Reads a collection of a store through the guard. */
    RecordReader read(Store from, ReadRequest request) {
        return rules(request)
                .<RecordReader>map(rules -> new GuardedReader(from.read(sealed(request)), rules, sight))
                .orElseGet(() -> from.read(request));
    }

    /** A request for what lies in the store. */
    ReadRequest sealed(ReadRequest request) {
        return rules(request)
                .flatMap(rules -> request.filter().map(filter -> GuardedReader.sealed(filter, rules, sight)))
                .map(request::where)
                .orElse(request);
    }

    private Optional<Rules> rules(ReadRequest request) {
        return guards.find().flatMap(found -> found.rules(store, request.dataset()));
    }
}
