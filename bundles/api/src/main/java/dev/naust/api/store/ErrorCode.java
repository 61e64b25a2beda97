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
     * The step on the way to a working store that fails when this happens, so that the trial of a configuration can say how far
     * it came.
     */
    default Optional<Step> step() {
        return Optional.empty();
    }
}
