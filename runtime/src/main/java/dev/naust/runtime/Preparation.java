package dev.naust.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the start-up archive written for a Java that has none yet, in a process of its own, when the first start with that Java
 * is over. The script says whether that is wanted; failing costs nothing but the time that later starts take.
 */
final class Preparation {
    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
    /** People look at a server that has just started; the second process comes when that is over. */
    private static final Duration DELAY = Duration.ofSeconds(20);

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final ScheduledExecutorService later;

    /** Waits its while and then runs {@code bin/naust prepare}, if the script asked for it. */
    Preparation(Path installation) {
        later = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "naust-preparation");
            thread.setDaemon(true);
            return thread;
        });
        if (Boolean.getBoolean("naust.prepare")) {
            Path script = installation.resolve("bin").resolve("naust");
            later.schedule(() -> prepare(script), DELAY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void prepare(Path script) {
        try {
            Process process = start(script);
            try {
                if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    LOG.info("The archive for faster starts: {}", process.exitValue() == 0 ? "written" : "not written");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            LOG.info("The archive for faster starts is not written: {}", e.getMessage());
        }
    }

    private static Process start(Path script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("nice", script.toString(), "prepare"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    /** Ends the wait, and the process where it runs. */
    void close() {
        later.shutdownNow();
    }
}
