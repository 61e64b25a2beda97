package dev.naust.api.service;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The jars in the plugins folder, and why each does or does not run. Safe for use by several threads. */
@ProviderType
public interface Plugins {

    /** All jars that lie in the folder now, sorted by file name. */
    List<Plugin> plugins();

    /** What people should know about whom this server trusts; empty when there is nothing to warn of. */
    Optional<String> warning();

    /**
     * One jar.
     *
     * @param file its name in the folder
     * @param name its bundle's symbolic name; empty when it is no bundle
     * @param version its bundle's version; empty when it is no bundle
     * @param providers the ids of the providers that it registered
     * @param problem why it does not run and what to do, in plain words that follow the file's name
     */
    record Plugin(
            String file,
            String name,
            String version,
            State state,
            List<String> providers,
            Optional<String> problem,
            Details details) {
        public Plugin {
            providers = List.copyOf(providers);
        }
    }

    /**
     * What a jar holds and asks for.
     *
     * @param exports the packages that it offers to other plugins, with their versions
     * @param needs what it asks for
     * @param signer who signed it as a whole; empty when nobody did
     * @param sha256 its checksum, as 64 hexadecimal digits; empty while it cannot be read
     * @param size its length in bytes
     */
    record Details(List<String> exports, List<Need> needs, Optional<String> signer, String sha256, long size) {
        public Details {
            exports = List.copyOf(exports);
            needs = List.copyOf(needs);
        }
    }

    /**
     * Something that a jar asks for.
     *
     * @param what a package, bundle, service or Java, with the versions that fit
     * @param isOptional whether it runs without it
     * @param isMet whether it is here
     */
    record Need(String what, boolean isOptional, boolean isMet) {}

    /** How a jar stands. */
    enum State {
        RUNNING,
        /** Somebody stopped it on purpose, and it stays so when the server starts again. */
        STOPPED,
        /** Its needs are not met, it threw while starting, or it is no bundle. */
        FAILED,
        /** It was only just copied here. */
        PENDING,
        /** The server's policy does not trust it, so nothing in it runs. */
        QUARANTINED,
        /** It did not come back from starting or stopping in time. */
        HUNG,
        /** Another jar is the same bundle or offers the same provider, and that one is used. */
        CONFLICT
    }
}
