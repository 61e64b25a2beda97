package dev.naust.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links what a rehearsal loaded, because Java writes linked classes alone to its archive, and most of those that bundles load
 * are only named by others until then.
 */
final class LoadedClasses {
    /** The property that says where Java writes down what it loads; without it nothing is linked. */
    static final String LOG = "naust.loaded";

    private static final Logger LOGGER = LoggerFactory.getLogger(LoadedClasses.class);
    private static final String SOURCE = " source: ";
    private static final String SUFFIX = ".class";

    /** What a migration into a server would load, where no server is at hand for the rehearsal. */
    private static final Map<String, List<String>> BESIDES = Map.of(
            "naust-provider-postgres",
            List.of("dev/naust/postgres", "dev/naust/jdbc", "org/postgresql", "com/zaxxer/hikari"));

    private final Map<String, Bundle> bundles = new HashMap<>();

    /** For the bundles of a framework. */
    LoadedClasses(FrameworkHost host) {
        for (Bundle bundle : host.bundles()) {
            bundles.put(jar(bundle.getLocation()), bundle);
        }
    }

    /** A jar's name, from a location of ours such as {@code reference:file:/x.jar}, or a plugin's, {@code naust-plugin:7:x.jar}. */
    private static String jar(String location) {
        return location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf(':')) + 1);
    }

    /** Links what is in Java's log. What cannot be linked is only read more slowly later. */
    void link() {
        String log = System.getProperty(LOG);
        if (log == null) {
            return;
        }
        try {
            Files.readAllLines(Path.of(log)).forEach(this::linkLogged);
        } catch (IOException e) {
            LOGGER.debug("{} is not read", log, e);
        }
        BESIDES.forEach((name, packages) -> packages.forEach(each -> linkAll(bundles.get(name + ".jar"), each)));
    }

    private void linkLogged(String line) {
        int at = line.indexOf(SOURCE);
        if (at > 0 && line.endsWith(".jar")) {
            link(bundles.get(jar(line)), line.substring(0, at));
        }
    }

    private static void linkAll(Bundle bundle, String folder) {
        if (bundle == null) {
            return;
        }
        Collection<String> found = bundle.adapt(BundleWiring.class)
                .listResources(
                        folder, "*" + SUFFIX, BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE);
        for (String each : found) {
            link(bundle, each.substring(0, each.length() - SUFFIX.length()).replace('/', '.'));
        }
    }

    /** Asking for constructors links a class without initialising it. */
    private static void link(Bundle bundle, String name) {
        try {
            Class<?> type = bundle == null
                    ? Class.forName(name, false, LoadedClasses.class.getClassLoader())
                    : bundle.loadClass(name);
            type.getDeclaredConstructors();
        } catch (ClassNotFoundException | LinkageError e) {
            LOGGER.debug("{} is not linked: {}", name, e.toString());
        }
    }
}
