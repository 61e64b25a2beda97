package dev.naust.registry.lifecycle;

import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/**
 * One version of a plugin that is installed.
 *
 * @param threads the group that its own threads are born into, as far as it starts them while it starts
 */
record Installed(Bundle bundle, ThreadGroup threads) {
    private static final String STEP = "naust-plugin-step";

    /** The framework's own, which are born into the group of whoever is resolved first, and end by themselves. */
    private static final String RESOLVER = "FelixResolver-";

    static Installed of(Bundle bundle) {
        return new Installed(bundle, new ThreadGroup("naust-plugin-" + bundle.getBundleId()));
    }

    long id() {
        return bundle.getBundleId();
    }

    Version version() {
        return bundle.getVersion();
    }

    boolean isSame(WholeJar jar) {
        return jar.name().equals(bundle.getSymbolicName()) && jar.version().equals(version());
    }

    /** What the thread is called that a step of the plugin runs on. */
    String stepName() {
        return STEP + "-" + bundle.getSymbolicName();
    }

    /** The names of the threads that it started and that still run. */
    List<String> leftThreads() {
        Thread[] found = new Thread[threads.activeCount() + 8];
        int count = threads.enumerate(found);
        return Stream.of(found)
                .limit(count)
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> !name.startsWith(STEP) && !name.startsWith(RESOLVER))
                .toList();
    }
}
