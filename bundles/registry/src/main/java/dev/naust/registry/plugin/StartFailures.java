package dev.naust.registry.plugin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * Remembers why bundles did not start. FileInstall keeps the reason to itself, so a bundle that should run and does not is
 * started once more, only to hear it.
 */
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

    /** Starts a bundle that is meant to run and does not, if that was not tried yet. */
    void retry(Bundle bundle) {
        boolean resolved = bundle.getState() == Bundle.RESOLVED;
        if (!resolved || of(bundle).isPresent() || !isMeantToRun(bundle)) {
            return;
        }
        try {
            bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            note(bundle, e);
        }
    }

    /** Forgets bundles that are no longer there. */
    void keepOnly(Set<Long> bundleIds) {
        failures.keySet().retainAll(bundleIds);
    }

    private void note(Bundle bundle, BundleException failure) {
        failures.put(bundle.getBundleId(), new Failure(bundle.getLastModified(), reason(failure)));
    }

    /** Whether a bundle was started and never stopped on purpose. */
    static boolean isMeantToRun(Bundle bundle) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        return level != null && level.isPersistentlyStarted();
    }

    private static String reason(BundleException failure) {
        Throwable reason = failure;
        while (reason.getCause() != null && reason.getCause() != reason) {
            reason = reason.getCause();
        }
        return FirstLine.of(reason);
    }
}
