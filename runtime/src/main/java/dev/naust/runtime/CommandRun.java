package dev.naust.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.LoggerFactory;

/** One command in this process: the same bundles as the server's, without what serves or watches. */
final class CommandRun {
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(5);
    private static final Duration CLEANUP_LIMIT = Duration.ofSeconds(10);
    private static final String GATE = "(&(objectClass=java.util.function.UnaryOperator)(naust.plugins.gate=true))";
    /** A property of the framework, which looks for it among the process's own too. */
    private static final String WORKING_FOLDER = "naust.cwd";

    private static final String COMMAND = "(&(objectClass=java.util.function.ToIntFunction)(naust.command=true))";

    private final Home home;

    /** A command that takes its plugins from a home. */
    CommandRun(Home home) {
        this.home = home;
    }

    /**
     * Runs the command on this thread.
     *
     * @param arguments the command and what it takes
     * @return the exit code
     * @throws StartFailure when the bundles do not come up
     */
    int run(String[] arguments) throws StartFailure, InterruptedException {
        Logging.forCommand();
        CountDownLatch ended = new CountDownLatch(1);
        Thread ending = new Thread(new Ending(Thread.currentThread(), ended), "naust-ending");
        Runtime.getRuntime().addShutdownHook(ending);
        Path cache = null;
        try {
            cache = Files.createTempDirectory("naust-");
            return run(arguments, cache);
        } catch (IOException e) {
            throw new StartFailure(
                    "The temporary folder " + System.getProperty("java.io.tmpdir") + " cannot be used (" + e
                            + "). Make room there, or name another one: NAUST_JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
                    e);
        } finally {
            if (cache != null) {
                discard(cache);
            }
            ended.countDown();
        }
    }

    private int run(String[] arguments, Path cache) throws StartFailure, InterruptedException, IOException {
        try (FrameworkHost host = FrameworkHost.boot(cache, properties())) {
            CommandNeeds needs = CommandNeeds.of(arguments);
            host.install(BundlePlan.command(home.installation().resolve("bundles"), needs.leftOut()));
            host.raise(BundlePlan.CAPABILITIES, BOOT_LIMIT);
            startPlugins(host, needs.plugins(home.pluginsForCommands()));
            return command(host).applyAsInt(arguments);
        }
    }

    /** Runs the command in a framework that is up already, for a rehearsal. */
    int runWithin(FrameworkHost host, String[] arguments) throws StartFailure, InterruptedException {
        System.setProperty(WORKING_FOLDER, Path.of("").toAbsolutePath().toString());
        host.install(BundlePlan.commandLine(home.installation().resolve("bundles")));
        return command(host).applyAsInt(arguments);
    }

    private Map<String, String> properties() {
        return Map.of(
                "naust.home",
                home.folder().toString(),
                "naust.plugins.shipped",
                home.shippedList().toString(),
                WORKING_FOLDER,
                Path.of("").toAbsolutePath().toString(),
                "org.osgi.framework.startlevel.beginning",
                "1",
                "felix.cache.locking",
                "false");
    }

    /** A broken plugin costs one line: it is rarely the one that the command needs. */
    private static void startPlugins(FrameworkHost host, List<Path> plugins) throws StartFailure, InterruptedException {
        List<Bundle> installed = new ArrayList<>();
        UnaryOperator<Path> gate = gate(host);
        for (Path jar : plugins) {
            try {
                installed.add(host.install(gate.apply(jar)));
            } catch (BundleException e) {
                skip(jar.getFileName().toString(), FrameworkHost.plain(e));
            } catch (IllegalStateException | UncheckedIOException e) {
                skip(jar.getFileName().toString(), e.getMessage());
            }
        }
        for (Bundle bundle : installed) {
            try {
                bundle.start(Bundle.START_TRANSIENT);
            } catch (BundleException e) {
                skip(bundle.getSymbolicName(), FrameworkHost.plain(e));
            }
        }
    }

    private static void skip(String plugin, String reason) {
        System.err.println("naust: the plugin " + plugin + " is left out: " + reason);
    }

    /** What judges plugins by the operator's policy. */
    @SuppressWarnings("unchecked")
    private static UnaryOperator<Path> gate(FrameworkHost host) throws StartFailure, InterruptedException {
        return (UnaryOperator<Path>) host.await(GATE, BOOT_LIMIT)
                .orElseThrow(() -> new StartFailure("The plugins cannot be judged; not running: " + host.notActive()
                        + ". Unpack the distribution again."));
    }

    @SuppressWarnings("unchecked")
    private static ToIntFunction<String[]> command(FrameworkHost host) throws StartFailure, InterruptedException {
        return (ToIntFunction<String[]>) host.await(COMMAND, BOOT_LIMIT)
                .orElseThrow(() -> new StartFailure("The command line did not come up within " + BOOT_LIMIT.toSeconds()
                        + " seconds; not running: " + host.notActive() + ". Unpack the distribution again."));
    }

    private static void discard(Path cache) {
        try {
            Folders.delete(cache);
        } catch (IOException e) {
            LoggerFactory.getLogger(CommandRun.class).debug("The temporary folder {} stays", cache, e);
        }
    }

    /** Ctrl-C: the command is interrupted and has a while to leave its target in order. */
    private record Ending(Thread command, CountDownLatch ended) implements Runnable {
        @Override
        public void run() {
            if (ended.getCount() == 0) {
                return;
            }
            command.interrupt();
            try {
                if (!ended.await(CLEANUP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    System.err.println(
                            "\nnaust: stopped before the command could put things in order: a store did not answer"
                                    + " for " + CLEANUP_LIMIT.toSeconds()
                                    + " seconds. What it made in its target may still be"
                                    + " there; look, and remove it by hand.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
