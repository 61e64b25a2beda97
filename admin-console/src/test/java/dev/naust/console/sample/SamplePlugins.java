package dev.naust.console.sample;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.PluginRefusedException;
import dev.naust.api.service.PluginRefusedException.Reason;
import dev.naust.api.service.Plugins;
import dev.naust.api.service.ProviderInUseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Jars that lie in a list; a jar here is sound when it begins with the word jar. */
public final class SamplePlugins implements Plugins {
    /** The plugin whose stores somebody works with. */
    public static final String IN_USE = "provider-sqlite-0.1.0.jar";

    private static final int LARGEST = 2 << 20;

    private final List<Plugin> plugins = new ArrayList<>();

    public synchronized void add(Plugin plugin) {
        plugins.add(plugin);
    }

    @Override
    public synchronized List<Plugin> plugins() {
        return List.copyOf(plugins);
    }

    @Override
    public Optional<String> warning() {
        return Optional.of("Every jar in plugins/ runs with all rights of this server.");
    }

    @Override
    public Optional<Plugin> find(String id) {
        return plugins().stream().filter(plugin -> plugin.file().equals(id)).findFirst();
    }

    @Override
    public long largest() {
        return LARGEST;
    }

    @Override
    public synchronized Added add(Optional<String> file, InputStream jar) throws IOException {
        Plugin plugin = new Plugin(
                file.orElse("unnamed.jar"),
                "test.sample",
                "1.0.0",
                State.FAILED,
                List.of(),
                Optional.of("needs the package foo.bar, which nothing here provides"),
                details(jar));
        plugins.add(plugin);
        return new Added(plugin, List.of("needs the package foo.bar, which nothing here provides"));
    }

    @Override
    public Added replace(String file, InputStream jar) throws IOException {
        details(jar);
        return new Added(find(file).orElseThrow(), List.of());
    }

    private static Details details(InputStream jar) throws IOException {
        byte[] bytes = jar.readAllBytes();
        if (bytes.length > LARGEST) {
            throw new PluginRefusedException(Reason.TOO_LARGE, List.of(new ConfigProblem("", "is larger than 2 MiB")));
        }
        if (!new String(bytes, StandardCharsets.ISO_8859_1).startsWith("jar")) {
            throw new PluginRefusedException(
                    Reason.INVALID, List.of(new ConfigProblem("/a~1b.class", "is damaged <script>")));
        }
        return new Details(
                List.of(),
                List.of(new Need("package foo.bar", false, false)),
                Optional.empty(),
                "ab".repeat(32),
                bytes.length);
    }

    @Override
    public Plugin start(String file) {
        return set(file, State.RUNNING);
    }

    @Override
    public Plugin stop(String file, boolean force) {
        refuseInUse(file, force);
        return set(file, State.STOPPED);
    }

    @Override
    public synchronized void remove(String file, boolean force) {
        refuseInUse(file, force);
        plugins.removeIf(plugin -> plugin.file().equals(file));
    }

    private static void refuseInUse(String file, boolean force) {
        if (file.equals(IN_USE) && !force) {
            throw new ProviderInUseException("Plugin " + file + " stays: chinook is in use.", List.of("chinook"));
        }
    }

    private synchronized Plugin set(String file, State state) {
        Plugin old = find(file).orElseThrow();
        Plugin plugin =
                new Plugin(file, old.name(), old.version(), state, old.providers(), Optional.empty(), old.details());
        plugins.set(plugins.indexOf(old), plugin);
        return plugin;
    }
}
