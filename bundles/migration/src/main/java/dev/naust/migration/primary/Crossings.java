package dev.naust.migration.primary;

import dev.naust.api.model.DatasetId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many writes are going on here, by collection. Guarded by whoever has it. */
final class Crossings {
    private final Map<Place, Integer> places = new HashMap<>();

    /** @param collection empty for work that may touch any */
    record Place(String store, Optional<DatasetId> collection) {}

    void begin(Place place) {
        places.merge(place, 1, Integer::sum);
    }

    void end(Place place) {
        places.computeIfPresent(place, (same, count) -> count == 1 ? null : count - 1);
    }

    /** Whether a write is going on that may touch what a standing is about. */
    boolean any(Standing standing) {
        return places.keySet().stream()
                .anyMatch(place -> place.collection()
                        .map(collection -> standing.concerns(place.store(), collection))
                        .orElseGet(() -> standing.concerns(place.store())));
    }
}
