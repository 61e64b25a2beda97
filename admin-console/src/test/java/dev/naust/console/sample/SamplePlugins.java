package dev.naust.console.sample;

import dev.naust.api.service.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Jars that lie in a list. */
public final class SamplePlugins implements Plugins {
    private final List<Plugin> plugins = new ArrayList<>();

    public void add(Plugin plugin) {
        plugins.add(plugin);
    }

    @Override
    public List<Plugin> plugins() {
        return List.copyOf(plugins);
    }

    @Override
    public Optional<String> warning() {
        return Optional.empty();
    }
}
