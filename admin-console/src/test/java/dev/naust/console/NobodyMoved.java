package dev.naust.console;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.Primaries;
import java.util.List;
import java.util.Optional;

/** Every store serves its own collections. */
final class NobodyMoved implements Primaries {
    @Override
    public List<Switched> of(String store) {
        return List.of();
    }

    @Override
    public Passage enter(String store, Optional<DatasetId> collection, boolean writes) {
        return new Passage() {
            @Override
            public Optional<Switched> switched() {
                return Optional.empty();
            }

            @Override
            public void confirm() {
                // Nobody moves anything.
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
