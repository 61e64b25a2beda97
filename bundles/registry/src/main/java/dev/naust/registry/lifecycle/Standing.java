package dev.naust.registry.lifecycle;

import java.time.Instant;
import java.util.Optional;
import org.osgi.framework.Bundle;

/**
 * How one jar of the plugins folder stands.
 *
 * @param bundle what runs or would run of it: an older version while a new one cannot take over; empty when nothing is
 *     installed
 * @param problem what is wrong, to follow the jar's name, and what to do
 * @param since when it came to stand so
 */
public record Standing(Phase phase, Optional<Bundle> bundle, Optional<String> problem, Instant since) {

    /** Where a plugin is between arriving and going. */
    public enum Phase {
        /** It is being looked at, installed, started or stopped. */
        BUSY,
        RUNNING,
        /** It is installed, and something that it needs is not there. */
        UNRESOLVED,
        /** It is broken, or it threw. */
        FAILED,
        /** It did not start or stop within the limit; a thread is stuck in it. */
        HUNG,
        /** An operator stopped it. */
        STOPPED,
        /** The server's policy does not trust it. */
        QUARANTINED,
        /** Another jar is the same bundle. */
        CONFLICT
    }
}
