package dev.naust.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folders that Naust runs with: the installation, which is only read, and the home, which belongs to the operator. Both are
 * the same folder unless {@code NAUST_HOME} says otherwise.
 *
 * @param installation holds {@code bin}, {@code lib}, {@code bundles} and what a new home starts with
 * @param folder holds {@code config}, {@code data}, {@code logs} and {@code plugins}
 */
record Home(Path installation, Path folder) {

    /** Reads the property {@code naust.install} and the variable {@code NAUST_HOME}. */
    static Home find(Map<String, String> environment, Path workingFolder) throws StartFailure {
        String installed = System.getProperty("naust.install", "");
        if (installed.isEmpty()) {
            throw new StartFailure("The property naust.install is missing. Start Naust with bin/naust.");
        }
        Path installation = Path.of(installed).toAbsolutePath().normalize();
        String chosen = environment.getOrDefault("NAUST_HOME", "");
        Path folder = chosen.isBlank() ? installation : workingFolder.resolve(chosen);
        return new Home(installation, folder.toAbsolutePath().normalize());
    }

    Path config() {
        return folder.resolve("config");
    }

    Path stores() {
        return config().resolve("stores");
    }

    Path data() {
        return folder.resolve("data");
    }

    Path logs() {
        return folder.resolve("logs");
    }

    Path plugins() {
        return folder.resolve("plugins");
    }

    /** The checksums of the plugins that came with the installation. */
    Path shippedList() {
        return installation.resolve("lib").resolve("plugins.sha256");
    }

    /** For what need not outlive a run; emptied at every start. */
    Path temporary() {
        return data().resolve("tmp");
    }

    /**
     * The plugins that a command can use: the home's (the installation's while there is no home yet), and those that lie ready
     * in {@code plugins/available}, because a command has nobody who would dock them first.
     */
    List<Path> pluginsForCommands() throws IOException {
        Path docked = Files.isDirectory(plugins()) ? plugins() : installation.resolve("plugins");
        Map<String, Path> byName = new TreeMap<>();
        for (Path folder : List.of(installation.resolve("plugins").resolve("available"), docked)) {
            if (Files.isDirectory(folder)) {
                BundlePlan.jars(folder)
                        .forEach(jar -> byName.put(jar.getFileName().toString(), jar));
            }
        }
        return List.copyOf(byName.values());
    }

    /**
     * Makes the folders that are missing and fills a new home with the installation's defaults. What is there is left alone.
     *
     * @throws StartFailure when the home cannot be written
     */
    void prepare() throws StartFailure {
        try {
            boolean newConfig = !Files.exists(config());
            for (Path each : List.of(folder, config(), stores(), data(), logs(), plugins())) {
                Files.createDirectories(each);
                if (!Files.isWritable(each)) {
                    throw new StartFailure(
                            "The folder " + each + " cannot be written by this user. Change its owner, or"
                                    + " set NAUST_HOME to a folder of yours.");
                }
            }
            if (newConfig) {
                copyMissing(installation.resolve("config"), config());
            }
            new ShippedPlugins(installation.resolve("plugins"), plugins(), data()).refresh();
            copyDemo();
        } catch (IOException e) {
            throw new StartFailure(
                    "The home folder " + folder + " cannot be prepared: " + e
                            + ". Make room or correct its rights, or set NAUST_HOME to another folder.",
                    e);
        }
    }

    /** The demo's database is data, so it is worked on as a copy and never inside {@code config}. */
    private void copyDemo() throws IOException {
        Path original = config().resolve("demo").resolve("chinook.db");
        Path copy = data().resolve("demo").resolve("chinook.db");
        if (Files.exists(stores().resolve("chinook.json")) && Files.exists(original) && Files.notExists(copy)) {
            Files.createDirectories(copy.getParent());
            Files.copy(original, copy);
        }
    }

    private static void copyMissing(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else if (Files.notExists(target)) {
                    Files.copy(each, target);
                }
            }
        }
    }
}
