package dev.naust.registry.store;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.StoreDefinition;
import java.util.List;
import java.util.Optional;

/**
 * What is configured for one store, and what of it is in use.
 *
 * @param revision of the file as it is now
 * @param inUse the definition in use: the file's own, or the last valid one when the file was changed to something invalid
 * @param inUseRevision of the file that the definition in use was read from
 * @param problems of the file as it is now
 */
record Configured(
        String revision, Optional<StoreDefinition> inUse, String inUseRevision, List<ConfigProblem> problems) {

    /** Whether stores can be opened with what is in use. */
    boolean isUsable() {
        return inUse.isPresent() && (problems.isEmpty() || isKept());
    }

    /** Whether an earlier definition stays in use because the file is invalid. */
    boolean isKept() {
        return !revision.equals(inUseRevision);
    }

    /** What is configured after the file changed to {@code next}. */
    Configured followedBy(Configured next) {
        return next.problems.isEmpty() || !isUsable()
                ? next
                : new Configured(next.revision, inUse, inUseRevision, next.problems);
    }
}
