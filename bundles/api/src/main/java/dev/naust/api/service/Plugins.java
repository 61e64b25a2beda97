package dev.naust.api.service;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The jars in the plugins folder, and why each does or does not run. Safe for use by several threads. */
@ProviderType
public interface Plugins {

    /** All jars that lie in the folder now, sorted by file name. */
    List<Plugin> plugins();

    /**
     * One jar.
     *
     * @param file its name in the folder
     * @param name its bundle's symbolic name; empty when it is no bundle
     * @param version its bundle's version; empty when it is no bundle
     * @param providers the ids of the providers that it registered
     * @param problem why it does not run and what to do, in plain words
     */
    record Plugin(
            String file, String name, String version, State state, List<String> providers, Optional<String> problem) {
        public Plugin {
            providers = List.copyOf(providers);
        }
    }

    /** How a jar stands. */
    enum State {
        RUNNING,
        /** Its needs are not met, it threw while starting, or it is no bundle. */
        FAILED,
        /** It was only just copied here. */
        PENDING
    }
}
