package dev.naust.registry.plugin;

import dev.naust.registry.plugin.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only door by which a jar of the plugins folder reaches the framework: what is not trusted is never installed, and what is
 * installed is what was judged. The launcher lets no bundle resolve that came another way. Thread-safe.
 */
@Component(service = PluginBundles.class)
public final class PluginBundles {
    private static final Logger LOG = LoggerFactory.getLogger(PluginBundles.class);

    /** How a plugin's location begins; the launcher knows it too. */
    static final String SCHEME = "naust-plugin:";

    private static final Duration REFRESH = Duration.ofSeconds(30);

    private final BundleContext context;
    private final FrameworkWiring wiring;
    private final Optional<Path> folder;
    private final Gate gate;
    private final StartFailures failures = new StartFailures();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, Held> held = new TreeMap<>();
    private volatile String judgedBy;

    /** The bundles of the plugins folder of the home that the framework names. */
    @Activate
    public PluginBundles(BundleContext context) {
        this.context = context;
        this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        Optional<Path> home = Optional.ofNullable(context.getProperty("naust.home"))
                .map(named -> Path.of(named).toAbsolutePath().normalize());
        this.folder = home.map(known -> known.resolve("plugins"));
        this.gate = new Gate(
                home,
                new Trust(
                        home,
                        Objects.requireNonNullElse(context.getProperty("naust.host"), "127.0.0.1"),
                        Optional.ofNullable(context.getProperty("naust.plugins.shipped"))
                                .map(Path::of),
                        Clock.systemUTC()));
        this.judgedBy = gate.trust().stamp();
        context.addFrameworkListener(failures);
    }

    /** Stops listening; the bundles stay. */
    @Deactivate
    public void close() {
        context.removeFrameworkListener(failures);
    }

    /** The folder that is watched. */
    Optional<Path> folder() {
        return folder;
    }

    Trust trust() {
        return gate.trust();
    }

    /** Forgets what is known of bundles that are gone, and looks again at all jars when the policy has changed. */
    void tidy() {
        failures.keepOnly(plugins().map(Bundle::getBundleId).collect(Collectors.toSet()));
        String stamp = gate.trust().stamp();
        if (!stamp.equals(judgedBy)) {
            lock.lock();
            try {
                judgedBy = stamp;
                files().forEach(this::judgeAgain);
                startWaiting();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Takes out what is no longer trusted and lets in what now is; what stays as it is goes on running. */
    private void judgeAgain(Path file) {
        boolean wasHeld = held.containsKey(file);
        try (Gate.Passage passage = gate.pass(file)) {
            boolean isHeld = passage.refusal().isPresent();
            if (wasHeld || isHeld) {
                bring(file);
            }
        } catch (IOException unreadable) {
            LOG.debug("{} is not judged again", file, unreadable);
        }
    }

    StartFailures failures() {
        return failures;
    }

    /** Why a jar is not in the framework; empty when it is, or was not looked at yet. */
    Optional<Held> held(Path file) {
        lock.lock();
        try {
            return Optional.ofNullable(held.get(file));
        } finally {
            lock.unlock();
        }
    }

    /** The bundle that was made of a jar. */
    Optional<Bundle> bundle(Path file) {
        return Optional.ofNullable(context.getBundle(location(file)));
    }

    /** Brings a new or changed jar into the framework and starts it, if it may. */
    void take(Path file) {
        if (folder.isEmpty() || !file.getParent().equals(folder.get())) {
            LOG.warn("{} is left alone: plugins belong into the folder plugins/", file);
            return;
        }
        lock.lock();
        try {
            bring(file);
            startWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a jar that is gone out of the framework. */
    void leave(Path file) {
        lock.lock();
        try {
            held.remove(file);
            uninstall(file);
            // What was held up by its twin may come now.
            List.copyOf(held.keySet()).forEach(this::bring);
            startWaiting();
        } finally {
            lock.unlock();
        }
    }

    private void bring(Path file) {
        install(file).ifPresentOrElse(reason -> held.put(file, reason), () -> held.remove(file));
    }

    /** Why it was not installed; empty when it was. */
    private Optional<Held> install(Path file) {
        try (Gate.Passage passage = gate.pass(file)) {
            Optional<Held> refusal = passage.refusal().or(() -> twin(file, passage.jar()));
            if (refusal.isPresent()) {
                uninstall(file);
                return refusal;
            }
            try (InputStream content = passage.open()) {
                Bundle bundle = context.getBundle(location(file));
                if (bundle == null) {
                    install(file, content);
                } else {
                    update(bundle, content);
                }
            }
            return Optional.empty();
        } catch (BundleException e) {
            return Optional.of(Held.failed("is refused by the framework (" + StartFailures.reason(e)
                    + "): its author must correct its manifest"));
        } catch (IOException e) {
            return Optional.of(Held.failed("cannot be read (" + FirstLine.of(e) + "): correct its rights"));
        }
    }

    private void install(Path file, InputStream content) throws BundleException {
        Bundle bundle = context.installBundle(location(file), content);
        Optional.ofNullable(context.getProperty("felix.fileinstall.start.level"))
                .map(Integer::valueOf)
                .ifPresent(level -> bundle.adapt(BundleStartLevel.class).setStartLevel(level));
        LOG.info("Plugin {} is {} {}", file.getFileName(), bundle.getSymbolicName(), bundle.getVersion());
    }

    private void update(Bundle bundle, InputStream content) throws BundleException {
        bundle.stop(Bundle.STOP_TRANSIENT);
        bundle.update(content);
        refresh(Set.of(bundle));
        LOG.info("Plugin {} {} replaces what was there", bundle.getSymbolicName(), bundle.getVersion());
    }

    private void uninstall(Path file) {
        Bundle bundle = context.getBundle(location(file));
        if (bundle == null) {
            return;
        }
        try {
            bundle.uninstall();
            LOG.info("Plugin {} is gone ({} {})", file.getFileName(), bundle.getSymbolicName(), bundle.getVersion());
        } catch (BundleException e) {
            LOG.warn("Plugin {} did not go cleanly: {}", file.getFileName(), StartFailures.reason(e));
        }
        refresh(Set.of(bundle));
    }

    /** Two bundles of one name and version cannot be told apart. */
    private Optional<Held> twin(Path file, JarFile jar) {
        return Stream.of(context.getBundles())
                .filter(bundle -> !bundle.getLocation().equals(location(file))
                        && jar.name().equals(bundle.getSymbolicName())
                        && jar.version().equals(bundle.getVersion().toString()))
                .findFirst()
                .map(twin -> Held.conflict("is bundle " + jar.name() + " " + jar.version()
                        + ", which is already installed from another file"
                        + fileOf(twin).map(other -> ", " + other.getFileName()).orElse("")
                        + ": remove one of the two"));
    }

    /** Starts what is meant to run and could not until now, such as what waited for a package. */
    void startWaiting() {
        lock.lock();
        try {
            List<Bundle> waiting = plugins()
                    .filter(bundle -> !isRunning(bundle) && !isFragment(bundle))
                    .filter(bundle -> failures.of(bundle).isEmpty())
                    .toList();
            if (waiting.isEmpty()) {
                return;
            }
            wiring.resolveBundles(waiting);
            waiting.stream()
                    .filter(bundle -> bundle.getState() == Bundle.RESOLVED)
                    .forEach(this::start);
        } finally {
            lock.unlock();
        }
    }

    private void start(Bundle bundle) {
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            failures.note(bundle, e);
        }
    }

    /** Rewires what used a bundle that has changed or gone. */
    private void refresh(Collection<Bundle> changed) {
        CountDownLatch done = new CountDownLatch(1);
        wiring.refreshBundles(new HashSet<>(changed), event -> done.countDown());
        try {
            if (!done.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Rewiring the plugins takes longer than {} seconds and goes on", REFRESH.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The bundles that were made of jars. */
    Stream<Bundle> plugins() {
        return Stream.of(context.getBundles())
                .filter(bundle -> bundle.getLocation().startsWith(SCHEME));
    }

    /** The jars that lie in the folder now. */
    List<Path> files() {
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

    private static boolean isRunning(Bundle bundle) {
        return bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
    }

    static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    private static String location(Path file) {
        return SCHEME + file.toUri();
    }

    private static Optional<Path> fileOf(Bundle bundle) {
        @Nullable String location = bundle.getLocation();
        return location != null && location.startsWith(SCHEME)
                ? Optional.of(Path.of(URI.create(location.substring(SCHEME.length()))))
                : Optional.empty();
    }
}
