package dev.naust.registry;

import dev.naust.registry.store.StoreKeeper;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.util.tracker.ServiceTracker;

/** A real framework with the registry, components and the folder watcher, on a home folder of its own. */
final class Framework implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final Path home;
    private final Felix felix;
    private Bundle registry;

    Framework(Path folder) throws Exception {
        home = folder.resolve("home");
        Files.createDirectories(plugins());
        Files.createDirectories(stores());
        Map<String, Object> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", folder.resolve("cache").toString());
        settings.put(
                "org.osgi.framework.system.packages.extra",
                "org.slf4j;version=2.0.20,org.slf4j.event;version=2.0.20,org.slf4j.helpers;version=2.0.20,"
                        + "org.slf4j.spi;version=2.0.20,org.osgi.service.log;version=1.5.0,"
                        // Shared with the tests, so that they can use the services.
                        + "dev.naust.api.model;version=0.1.0,dev.naust.api.store;version=0.1.0,"
                        + "dev.naust.api.service;version=0.1.0");
        settings.put("felix.log.level", "0");
        settings.put("org.osgi.framework.bsnversion", "multiple");
        settings.put("naust.home", home.toString());
        settings.put("felix.fileinstall.dir", plugins() + "," + stores());
        settings.put("felix.fileinstall.filter", ".*\\.(jar|json)");
        settings.put("felix.fileinstall.poll", "200");
        settings.put("felix.fileinstall.noInitialDelay", "true");
        settings.put("felix.fileinstall.subdir.mode", "skip");
        settings.put("felix.fileinstall.tmpdir", folder.resolve("tmp").toString());
        settings.put("felix.fileinstall.log.level", "0");
        felix = new Felix(settings);
        felix.start();
        try {
            start();
        } catch (BundleException e) {
            close();
            throw e;
        }
    }

    Path plugins() {
        return home.resolve("plugins");
    }

    Path stores() {
        return home.resolve("config/stores");
    }

    BundleContext context() {
        return felix.getBundleContext();
    }

    /** A service that the registry's bundle offers, through its own interface. */
    <T> T service(Class<T> type) throws InterruptedException {
        // The framework's own context sees the tests' copy of the registry, whose classes are other ones.
        BundleContext registry = this.registry.getBundleContext();
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(registry, type.getName(), null);
        tracker.open();
        return Objects.requireNonNull(type.cast(tracker.waitForService(PATIENCE.toMillis())), type.getName());
    }

    private void start() throws Exception {
        List<Bundle> bundles = new ArrayList<>();
        for (String jar : List.of(
                "org.osgi.util.function",
                "org.osgi.util.promise",
                "org.osgi.service.component-",
                "org.apache.felix.scr",
                "org.apache.felix.fileinstall")) {
            bundles.add(install(onClassPath(jar)));
        }
        registry = install(of(StoreKeeper.class));
        bundles.add(registry);
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    private Bundle install(Path bundle) throws BundleException {
        return context().installBundle("reference:file:" + bundle);
    }

    private static Path of(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Path onClassPath(String name) {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path file = Path.of(entry);
            if (file.getFileName().toString().startsWith(name)) {
                return file;
            }
        }
        throw new IllegalStateException(name + " is not on the class path of the tests");
    }

    @Override
    public void close() throws BundleException {
        felix.stop();
        try {
            felix.waitForStop(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
