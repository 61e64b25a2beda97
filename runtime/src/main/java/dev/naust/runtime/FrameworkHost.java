package dev.naust.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
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
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running OSGi framework. Closing it stops the bundles, the last started first. */
final class FrameworkHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameworkHost.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
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
        return context().installBundle("reference:file:" + location);
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
        boolean inTime = reached.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        for (Bundle bundle : context().getBundles()) {
            Throwable failure = failures.get(bundle.getBundleId());
            if (bundle.getLocation().startsWith("reference:")
                    && failure != null
                    && bundle.getState() != Bundle.ACTIVE) {
                throw new StartFailure(
                        "The bundle " + bundle.getSymbolicName() + " does not start: " + plain(failure)
                                + ". The log says more.",
                        failure);
            }
        }
        if (!inTime) {
            throw new StartFailure("Naust did not start within " + limit.toSeconds() + " seconds; still starting: "
                    + notActive() + ". The log says more.");
        }
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
        try {
            framework.stop();
            if (framework.waitForStop(STOP_LIMIT.toMillis()).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                LOG.warn(
                        "The bundles did not stop within {} seconds; the process ends without them.",
                        STOP_LIMIT.toSeconds());
            }
        } catch (BundleException e) {
            LOG.warn("The framework does not stop: {}", e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
