package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.store.Capability;
import java.util.Optional;
import java.util.Set;

/**
 * A configured store as people may see it: no secret is in it.
 *
 * @param connection the configured connection, secrets as {@code ********}
 * @param problem why it cannot be used, and what to do, in one or two sentences
 * @param capabilities what it can do; known once it has been open
 * @param revision changes with every change of the configuration; the ETag
 */
public record StoreView(
        String id,
        String type,
        State state,
        Optional<String> problem,
        boolean isDefault,
        Optional<String> classification,
        Optional<String> residency,
        Document connection,
        Set<Capability> capabilities,
        String revision) {

    /** Whether a store can be used. */
    public enum State {
        /** Configured, and opened when first used. */
        READY,
        OPEN,
        /** Its provider is not there. */
        UNAVAILABLE,
        /** Its configuration is wrong, or the last attempt to open it failed. */
        FAILED
    }
}
