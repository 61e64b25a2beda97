package dev.naust.postgres;

import java.util.Set;

/**
 * What a way to a server leaves of it.
 *
 * @param hidden schemas whose collections are not listed; they can be named all the same
 * @param listens whether a connection stays with one session of the server, so that it can listen
 * @param decodes whether connections for replication come through
 */
record Access(Set<String> hidden, boolean listens, boolean decodes) {
    /** Everything. */
    static final Access WHOLE = new Access(Set.of(), true, true);

    Access {
        hidden = Set.copyOf(hidden);
    }
}
