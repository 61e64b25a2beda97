package dev.naust.registry.store;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.StoreDefinition;
import dev.naust.registry.config.Overrides;
import java.util.List;
import java.util.Optional;

/**
 * What is configured for one store, and what of it is in use.
 *
 * @param revision of the file as it is now
 * @param number of the file's revision in the history; 0 while it is not known
 * @param written what the file says now, as far as it can be read
 * @param problems of the file as it is now
 * @param warnings about the file as it is now
 * @param use the definition in use; empty when there is no valid one
 */
record Configured(
        String revision,
        int number,
        Optional<StoreDefinition> written,
        List<ConfigProblem> problems,
        List<ConfigProblem> warnings,
        Optional<Use> use) {

    /**
     * A definition in use.
     *
     * @param revision of the file that it was read from
     * @param written what that file said
     * @param applied the same with what the environment overrides
     */
    record Use(String revision, StoreDefinition written, Overrides.Applied applied) {}

    /** The same for a store that is at one of its endpoints; with nothing in use where it is not known which. */
    Configured at(Optional<FailoverList.Candidate> endpoint) {
        return new Configured(
                revision,
                number,
                written,
                problems,
                warnings,
                endpoint.flatMap(there -> use.map(used -> new Use(
                        there.revision(used.revision()),
                        used.written(),
                        new Overrides.Applied(
                                there.definition(),
                                used.applied().overrides(),
                                used.applied().warnings())))));
    }

    /** Whether an earlier definition stays in use because the file is invalid. */
    boolean isKept() {
        return use.isPresent() && !problems.isEmpty();
    }

    /** The definition that stores are opened with. */
    Optional<StoreDefinition> inUse() {
        return use.map(used -> used.applied().definition());
    }

    /** The revision that the definition in use was read from; empty when there is none. */
    String inUseRevision() {
        return use.map(Use::revision).orElse("");
    }

    /** What people are shown: what is in use or, where nothing is, what the file says. */
    Optional<StoreDefinition> shown() {
        return use.map(Use::written).or(() -> written);
    }

    /** The provider's id, overridden or not; empty text when it is not known. */
    String type() {
        return inUse().or(() -> written).map(StoreDefinition::type).orElse("");
    }
}
