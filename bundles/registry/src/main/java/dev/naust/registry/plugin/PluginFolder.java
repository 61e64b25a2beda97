package dev.naust.registry.plugin;

import dev.naust.api.service.Plugins;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.registry.lifecycle.FirstLine;
import dev.naust.registry.lifecycle.Needs;
import dev.naust.registry.lifecycle.PluginRunner;
import dev.naust.registry.lifecycle.Standing;
import dev.naust.registry.provider.ProviderCatalogue;
import dev.naust.registry.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import org.osgi.framework.Version;
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
    private final Needs needs;
    private final Trust trust;
    private final Map<Path, JarFile> jars = new ConcurrentHashMap<>();
    private final Map<Path, Known> facts = new ConcurrentHashMap<>();
    private final Optional<Operations> operations;
    private volatile String judgedBy;
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
            @Reference Trust trust,
            @Reference ServiceComponentRuntime runtime) {
        this.runner = runner;
        this.catalogue = catalogue;
        this.clock = Clock.systemUTC();
        this.folder = Optional.ofNullable(context.getProperty("naust.home"))
                .map(home -> Path.of(home).toAbsolutePath().normalize().resolve("plugins"));
        this.components = new Components(runtime);
        this.needs = new Needs(context);
        this.trust = trust;
        this.judgedBy = trust.stamp();
        this.operations = folder.map(plugins ->
                new Operations(this, runner, catalogue, new Uploads(plugins.getParent(), needs), plugins, clock));
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
            return seen().stream().map(this::plugin).toList();
        } catch (IllegalStateException stopping) {
            // The framework is going down under us.
            return List.of();
        }
    }

    @Override
    public Optional<String> warning() {
        return trust.warning();
    }

    private record Known(JarFile jar, Facts facts) {}

    @Override
    public Optional<Plugin> find(String id) {
        List<Plugin> all = plugins();
        Optional<Plugin> byFile = all.stream()
                .filter(plugin -> plugin.file().equals(id) || plugin.file().equals(id + ".jar"))
                .findFirst();
        List<Plugin> byName =
                all.stream().filter(plugin -> plugin.name().equals(id)).toList();
        return byFile.or(() -> byName.size() == 1 ? Optional.of(byName.get(0)) : Optional.empty());
    }

    @Override
    public long largest() {
        return trust.policy().largest();
    }

    @Override
    public Added add(Optional<String> file, InputStream jar) throws IOException {
        return operations().add(file, jar, largest());
    }

    @Override
    public Added replace(String file, InputStream jar) throws IOException {
        return operations().replace(known(file), jar, largest());
    }

    @Override
    public Plugin start(String file) throws IOException {
        return operations().start(known(file));
    }

    @Override
    public Plugin stop(String file, boolean force) throws IOException {
        return operations().stop(known(file), force);
    }

    @Override
    public void remove(String file, boolean force) throws IOException {
        operations().remove(known(file), force);
    }

    private Plugin known(String file) {
        return find(file).orElseThrow(() -> Operations.notFound(file));
    }

    private Operations operations() {
        return operations.orElseThrow(() -> new StoreException(
                ServiceError.PLUGINS_UNWRITABLE,
                "There is no plugins folder here. Start the server in a home folder."));
    }

    /** A version as it is when all its parts are written, so that two can be compared. */
    static String version(String written) {
        try {
            return Version.parseVersion(written).toString();
        } catch (IllegalArgumentException none) {
            return written;
        }
    }

    /** One jar and how it stands. */
    private record Seen(Path file, JarFile jar, State state, List<String> providers, Optional<String> problem) {
        Seen(Path file, JarFile jar, State state) {
            this(file, jar, state, List.of(), Optional.empty());
        }

        Seen(Path file, JarFile jar, State state, String problem) {
            this(file, jar, state, List.of(), Optional.of(problem));
        }

        String name() {
            return file.getFileName().toString();
        }
    }

    private List<Seen> seen() {
        return files().stream()
                .flatMap(file -> jar(file).map(jar -> seen(file, jar)).stream())
                .toList();
    }

    private Plugin plugin(Seen seen) {
        Facts known = facts.compute(
                        seen.file(),
                        (file, before) -> before != null && before.jar().equals(seen.jar())
                                ? before
                                : new Known(seen.jar(), Facts.of(file)))
                .facts();
        Details details = new Details(
                known.exports(),
                needs.list(known.asks()),
                known.signer(),
                known.sha256(),
                seen.jar().size());
        return new Plugin(
                seen.name(),
                seen.jar().name(),
                seen.jar().version(),
                seen.state(),
                seen.providers(),
                seen.problem(),
                details);
    }

    /** One round of the background look: what people should hear of without asking. */
    private void look() {
        try {
            List<Path> files = files();
            jars.keySet().retainAll(files);
            facts.keySet().retainAll(files);
            firstSeen.keySet().retainAll(files);
            followPolicy();
            log(seen());
        } catch (IllegalStateException stopping) {
            // The framework is going down under us.
            LOG.debug("The plugins folder is not looked at any more", stopping);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The plugins folder could not be looked at this time: {}", FirstLine.of(e));
        }
    }

    private void followPolicy() {
        String stamp = trust.stamp();
        if (!stamp.equals(judgedBy)) {
            judgedBy = stamp;
            runner.judgeAgain();
        }
    }

    private void log(List<Seen> plugins) {
        logged.keySet().retainAll(plugins.stream().map(Seen::name).toList());
        for (Seen plugin : plugins) {
            String problem = plugin.problem().orElse("");
            String before = problem.isEmpty() ? logged.remove(plugin.name()) : logged.put(plugin.name(), problem);
            if (!problem.isEmpty() && !problem.equals(before)) {
                LOG.warn("Plugin {} {}.", plugin.name(), problem);
            }
        }
    }

    private Seen seen(Path file, JarFile jar) {
        Optional<Standing> found = runner.standing(file.getFileName().toString());
        if (found.isEmpty()) {
            return isSettled(file)
                    ? new Seen(file, jar, State.FAILED, "was not picked up: the log says why")
                    : new Seen(file, jar, State.PENDING);
        }
        Standing standing = found.get();
        Optional<State> state = stateOf(standing.phase());
        if (state.isEmpty()) {
            return running(file, jar, standing);
        }
        return state.get() == State.PENDING
                ? new Seen(file, jar, State.PENDING)
                : new Seen(file, jar, state.get(), standing.problem().orElse("does not run: the log says why"));
    }

    /** Empty for one that runs, of which the providers tell more. */
    private static Optional<State> stateOf(Standing.Phase phase) {
        return switch (phase) {
            case BUSY -> Optional.of(State.PENDING);
            case RUNNING -> Optional.empty();
            case UNRESOLVED, FAILED -> Optional.of(State.FAILED);
            case HUNG -> Optional.of(State.HUNG);
            case STOPPED -> Optional.of(State.STOPPED);
            case QUARANTINED -> Optional.of(State.QUARANTINED);
            case CONFLICT -> Optional.of(State.CONFLICT);
        };
    }

    private Seen running(Path file, JarFile jar, Standing standing) {
        Bundle bundle = standing.bundle().orElseThrow();
        List<RegisteredProvider> providers = catalogue.of(bundle.getBundleId());
        boolean shouldOffer = !isFragment(bundle) && !isLibrary(bundle);
        if (providers.isEmpty() && shouldOffer && standing.problem().isEmpty()) {
            return isSettled(file)
                    ? new Seen(file, jar, State.FAILED, components.reason(bundle))
                    : new Seen(file, jar, State.PENDING);
        }
        Optional<RegisteredProvider> troubled = providers.stream()
                .filter(provider -> provider.problem().isPresent())
                .findFirst();
        Optional<String> problem = standing.problem().or(() -> troubled.flatMap(RegisteredProvider::problem));
        boolean taken = troubled.filter(provider -> provider.state() == RegisteredProvider.State.CONFLICT)
                .isPresent();
        return new Seen(
                file,
                jar,
                problem.isEmpty() ? State.RUNNING : taken ? State.CONFLICT : State.FAILED,
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

    /** Whether a bundle is there for the packages that it lends to others, and claims no more. */
    private static boolean isLibrary(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.EXPORT_PACKAGE) != null
                && bundle.getHeaders("").get("Service-Component") == null;
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }
}
