package dev.naust.migration;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/** Keeps two migrations out of one target. Safe for use by several threads. */
@Component(service = BusyTargets.class)
public final class BusyTargets {
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** A target that is in use until this is closed. */
    interface Hold {
        /** Ends it. */
        void close();
    }

    /**
     * Takes a target into use.
     *
     * @throws StoreException with {@code migration.in_progress}
     */
    Hold hold(String name) {
        if (!names.add(name)) {
            throw busy(name);
        }
        return () -> names.remove(name);
    }

    static StoreException busy(String target) {
        return new StoreException(
                ServiceError.MIGRATION_IN_PROGRESS,
                "Another migration into " + target + " is running: wait for it, or cancel it first");
    }
}
