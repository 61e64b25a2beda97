package dev.naust.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which of the installation's bundles start, and in which order. */
final class BundlePlan {
    /** Declarative services, configuration and what they need. */
    static final int FRAMEWORK = 1;
    /** The capabilities of Naust. */
    static final int CAPABILITIES = 2;
    /** The watcher of the folders, and with it the plugins: installing them waits for those who count them. */
    static final int PLUGINS = 3;
    /** What serves people: it opens the doors when everything stands behind them. */
    static final int CONSOLE = 4;

    private static final String OURS = "naust-";
    private static final String WATCHER = "org.apache.felix.fileinstall";
    private static final String ADMIN_CONSOLE = "naust-admin-console";
    private static final String COMMAND_LINE = "naust-command-line";
    /** A command keeps no state, serves nobody and takes its plugins once. */
    private static final Set<String> SERVER_ONLY =
            Set.of(ADMIN_CONSOLE, "naust-control", "naust-storage", WATCHER, "org.apache.felix.eventadmin");

    private BundlePlan() {}

    /** One bundle and the level it starts at. */
    record Entry(Path jar, int level) {}

    /** Everything but the command line. */
    static List<Entry> server(Path bundles) throws StartFailure {
        return plan(bundles, Set.of(COMMAND_LINE));
    }

    /**
     * What a command needs to work by itself.
     *
     * @param leftOut names of bundles that it can do without besides
     */
    static List<Entry> command(Path bundles, Set<String> leftOut) throws StartFailure {
        Set<String> without = new HashSet<>(SERVER_ONLY);
        without.addAll(leftOut);
        return plan(bundles, without);
    }

    /** The command line alone, for a server that has everything else. */
    static List<Entry> commandLine(Path bundles) {
        return List.of(new Entry(bundles.resolve(COMMAND_LINE + ".jar"), CONSOLE));
    }

    /** The jars of a folder, sorted by name. */
    static List<Path> jars(Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
            found.forEach(jars::add);
        }
        jars.sort(Comparator.naturalOrder());
        return jars;
    }

    private static List<Entry> plan(Path bundles, Set<String> without) throws StartFailure {
        try {
            return jars(bundles).stream()
                    .filter(jar -> !without.contains(name(jar)))
                    .map(jar -> new Entry(jar, level(name(jar))))
                    .sorted(Comparator.comparingInt(Entry::level))
                    .toList();
        } catch (IOException e) {
            throw new StartFailure(
                    "The folder " + bundles + " cannot be read: " + e + ". Unpack the distribution again.", e);
        }
    }

    private static String name(Path jar) {
        return jar.getFileName().toString().replaceFirst("\\.jar$", "");
    }

    private static int level(String name) {
        if (name.equals(ADMIN_CONSOLE)) {
            return CONSOLE;
        }
        if (name.equals(WATCHER)) {
            return PLUGINS;
        }
        return name.startsWith(OURS) ? CAPABILITIES : FRAMEWORK;
    }
}
