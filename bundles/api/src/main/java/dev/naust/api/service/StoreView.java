package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.store.Capability;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A configured store as people may see it: no secret is in it.
 *
 * @param connection the configured connection, secrets as {@code ********}
 * @param problem why it cannot be used, and what to do, in one or two sentences
 * @param capabilities what it can do; known once it has been open
 * @param revision changes with every change of the configuration; the ETag
 * @param errors everything that is wrong with the configuration as its file is now; where there are some and the store is
 *     READY or OPEN, the last good configuration stays in use
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
        String revision,
        List<ConfigProblem> errors) {
    public StoreView {
        errors = List.copyOf(errors);
    }

    /** A store whose configuration has no errors. */
    public StoreView(
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
        this(
                id,
                type,
                state,
                problem,
                isDefault,
                classification,
                residency,
                connection,
                capabilities,
                revision,
                List.of());
    }

    /** Whether the configuration in use is not what the file says now, because the file has errors. */
    public boolean isKept() {
        return !errors.isEmpty() && (state == State.READY || state == State.OPEN);
    }

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
