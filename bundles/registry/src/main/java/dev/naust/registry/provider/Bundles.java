package dev.naust.registry.provider;

import java.util.stream.Stream;
import org.osgi.framework.BundleContext;

/** Which bundles are installed, as far as the catalogue needs to know. */
public interface Bundles {

    /** Whether the bundle with this number is installed. */
    boolean isThere(long bundleId);

    /** Whether a bundle with this symbolic name is installed. */
    boolean isThere(String name);

    /** The bundles of a framework. */
    static Bundles of(BundleContext context) {
        return new Bundles() {
            @Override
            public boolean isThere(long bundleId) {
                return context.getBundle(bundleId) != null;
            }

            @Override
            public boolean isThere(String name) {
                return Stream.of(context.getBundles()).anyMatch(bundle -> name.equals(bundle.getSymbolicName()));
            }
        };
    }
}
