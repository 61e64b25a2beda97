package dev.naust.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: the framework with all bundles, from the lock on the home to the orderly stop. */
final class Server {
    /** Far longer than any start takes: on a machine that is busy with other things one may take minutes, and must not be in vain. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    /** How long the console waits for plugins that are slow to come up; they go on coming up when it has opened. */
    private static final Duration PLUGINS_LIMIT = Duration.ofSeconds(5);

    /** How long it waits for the server's own state; without it the console opens all the same, and says what is missing. */
    private static final Duration STATE_LIMIT = Duration.ofSeconds(10);

    private static final String SETTLED = "(&(objectClass=java.util.function.Predicate)(naust.plugins.settled=true))";
    private static final String READY = "(&(objectClass=java.net.URI)(naust.ready=true))";
    private static final String ACCOUNTS = "(objectClass=dev.naust.api.service.Accounts)";

    private final Home home;
    private final Settings settings;

    /** What happens once it serves; the server stops when this returns. */
    @FunctionalInterface
    interface Visit {
        /**
         * Uses the server.
         *
         * @param address where it serves
         */
        void at(FrameworkHost host, URI address) throws StartFailure, InterruptedException;
    }

    /** A server of one home. */
    Server(Home home, Settings settings) {
        this.home = home;
        this.settings = settings;
    }

    /** Says where it serves, and serves until the process is told to end or a bundle stops the framework. */
    void run() throws StartFailure, InterruptedException {
        run((host, address) -> {
            System.out.println("Naust is ready at " + address);
            Preparation preparation = new Preparation(home.installation());
            try {
                host.awaitStop();
            } finally {
                preparation.close();
            }
        });
    }

    /**
     * Serves for the length of a visit.
     *
     * @throws StartFailure when it cannot serve; nothing is left running then
     */
    void run(Visit visit) throws StartFailure, InterruptedException {
        home.prepare();
        Logging.forServer(home.logs());
        Logger log = LoggerFactory.getLogger(Server.class);
        try (HomeLock lock = HomeLock.take(home, System.getenv())) {
            settings.checkFree();
            Folders.empty(home.temporary());
            log.info("Naust starts in {} on Java {}", home.folder(), Runtime.version());
            try (FrameworkHost host = FrameworkHost.boot(home.data().resolve("cache"), properties())) {
                Ending ending = new Ending(host, lock);
                Runtime.getRuntime().addShutdownHook(ending);
                try {
                    visit.at(host, open(host));
                } finally {
                    ending.disarm();
                }
            }
            log.info("Naust has stopped");
        } catch (IOException e) {
            throw new StartFailure(
                    "The home folder " + home.folder() + " cannot be used: " + e + ". Make room or correct its rights.",
                    e);
        }
    }

    private URI open(FrameworkHost host) throws StartFailure, InterruptedException {
        host.install(BundlePlan.server(home.installation().resolve("bundles")));
        host.raise(BundlePlan.PLUGINS, START_LIMIT);
        awaitPlugins(host);
        host.raise(BundlePlan.CONSOLE, START_LIMIT);
        URI address = (URI) host.await(READY, START_LIMIT)
                .orElseThrow(() -> new StartFailure("The console did not open within " + START_LIMIT.toSeconds()
                        + " seconds. " + home.logs().resolve("naust.log") + " says why."));
        // A server into which nobody can sign in yet is not ready.
        if (host.await(ACCOUNTS, STATE_LIMIT).isEmpty()) {
            LoggerFactory.getLogger(Server.class)
                    .warn("The accounts are not there after {} seconds; /readyz says why.", STATE_LIMIT.toSeconds());
        }
        return address;
    }

    /** The plugins that were found are up when people see the console, unless one of them hangs. */
    @SuppressWarnings("unchecked")
    private static void awaitPlugins(FrameworkHost host) throws InterruptedException {
        Optional<Object> plugins = host.await(SETTLED, PLUGINS_LIMIT);
        if (plugins.isPresent() && !((Predicate<Duration>) plugins.get()).test(PLUGINS_LIMIT)) {
            LoggerFactory.getLogger(Server.class)
                    .warn(
                            "Some plugins are not up after {} seconds; the console opens without them.",
                            PLUGINS_LIMIT.toSeconds());
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("naust.home", home.folder().toString());
        properties.put("naust.host", settings.host());
        properties.put("naust.port", Integer.toString(settings.port()));
        // What is on this list is trusted like the installation that it lies in.
        properties.put("naust.plugins.shipped", home.shippedList().toString());
        // Other names that the console answers to, such as a reverse proxy's.
        properties.put("naust.hosts", System.getenv().getOrDefault("NAUST_HOSTS", ""));
        properties.put("felix.fileinstall.dir", home.plugins() + "," + home.config() + "," + home.stores());
        properties.put("felix.fileinstall.filter", ".*\\.(jar|json|cfg)");
        properties.put("felix.fileinstall.poll", "500");
        // The first look happens while the bundle starts, so that everything is there when the console opens.
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.subdir.mode", "skip");
        properties.put("felix.fileinstall.enableConfigSave", "false");
        // Plugins come at this level, and two versions of one stand side by side while they are swapped.
        properties.put("felix.startlevel.bundle", Integer.toString(BundlePlan.PLUGINS));
        properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        properties.put("felix.fileinstall.active.level", Integer.toString(BundlePlan.PLUGINS));
        properties.put("felix.fileinstall.log.level", "2"); // Warnings, among them the plugins that do not start.
        properties.put("felix.fileinstall.tmpdir", home.temporary().toString());
        return properties;
    }

    /** What happens on SIGTERM and Ctrl-C: an asked-for end is a success, which the JVM would otherwise report as 143. */
    private static final class Ending extends Thread {
        private final FrameworkHost host;
        private final HomeLock lock;
        private final AtomicBoolean armed = new AtomicBoolean(true);

        Ending(FrameworkHost host, HomeLock lock) {
            super("naust-ending");
            this.host = host;
            this.lock = lock;
        }

        void disarm() {
            armed.set(false);
        }

        @Override
        public void run() {
            if (!armed.get()) {
                return;
            }
            host.close();
            try {
                lock.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Runtime.getRuntime().halt(0);
        }
    }
}
