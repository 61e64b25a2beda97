package dev.naust.registry.plugin;

import dev.naust.api.service.Plugins;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.registry.provider.ProviderCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
 * Looks at the jars of the plugins folder and at the bundles that FileInstall made of them, and logs each new problem once.
 * Never throws: a folder that cannot be read holds no plugins.
 */
@Component(service = Plugins.class)
public final class PluginFolder implements Plugins {
    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** How long FileInstall and the plugin itself may take before something must be wrong. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final BundleContext context;
    private final ProviderCatalogue catalogue;
    private final Clock clock;
    private final Optional<Path> folder;
    private final Needs needs;
    private final Components components;
    private final StartFailures failures = new StartFailures();
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
            BundleContext context, @Reference ProviderCatalogue catalogue, @Reference ServiceComponentRuntime runtime) {
        this.context = context;
        this.catalogue = catalogue;
        this.clock = Clock.systemUTC();
        this.folder = Optional.ofNullable(context.getProperty("naust.home"))
                .map(home -> Path.of(home).toAbsolutePath().normalize().resolve("plugins"));
        this.needs = new Needs(context);
        this.components = new Components(runtime);
        context.addFrameworkListener(failures);
        looker.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops looking. */
    @Deactivate
    public void close() {
        looker.shutdownNow();
        context.removeFrameworkListener(failures);
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
        Map<Path, Bundle> bundles = bundles();
        List<Plugin> plugins = new ArrayList<>();
        for (Path file : files()) {
            jar(file).ifPresent(jar -> plugins.add(plugin(file, jar, bundles.get(file))));
        }
        return plugins;
    }

    /** One round of the background look: what people should hear of without asking. */
    private void look() {
        try {
            Map<Path, Bundle> bundles = bundles();
            List<Path> files = files();
            jars.keySet().retainAll(files);
            firstSeen.keySet().retainAll(files);
            failures.keepOnly(bundles.values().stream().map(Bundle::getBundleId).collect(Collectors.toSet()));
            files.stream()
                    .filter(file -> isSettled(file) && bundles.containsKey(file))
                    .forEach(file -> failures.retry(bundles.get(file)));
            log(seen());
        } catch (IllegalStateException stopping) {
            // The framework is going down under us; deactivation follows.
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

    private Plugin plugin(Path file, JarFile jar, @Nullable Bundle bundle) {
        String name = file.getFileName().toString();
        if (jar.fault().isPresent()) {
            return isSettled(file) ? failed(name, jar, jar.fault().get()) : pending(name, jar);
        }
        if (bundle == null) {
            return isSettled(file) ? failed(name, jar, notInstalled(jar)) : pending(name, jar);
        }
        if (bundle.getState() == Bundle.RESOLVED && isFragment(bundle)) {
            return new Plugin(name, jar.name(), jar.version(), State.RUNNING, List.of(), Optional.empty());
        }
        boolean runs = bundle.getState() == Bundle.ACTIVE || isLazy(bundle);
        return runs ? running(file, jar, bundle) : stopped(file, jar, bundle);
    }

    private Plugin running(Path file, JarFile jar, Bundle bundle) {
        String name = file.getFileName().toString();
        List<RegisteredProvider> providers = catalogue.of(bundle.getBundleId());
        if (providers.isEmpty()) {
            return isSettled(file) ? failed(name, jar, components.reason(bundle)) : pending(name, jar);
        }
        Optional<String> problem = providers.stream()
                .flatMap(provider -> provider.problem().stream())
                .findFirst();
        return new Plugin(
                name,
                jar.name(),
                jar.version(),
                problem.isPresent() ? State.FAILED : State.RUNNING,
                providers.stream().map(RegisteredProvider::id).toList(),
                problem);
    }

    private Plugin stopped(Path file, JarFile jar, Bundle bundle) {
        String name = file.getFileName().toString();
        if (!isSettled(file)) {
            return pending(name, jar);
        }
        if (bundle.getState() == Bundle.INSTALLED) {
            return failed(
                    name,
                    jar,
                    needs.lacking(bundle)
                            .orElse(
                                    "has needs that contradict each other or those of another plugin; the log says which"));
        }
        if (!StartFailures.isMeantToRun(bundle)) {
            return failed(name, jar, "is stopped: start it, or remove the jar");
        }
        return failures.of(bundle)
                .map(reason -> failed(name, jar, "threw while starting (" + reason + "): its author must correct it"))
                .orElseGet(() -> pending(name, jar));
    }

    private String notInstalled(JarFile jar) {
        return Stream.of(context.getBundles())
                .filter(bundle -> jar.name().equals(bundle.getSymbolicName())
                        && jar.version().equals(bundle.getVersion().toString()))
                .findFirst()
                .map(twin -> "is bundle " + jar.name() + " " + jar.version()
                        + ", which is already installed from another file: remove one of the two")
                .orElse("was not installed: the log says why");
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

    private Map<Path, Bundle> bundles() {
        Map<Path, Bundle> bundles = new HashMap<>();
        for (Bundle bundle : context.getBundles()) {
            fileOf(bundle.getLocation()).ifPresent(file -> bundles.put(file, bundle));
        }
        return bundles;
    }

    /** The file that a bundle was installed from: FileInstall and the launcher use its URI as the bundle's location. */
    private static Optional<Path> fileOf(String location) {
        String uri = location.startsWith("reference:") ? location.substring("reference:".length()) : location;
        if (!uri.startsWith("file:")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(URI.create(uri)).normalize());
        } catch (IllegalArgumentException noUri) {
            return plainPath(uri.substring("file:".length()));
        }
    }

    private static Optional<Path> plainPath(String path) {
        try {
            return Optional.of(Path.of(path).normalize());
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    private static boolean isLazy(Bundle bundle) {
        @Nullable String policy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY);
        return bundle.getState() == Bundle.STARTING
                && policy != null
                && Set.of(policy.split(";")).contains(Constants.ACTIVATION_LAZY);
    }

    private static Plugin failed(String file, JarFile jar, String problem) {
        return new Plugin(file, jar.name(), jar.version(), State.FAILED, List.of(), Optional.of(problem));
    }

    private static Plugin pending(String file, JarFile jar) {
        return new Plugin(file, jar.name(), jar.version(), State.PENDING, List.of(), Optional.empty());
    }
}
