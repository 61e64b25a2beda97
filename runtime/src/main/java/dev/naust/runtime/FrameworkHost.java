package dev.naust.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.felix.framework.Felix;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running OSGi framework. Closing it stops the bundles, the last started first. */
final class FrameworkHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameworkHost.class);
    /** How long an orderly stop may take; where a plugin is known to hang, there will be none. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    /** After so long a start is slow, but not hopeless. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration STOP_LIMIT_WHEN_STUCK = Duration.ofSeconds(3);
    /** How long one bundle may take when they are stopped one by one, because the orderly stop hangs. */
    private static final Duration BUNDLE_STOP_LIMIT = Duration.ofSeconds(5);
    /** How the locations of the installation's own bundles begin. */
    private static final String OURS = "reference:";
    /** Shared by all bundles, so that there is one logging set-up and one log. */
    private static final String SHARED_PACKAGES = String.join(
            ",",
            "org.slf4j;version=2.0.20",
            "org.slf4j.event;version=2.0.20",
            "org.slf4j.helpers;version=2.0.20",
            "org.slf4j.spi;version=2.0.20",
            "org.osgi.service.log;version=1.5.0");

    private final Framework framework;
    private final Map<Long, Throwable> failures = new ConcurrentHashMap<>();

    private FrameworkHost(Framework framework) {
        this.framework = framework;
    }

    /**
     * Makes a framework that bundles can be installed in; {@link #raise} starts it.
     *
     * @param cache where bundles are unpacked; emptied first
     * @param properties what bundles can read with {@code BundleContext.getProperty}
     */
    static FrameworkHost boot(Path cache, Map<String, String> properties) throws StartFailure {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SHARED_PACKAGES);
        settings.put("felix.log.logger", new FrameworkLog());
        Felix framework = new Felix(settings);
        try {
            framework.init();
            FrameworkHost host = new FrameworkHost(framework);
            host.context().addFrameworkListener(host::note);
            host.context().registerService(ResolverHookFactory.class, new ResolverGate(), null);
            ServiceLog.register(host.context());
            host.context().registerService(WeavingHook.class, new ExitRefusal(), null);
            return host;
        } catch (BundleException e) {
            throw new StartFailure(
                    "The OSGi framework does not start: " + e.getMessage() + ". Its cache is " + cache
                            + "; make room there or correct its rights.",
                    e);
        }
    }

    private void note(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            failures.put(event.getBundle().getBundleId(), event.getThrowable());
        }
    }

    /**
     * Installs bundles that are marked to start at their level.
     *
     * @throws StartFailure when one cannot be installed
     */
    void install(List<BundlePlan.Entry> plan) throws StartFailure {
        for (BundlePlan.Entry entry : plan) {
            try {
                Bundle bundle = install(entry.jar());
                bundle.adapt(BundleStartLevel.class).setStartLevel(entry.level());
                if (!isFragment(bundle)) {
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                }
            } catch (BundleException e) {
                throw new StartFailure(
                        "The bundle " + entry.jar() + " does not start: " + plain(e)
                                + ". Unpack the distribution again.",
                        e);
            }
        }
    }

    /** Installs a jar where it lies: a copy in the cache would only cost time. */
    Bundle install(Path jar) throws BundleException {
        // The framework decodes the location as if it were a form's field.
        String location = jar.toAbsolutePath().toString().replace("%", "%25").replace("+", "%2B");
        return context().installBundle(OURS + "file:" + location);
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }

    /**
     * Starts the bundles up to a level.
     *
     * @throws StartFailure when the limit passes or one of the installation's bundles does not start
     */
    void raise(int level, Duration limit) throws StartFailure, InterruptedException {
        begin();
        CountDownLatch reached = new CountDownLatch(1);
        framework.adapt(FrameworkStartLevel.class).setStartLevel(level, event -> reached.countDown());
        boolean inTime = await(reached, limit);
        for (Bundle bundle : context().getBundles()) {
            Throwable failure = failures.get(bundle.getBundleId());
            if (isOurs(bundle) && failure != null && bundle.getState() != Bundle.ACTIVE) {
                throw new StartFailure(
                        "The bundle " + bundle.getSymbolicName() + " does not start: " + plain(failure)
                                + ". The log says more.",
                        failure);
            }
        }
        if (!inTime) {
            throw new StartFailure("Naust did not start within " + limit.toSeconds() + " seconds" + stillStarting()
                    + ". The log says more.");
        }
    }

    /** Whoever waits on a machine that is busy with other things is told from time to time. */
    private boolean await(CountDownLatch reached, Duration limit) throws InterruptedException {
        long began = System.nanoTime();
        Duration left = limit;
        boolean inTime = false;
        while (!inTime && left.toMillis() > 0) {
            Duration next = left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
            inTime = reached.await(next.toMillis(), TimeUnit.MILLISECONDS);
            left = limit.minusNanos(System.nanoTime() - began);
            if (!inTime && left.toMillis() > 0) {
                LOG.warn(
                        "Naust has not started yet after {} seconds{}. It goes on for {} more.",
                        limit.minus(left).toSeconds(),
                        stillStarting(),
                        left.toSeconds());
            }
        }
        return inTime;
    }

    private String stillStarting() {
        String bundles = notActive();
        return bundles.isEmpty() ? "" : "; still starting: " + bundles;
    }

    private void begin() throws StartFailure {
        try {
            framework.start();
        } catch (BundleException e) {
            throw new StartFailure("The OSGi framework does not start: " + plain(e) + ". The log says more.", e);
        }
    }

    /** The bundles that should run and do not. */
    String notActive() {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE && !isFragment(bundle))
                .map(Bundle::getSymbolicName)
                .collect(Collectors.joining(", ", "", ""));
    }

    /**
     * Waits for a service.
     *
     * @param filter an LDAP filter that names its type and properties
     * @return empty when the limit passes
     */
    Optional<Object> await(String filter, Duration limit) throws InterruptedException {
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context(), parse(filter), null);
        tracker.open();
        // Left open on purpose: closing it gives the service back, and the caller has only begun to use it.
        @Nullable Object service = tracker.waitForService(limit.toMillis());
        return Optional.ofNullable(service);
    }

    private static Filter parse(String filter) {
        try {
            return FrameworkUtil.createFilter(filter);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("no filter: " + filter, e);
        }
    }

    /** Waits until the framework has stopped, whoever stops it. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** The framework's own context. */
    private BundleContext context() {
        return framework.getBundleContext();
    }

    /** The first line of the innermost reason: what the framework wraps round it helps nobody. */
    static String plain(Throwable failure) {
        Throwable reason = failure;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        String message = reason.getMessage();
        return message == null
                ? reason.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }

    @Override
    public void close() {
        Duration limit = stuck().isEmpty() ? STOP_LIMIT : STOP_LIMIT_WHEN_STUCK;
        try {
            framework.stop();
            if (framework.waitForStop(limit.toMillis()).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                LOG.warn(
                        "The bundles did not stop within {} seconds, because these hang: {}. The others are stopped without"
                                + " them.",
                        limit.toSeconds(),
                        stuck());
                stopOneByOne();
            }
        } catch (BundleException e) {
            LOG.warn("The framework does not stop: {}", e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The bundles in which a thread is starting or stopping them right now, or for ever. */
    private String stuck() {
        return Arrays.stream(bundles())
                .filter(bundle -> bundle.getBundleId() != 0)
                .filter(bundle -> bundle.getState() == Bundle.STARTING || bundle.getState() == Bundle.STOPPING)
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion())
                .collect(Collectors.joining(", "));
    }

    /**
     * One that hangs keeps the framework from stopping those that started before it, which have files to close. Plugins are
     * stopped all at once, because each of them may hang; the installation's own after them, the last started first.
     */
    private void stopOneByOne() throws InterruptedException {
        List<Bundle> running = new ArrayList<>(List.of(bundles()));
        running.removeIf(bundle -> bundle.getBundleId() == 0 || bundle.getState() != Bundle.ACTIVE);
        Collections.reverse(running);
        List<Thread> plugins = running.stream()
                .filter(bundle -> !isOurs(bundle))
                .map(FrameworkHost::stopping)
                .toList();
        long deadline = System.nanoTime() + BUNDLE_STOP_LIMIT.toNanos();
        for (Thread plugin : plugins) {
            plugin.join(
                    Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
        }
        for (Bundle bundle : running) {
            if (isOurs(bundle)) {
                stopping(bundle).join(BUNDLE_STOP_LIMIT.toMillis());
            }
        }
    }

    /** Whether a bundle came with the installation; all others are plugins. */
    static boolean isOurs(Bundle bundle) {
        return bundle.getBundleId() == 0 || bundle.getLocation().startsWith(OURS);
    }

    private static Thread stopping(Bundle bundle) {
        Thread thread = new Thread(() -> stop(bundle), "naust-stopping-" + bundle.getSymbolicName());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void stop(Bundle bundle) {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("The bundle {} does not stop: {}", bundle.getSymbolicName(), plain(e));
        }
    }

    /** All bundles; none once the framework has stopped. */
    Bundle[] bundles() {
        BundleContext context = framework.getBundleContext();
        return context == null ? new Bundle[0] : context.getBundles();
    }
}
