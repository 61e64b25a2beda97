package dev.naust.api.store;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a store can do, as shown to people; derived from its facets wherever a facet stands behind it. */
public enum Capability {
    RECORDS,
    SQL,
    TRANSACTIONS,
    QUEUE,
    PUBSUB,
    FILES,
    CHANGES,
    FULL_TEXT_SEARCH,
    STREAMING,
    COMPRESSION,
    ENCRYPTION,
    REPLICATION,
    LOCAL,
    REMOTE;

    /** What the facets of an open store show. */
    public static Set<Capability> shownBy(Store store) {
        Set<Capability> shown = EnumSet.of(RECORDS);
        for (Capability capability : values()) {
            if (capability.facetOf(store).isPresent()) {
                shown.add(capability);
            }
        }
        return shown;
    }

    /** Whether a facet stands behind this capability, so that a claim of it can be checked on an open store. */
    public boolean hasFacet() {
        return switch (this) {
            case SQL, TRANSACTIONS, QUEUE, PUBSUB, FILES, CHANGES, FULL_TEXT_SEARCH -> true;
            case RECORDS, STREAMING, COMPRESSION, ENCRYPTION, REPLICATION, LOCAL, REMOTE -> false;
        };
    }

    private Optional<?> facetOf(Store store) {
        return switch (this) {
            case SQL -> store.sql();
            case TRANSACTIONS -> store.transactions();
            case QUEUE -> store.queue();
            case PUBSUB -> store.messages();
            case FILES -> store.files();
            case CHANGES -> store.changeFeed();
            case FULL_TEXT_SEARCH -> store.search();
            case RECORDS, STREAMING, COMPRESSION, ENCRYPTION, REPLICATION, LOCAL, REMOTE -> Optional.empty();
        };
    }
}
