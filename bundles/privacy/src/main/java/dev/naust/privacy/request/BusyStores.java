package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps an erasure from running while a migration, backup or restore moves records of the same stores: what they have read
 * already would arrive behind it.
 */
final class BusyStores {
    private static final int RECENT = 200;
    private static final List<String> MOVING = List.of("migration", "backup", "restore", "repair");

    private final Runs runs;

    BusyStores(Runs runs) {
        this.runs = runs;
    }

    void refuse(PrivacyRequest request) {
        if (request.type() != Type.ERASURE) {
            return;
        }
        Set<String> stores = stores(request);
        for (String kind : MOVING) {
            for (Run run : runs.list(Optional.of(kind), Optional.empty(), RECENT)) {
                if (!run.state().isFinal() && names(run.parameters(), stores)) {
                    throw new StoreException(
                            ServiceError.PRIVACY_REQUEST_STATE,
                            "The " + kind + " " + run.id()
                                    + " moves records of a store that is erased from; wait for its end, or cancel it");
                }
            }
        }
    }

    /** Those that a request's person was found in. */
    static Set<String> stores(PrivacyRequest request) {
        return request.scope().stream()
                .flatMap(scope -> scope.found().stream())
                .map(PrivacyRequest.Found::store)
                .collect(Collectors.toSet());
    }

    private static boolean names(Value value, Set<String> stores) {
        if (value instanceof Document document) {
            return document.toMap().values().stream().anyMatch(inner -> names(inner, stores));
        }
        return value instanceof Text text && stores.contains(text.string());
    }
}
