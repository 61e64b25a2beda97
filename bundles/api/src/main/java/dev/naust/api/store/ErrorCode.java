package dev.naust.api.store;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A named kind of failure; each provider has an enum of its own. */
@ConsumerType
public interface ErrorCode {

    /** A stable code for scripts, such as {@code sqlite.corrupt}. */
    String code();

    Category category();

    /**
     * Whether records are to blame that break a rule of the store or a limit of it, such as a key that comes twice or a value that is
     * too large for an index: with other records the same would have gone well.
     */
    default boolean blamesRecords() {
        return false;
    }

    /**
     * The step on the way to a working store that fails when this happens, so that the trial of a configuration can say how far
     * it came.
     */
    default Optional<Step> step() {
        return Optional.empty();
    }
}
