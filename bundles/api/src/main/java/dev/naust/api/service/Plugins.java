package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
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

    /** The jar with this file name, with it but for {@code .jar}, or, where only one is, of the bundle with this name. */
    Optional<Plugin> find(String id);

    /** How large a jar may be, in bytes. */
    long largest();

    /**
     * Checks a jar and puts it into the folder; returns when it runs or is known not to, or after a few seconds.
     *
     * @param file what it is to be called; empty to name it after its bundle
     * @param jar is read to its end or to the limit, and not closed
     * @throws PluginRefusedException when it is too large, not sound or already there; nothing is left of it then
     */
    Added add(Optional<String> file, InputStream jar) throws IOException;

    /**
     * Checks a jar and puts it in the place of another, whose stores move over to it.
     *
     * @param file the other one's name in the folder
     * @throws StoreException with {@code plugin.not_found} when there is no such jar
     * @throws PluginRefusedException when it is too large, not sound or the same as another; nothing was changed then
     */
    Added replace(String file, InputStream jar) throws IOException;

    /**
     * Starts a plugin that was stopped or that failed; returns when it runs or is known not to, or after a few seconds.
     *
     * @throws StoreException with {@code plugin.not_found} when there is no such jar
     */
    Plugin start(String file) throws IOException;

    /**
     * Stops a plugin; it stays stopped, also when the server starts again, until {@link #start}.
     *
     * @param force stop it also while somebody works with its stores; their work fails
     * @throws StoreException with {@code plugin.not_found} when there is no such jar
     * @throws ProviderInUseException while somebody works with its stores
     */
    Plugin stop(String file, boolean force) throws IOException;

    /**
     * Deletes a jar from the folder.
     *
     * @param force delete it also while somebody works with its stores; their work fails
     * @throws StoreException with {@code plugin.not_found} when there is no such jar
     * @throws ProviderInUseException while somebody works with its stores
     */
    void remove(String file, boolean force) throws IOException;

    /**
     * A jar that was put into the folder.
     *
     * @param warnings what may keep it from running now, such as a package that is not here yet, each to follow its name
     */
    record Added(Plugin plugin, List<String> warnings) {
        public Added {
            warnings = List.copyOf(warnings);
        }
    }

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
