package dev.naust.registry.sample;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** What makes a plugin throw while it starts. */
public final class ThrowingActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("the licence has run out\nand this is a second line");
    }

    @Override
    public void stop(BundleContext context) {}
}
