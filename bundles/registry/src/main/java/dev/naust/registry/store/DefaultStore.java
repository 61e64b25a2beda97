package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.StoreDefinition;
import dev.naust.registry.config.Settings;
import java.util.Map;
import java.util.Optional;

/**
 * Which store is used where none is named: the one that {@code config/naust.json} names, or else the one with the id {@code default},
 * which is an embedded database unless somebody configured something else. Thread-safe.
 */
final class DefaultStore {
    /** The store that is used when none was chosen. */
    static final String FALLBACK = "default";

    private final Optional<Settings> settings;
    private final StoreTable table;

    DefaultStore(Optional<Settings> settings, StoreTable table) {
        this.settings = settings;
        this.table = table;
    }

    /** The id of the store that is used where none is named, whether it is there already or not. */
    String id() {
        return settings.flatMap(Settings::defaultStore).filter(table::has).orElse(FALLBACK);
    }

    /** What the fallback is made of when it is needed and not there. */
    static StoreDefinition fallback() {
        return StoreDefinition.of(
                FALLBACK, "sqlite", Document.of(Map.of("path", Value.text("data/" + FALLBACK + ".sqlite"))));
    }
}
