package dev.naust.registry.provider;

import java.time.Duration;
import java.util.List;

/** Hears of changes among the providers, always outside the catalogue's lock. */
public interface ProviderListener {

    /** Another provider than before, or none, now answers to this id. */
    void changed(String id);

    /**
     * A provider's bundle is stopping. What was opened with it must be closed when this returns; its bundle waits for that.
     */
    void left(Provider provider);

    /** Whether stores are configured for this id. */
    default boolean needs(String id) {
        return false;
    }

    /**
     * Waits until no store is on its way to this provider any more, at most for {@code patience}.
     *
     * @return why stores that tried it went back, one sentence for each
     */
    default List<String> settle(Provider provider, Duration patience) {
        return List.of();
    }
}
