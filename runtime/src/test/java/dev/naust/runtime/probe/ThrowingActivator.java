package dev.naust.runtime.probe;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Fails to start, as a plugin may. */
public final class ThrowingActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("this plugin never starts");
    }

    @Override
    public void stop(BundleContext context) {
        // Nothing was started.
    }
}
