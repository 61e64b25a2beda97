package dev.naust.registry.provider;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;

/**
 * The bundle that a provider came with.
 *
 * @param bundleId the framework's number of the bundle
 * @param name its symbolic name
 * @param version its version
 */
public record Origin(long bundleId, String name, Version version) {

    static Origin of(Bundle bundle) {
        return new Origin(
                bundle.getBundleId(),
                Objects.toString(bundle.getSymbolicName(), bundle.getLocation()),
                bundle.getVersion());
    }

    /** The bundle that a class is of; without a framework, its package stands for the bundle. */
    static Origin of(Class<?> type) {
        @Nullable Bundle bundle = FrameworkUtil.getBundle(type);
        return bundle != null ? of(bundle) : new Origin(0, type.getPackageName(), Version.emptyVersion);
    }

    /** Name and version, for people. */
    public String text() {
        return name + " " + version;
    }
}
