package dev.naust.registry.plugin;

import dev.naust.api.service.Plugins;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.registry.lifecycle.FirstLine;
import dev.naust.registry.lifecycle.PluginRunner;
import dev.naust.registry.lifecycle.Standing;
import dev.naust.registry.provider.ProviderCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the jars of the plugins folder and at what became of them, and logs each new problem once.
 * Never throws: a folder that cannot be read holds no plugins.
 */
@Component(service = Plugins.class)
public final class PluginFolder implements Plugins {
    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** How long FileInstall and the plugin itself may take before something must be wrong. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final PluginRunner runner;
    private final ProviderCatalogue catalogue;
    private final Clock clock;
    private final Optional<Path> folder;
    private final Components components;
    private final Map<Path, JarFile> jars = new ConcurrentHashMap<>();
    private final Map<Path, Instant> firstSeen = new ConcurrentHashMap<>();
    private final Map<String, String> logged = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "naust-plugin-folder");
        thread.setDaemon(true);
        return thread;
    });

    /** Looks at the plugins folder of the home that the framework names. */
    @Activate
    public PluginFolder(
            BundleContext context,
            @Reference PluginRunner runner,
            @Reference ProviderCatalogue catalogue,
            @Reference ServiceComponentRuntime runtime) {
        this.runner = runner;
        this.catalogue = catalogue;
        this.clock = Clock.systemUTC();
        this.folder = Optional.ofNullable(context.getProperty("naust.home"))
                .map(home -> Path.of(home).toAbsolutePath().normalize().resolve("plugins"));
        this.components = new Components(runtime);
        looker.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops looking. */
    @Deactivate
    public void close() {
        looker.shutdownNow();
    }

    @Override
    public List<Plugin> plugins() {
        try {
            return seen();
        } catch (IllegalStateException stopping) {
            // The framework is going down under us.
            return List.of();
        }
    }

    private List<Plugin> seen() {
        List<Plugin> plugins = new ArrayList<>();
        for (Path file : files()) {
            jar(file).ifPresent(jar -> plugins.add(plugin(file, jar)));
        }
        return plugins;
    }

    /** One round of the background look: what people should hear of without asking. */
    private void look() {
        try {
            List<Path> files = files();
            jars.keySet().retainAll(files);
            firstSeen.keySet().retainAll(files);
            log(seen());
        } catch (IllegalStateException stopping) {
            // The framework is going down under us.
            LOG.debug("The plugins folder is not looked at any more", stopping);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The plugins folder could not be looked at this time: {}", FirstLine.of(e));
        }
    }

    private void log(List<Plugin> plugins) {
        logged.keySet().retainAll(plugins.stream().map(Plugin::file).toList());
        for (Plugin plugin : plugins) {
            String problem = plugin.problem().orElse("");
            String before = problem.isEmpty() ? logged.remove(plugin.file()) : logged.put(plugin.file(), problem);
            if (!problem.isEmpty() && !problem.equals(before)) {
                LOG.warn("Plugin {} {}.", plugin.file(), problem);
            }
        }
    }

    private Plugin plugin(Path file, JarFile jar) {
        String name = file.getFileName().toString();
        Optional<Standing> standing = runner.standing(name);
        if (standing.isEmpty()) {
            return isSettled(file) ? failed(name, jar, "was not picked up: the log says why") : pending(name, jar);
        }
        return switch (standing.get().phase()) {
            case BUSY -> pending(name, jar);
            case RUNNING -> running(file, jar, standing.get());
            case UNRESOLVED, FAILED, HUNG, STOPPED ->
                failed(name, jar, standing.get().problem().orElse("does not run: the log says why"));
        };
    }

    private Plugin running(Path file, JarFile jar, Standing standing) {
        String name = file.getFileName().toString();
        Bundle bundle = standing.bundle().orElseThrow();
        List<RegisteredProvider> providers = catalogue.of(bundle.getBundleId());
        if (providers.isEmpty() && !isFragment(bundle)) {
            return isSettled(file) ? failed(name, jar, components.reason(bundle)) : pending(name, jar);
        }
        Optional<String> problem = standing.problem()
                .or(() -> providers.stream()
                        .flatMap(provider -> provider.problem().stream())
                        .findFirst());
        return new Plugin(
                name,
                jar.name(),
                jar.version(),
                problem.isPresent() ? State.FAILED : State.RUNNING,
                providers.stream().map(RegisteredProvider::id).toList(),
                problem);
    }

    private boolean isSettled(Path file) {
        Instant seen = firstSeen.getOrDefault(file, clock.instant());
        return seen.plus(SETTLING).isBefore(clock.instant());
    }

    private Optional<JarFile> jar(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            JarFile known = jars.get(file);
            if (known != null && known.isStill(attributes)) {
                return Optional.of(known);
            }
            JarFile read = JarFile.read(file, attributes);
            jars.put(file, read);
            firstSeen.put(file, clock.instant());
            return Optional.of(read);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private List<Path> files() {
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.get())) {
            return files.filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    private static Plugin failed(String file, JarFile jar, String problem) {
        return new Plugin(file, jar.name(), jar.version(), State.FAILED, List.of(), Optional.of(problem));
    }

    private static Plugin pending(String file, JarFile jar) {
        return new Plugin(file, jar.name(), jar.version(), State.PENDING, List.of(), Optional.empty());
    }
}
