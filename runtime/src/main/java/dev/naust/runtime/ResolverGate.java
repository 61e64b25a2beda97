package dev.naust.runtime;

import java.util.Collection;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Lets only those bundles resolve that the launcher installed itself or that came through the registry's door, where jars are
 * judged. Whatever else finds a way into the framework stays inert: no class of a bundle that is not resolved is ever loaded.
 */
final class ResolverGate implements ResolverHookFactory {
    /** How the location of a bundle begins that the registry judged and installed. */
    private static final String JUDGED = "naust-plugin:";

    private static final String INSTALLATION = "reference:";

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return new Pass();
    }

    private static boolean mayResolve(BundleRevision revision) {
        String location = revision.getBundle().getLocation();
        return revision.getBundle().getBundleId() == 0
                || location.startsWith(JUDGED)
                || location.startsWith(INSTALLATION);
    }

    /** One resolving. */
    private static final class Pass implements ResolverHook {
        @Override
        public void filterResolvable(Collection<BundleRevision> candidates) {
            candidates.removeIf(candidate -> !mayResolve(candidate));
        }

        @Override
        public void filterSingletonCollisions(
                BundleCapability singleton, Collection<BundleCapability> collisionCandidates) {
            // Which of two singletons wins is the framework's rule.
        }

        @Override
        public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
            // What may resolve may offer.
        }

        @Override
        public void end() {
            // Nothing is kept.
        }
    }
}
