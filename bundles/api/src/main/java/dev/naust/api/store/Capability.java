package dev.naust.api.store;

import java.util.EnumSet;
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
        if (store.transactions().isPresent()) {
            shown.add(TRANSACTIONS);
        }
        return shown;
    }

    /** Whether a facet stands behind this capability, so that a claim of it can be checked on an open store. */
    public boolean hasFacet() {
        return this == TRANSACTIONS;
    }
}
