package dev.naust.registry.plugin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;

/** Remembers why bundles did not start, so that none is started again and again. */
final class StartFailures implements FrameworkListener {
    private final Map<Long, Failure> failures = new ConcurrentHashMap<>();

    /** Why one version of a bundle did not start; an updated one has another chance. */
    private record Failure(long bundleModified, String reason) {}

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR && event.getThrowable() instanceof BundleException failure) {
            note(event.getBundle(), failure);
        }
    }

    /** Why a bundle did not start; empty when it did or that was never tried. */
    Optional<String> of(Bundle bundle) {
        return Optional.ofNullable(failures.get(bundle.getBundleId()))
                .filter(failure -> failure.bundleModified() == bundle.getLastModified())
                .map(Failure::reason);
    }

    /** Forgets bundles that are no longer there. */
    void keepOnly(Set<Long> bundleIds) {
        failures.keySet().retainAll(bundleIds);
    }

    /** Remembers a failure. */
    void note(Bundle bundle, BundleException failure) {
        failures.put(bundle.getBundleId(), new Failure(bundle.getLastModified(), reason(failure)));
    }

    /** The innermost reason, on one line. */
    static String reason(BundleException failure) {
        Throwable reason = failure;
        while (reason.getCause() != null && reason.getCause() != reason) {
            reason = reason.getCause();
        }
        return FirstLine.of(reason);
    }
}
