package dev.naust.registry.plugin;

import dev.naust.api.service.Plugins;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.registry.provider.ProviderCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
 * Looks at the jars of the plugins folder and at what {@link PluginBundles} made of them, and logs each new problem once.
 * Never throws: a folder that cannot be read holds no plugins.
 */
@Component(service = Plugins.class)
public final class PluginFolder implements Plugins {
    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** How long the folder's watcher and the plugin itself may take before something must be wrong. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final PluginBundles bundles;
    private final ProviderCatalogue catalogue;
    private final Clock clock;
    private final Needs needs;
    private final Components components;
    private final Map<Path, JarFile> jars = new ConcurrentHashMap<>();
    private final Map<JarFile, Facts> facts = new ConcurrentHashMap<>();
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
            @Reference PluginBundles bundles,
            @Reference ProviderCatalogue catalogue,
            @Reference ServiceComponentRuntime runtime) {
        this.bundles = bundles;
        this.catalogue = catalogue;
        this.clock = Clock.systemUTC();
        this.needs = new Needs(context);
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
        return all();
    }

    @Override
    public Optional<String> warning() {
        return bundles.trust().warning();
    }

    private List<Plugin> all() {
        try {
            return seen().stream()
                    .map(seen -> new Plugin(
                            seen.file().getFileName().toString(),
                            seen.jar().name(),
                            seen.jar().version(),
                            seen.standing().state(),
                            seen.standing().providers(),
                            seen.standing().problem(),
                            details(seen)))
                    .toList();
        } catch (IllegalStateException stopping) {
            // The framework is going down under us.
            return List.of();
        }
    }

    private Details details(Seen seen) {
        Facts known = facts.computeIfAbsent(seen.jar(), jar -> Facts.of(seen.file()));
        return new Details(
                known.exports(),
                needs.list(known.asks()),
                known.signer(),
                known.sha256(),
                seen.jar().size());
    }

    /** One jar and how it stands. */
    private record Seen(Path file, JarFile jar, Standing standing) {}

    private record Standing(State state, List<String> providers, Optional<String> problem) {
        static Standing of(State state) {
            return new Standing(state, List.of(), Optional.empty());
        }

        static Standing of(State state, String problem) {
            return new Standing(state, List.of(), Optional.of(problem));
        }
    }

    private List<Seen> seen() {
        return bundles.files().stream()
                .flatMap(file -> jar(file).map(jar -> new Seen(file, jar, standing(file, jar))).stream())
                .toList();
    }

    /** One round of the background look: what people should hear of without asking. */
    private void look() {
        try {
            List<Path> files = bundles.files();
            jars.keySet().retainAll(files);
            facts.keySet().retainAll(jars.values());
            firstSeen.keySet().retainAll(files);
            bundles.tidy();
            log(seen());
        } catch (IllegalStateException stopping) {
            // The framework is going down under us; deactivation follows.
            LOG.debug("The plugins folder is not looked at any more", stopping);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The plugins folder could not be looked at this time: {}", FirstLine.of(e));
        }
    }

    private void log(List<Seen> plugins) {
        Set<String> names = plugins.stream()
                .map(seen -> seen.file().getFileName().toString())
                .collect(Collectors.toSet());
        logged.keySet().retainAll(names);
        for (Seen seen : plugins) {
            String file = seen.file().getFileName().toString();
            String problem = seen.standing().problem().orElse("");
            String before = problem.isEmpty() ? logged.remove(file) : logged.put(file, problem);
            if (!problem.isEmpty() && !problem.equals(before)) {
                LOG.warn("Plugin {} {}.", file, problem);
            }
        }
    }

    private Standing standing(Path file, JarFile jar) {
        if (jar.fault().isPresent()) {
            return isSettled(file) ? Standing.of(State.FAILED, jar.fault().get()) : Standing.of(State.PENDING);
        }
        Optional<Held> held = bundles.held(file);
        if (held.isPresent()) {
            return Standing.of(held.get().state(), held.get().reason());
        }
        Optional<Bundle> bundle = bundles.bundle(file);
        if (bundle.isEmpty()) {
            return isSettled(file)
                    ? Standing.of(State.FAILED, "was not installed: the log says why")
                    : Standing.of(State.PENDING);
        }
        return standing(file, bundle.get());
    }

    private Standing standing(Path file, Bundle bundle) {
        if (bundle.getState() == Bundle.RESOLVED && PluginBundles.isFragment(bundle)) {
            return Standing.of(State.RUNNING);
        }
        boolean runs = bundle.getState() == Bundle.ACTIVE || isLazy(bundle);
        return runs ? running(file, bundle) : notRunning(file, bundle);
    }

    private Standing running(Path file, Bundle bundle) {
        List<RegisteredProvider> providers = catalogue.of(bundle.getBundleId());
        if (providers.isEmpty()) {
            return isSettled(file) ? Standing.of(State.FAILED, components.reason(bundle)) : Standing.of(State.PENDING);
        }
        Optional<String> problem = providers.stream()
                .flatMap(provider -> provider.problem().stream())
                .findFirst();
        return new Standing(
                problem.isPresent() ? State.FAILED : State.RUNNING,
                providers.stream().map(RegisteredProvider::id).toList(),
                problem);
    }

    private Standing notRunning(Path file, Bundle bundle) {
        if (!isSettled(file)) {
            return Standing.of(State.PENDING);
        }
        if (bundle.getState() == Bundle.INSTALLED) {
            return Standing.of(
                    State.FAILED,
                    needs.lacking(bundle)
                            .orElse(
                                    "has needs that contradict each other or those of another plugin; the log says which"));
        }
        return bundles.failures()
                .of(bundle)
                .map(reason ->
                        Standing.of(State.FAILED, "threw while starting (" + reason + "): its author must correct it"))
                .orElseGet(() -> Standing.of(State.PENDING));
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

    private static boolean isLazy(Bundle bundle) {
        @Nullable String policy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY);
        return bundle.getState() == Bundle.STARTING
                && policy != null
                && Set.of(policy.split(";")).contains(Constants.ACTIVATION_LAZY);
    }
}
