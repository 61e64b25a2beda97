package dev.naust.api.service;

import dev.naust.api.model.DatasetId;

/**
 * The collections that Naust makes in other people's stores for its own work, and clears away again. They are labelled where
 * collections are listed, and nobody migrates or compares them.
 */
public final class OwnCollections {
    /** Where migrations that are not over stand; gone when they are. */
    public static final String CHECKPOINTS = "naust_checkpoints";

    /** What records were before migrations changed them, from which they can be rolled back. */
    public static final String ROLLBACK = "naust_rollback";

    private OwnCollections() {}

    /** Whether a collection is one of these, and no data of the store's users. */
    public static boolean isOne(DatasetId id) {
        return id.name().equals(CHECKPOINTS) || id.name().equals(ROLLBACK);
    }
}
