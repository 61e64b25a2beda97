package dev.naust.registry.lifecycle;

import dev.naust.registry.provider.ProviderCatalogue;
import dev.naust.registry.trust.Trust;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the plugins: each jar of the folder in a slot of its own, several at a time, so that one that hangs holds up no other.
 * As a predicate it waits until nothing is under way any more, for no longer than it is told to; the launcher asks that before
 * it opens the console. Thread-safe.
 */
@Component(
        service = {PluginRunner.class, Predicate.class},
        property = "naust.plugins.settled=true")
public final class PluginRunner implements Predicate<Duration> {
    private static final Logger LOG = LoggerFactory.getLogger(PluginRunner.class);
    private static final int WORKERS = 8;
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

    private final Clock clock;
    private final Steps steps;
    private final Intentions intentions;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, task -> {
        Thread thread = new Thread(task, "naust-plugin-runner");
        thread.setDaemon(true);
        return thread;
    });

    private final Object claimLock = new Object();
    private final Object busyLock = new Object();
    private int busy;

    /** Runs plugins in the framework of {@code context}; {@code naust.plugins.limit} is the limit of a step in seconds. */
    @Activate
    public PluginRunner(BundleContext context, @Reference ProviderCatalogue catalogue, @Reference Trust trust) {
        this.clock = Clock.systemUTC();
        Limited limited = new Limited(limit(context.getProperty("naust.plugins.limit")), PluginRunner::crowd);
        this.steps = new Steps(context, catalogue, limited, trust);
        this.intentions = new Intentions(
                Optional.ofNullable(context.getProperty("naust.home")).map(Path::of));
    }

    private static Duration limit(@Nullable String seconds) {
        if (seconds == null || seconds.isBlank()) {
            return DEFAULT_LIMIT;
        }
        try {
            return Duration.ofSeconds(Math.max(1, Long.parseLong(seconds.strip())));
        } catch (NumberFormatException e) {
            LOG.warn("naust.plugins.limit is \"{}\", which is no number of seconds; 10 seconds apply", seconds);
            return DEFAULT_LIMIT;
        }
    }

    private static double crowd() {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() / machine.getAvailableProcessors();
    }

    /** Takes on no more work. The bundles are the framework's to stop. */
    @Deactivate
    public void close() {
        workers.shutdownNow();
    }

    /** A jar came, or its content changed. Returns at once. */
    public void changed(Path file) {
        slots.compute(nameOf(file), (name, known) -> {
            Slot slot = known == null ? new Slot(this, file, intentions.isStopped(name)) : known;
            slot.changed();
            return slot;
        });
    }

    /** A jar is no longer there. Returns at once. */
    public void gone(Path file) {
        Slot slot = slots.get(nameOf(file));
        if (slot != null) {
            slot.gone();
        }
    }

    /** Has a jar's plugin stopped until {@link #start}, also when the server starts again. Returns at once. */
    public void stop(String file) {
        intentions.stop(file);
        Optional.ofNullable(slots.get(file)).ifPresent(Slot::halt);
    }

    /** Has a jar's plugin started that was stopped or did not start. Returns at once. */
    public void start(String file) {
        intentions.run(file);
        Optional.ofNullable(slots.get(file)).ifPresent(Slot::start);
    }

    /** Has every jar judged anew, because the policy has changed. Returns at once. */
    public void judgeAgain() {
        slots.values().forEach(Slot::judgeAgain);
    }

    /** How a jar stands, by its name in the folder; empty when it was not seen yet. */
    public Optional<Standing> standing(String file) {
        return Optional.ofNullable(slots.get(file)).map(Slot::standing);
    }

    @Override
    public boolean test(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (busyLock) {
            while (busy > 0) {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (left <= 0) {
                    return false;
                }
                try {
                    busyLock.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    Clock clock() {
        return clock;
    }

    Steps steps() {
        return steps;
    }

    /** Has a task done by one of the workers. */
    void execute(Runnable task) {
        synchronized (busyLock) {
            busy++;
        }
        try {
            workers.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | LinkageError e) {
                    LOG.warn("A step of a plugin failed: {}", FirstLine.of(e), e);
                } finally {
                    done();
                }
            });
        } catch (RejectedExecutionException stopping) {
            LOG.debug("The plugins are left as they are, because the server stops", stopping);
            done();
        }
    }

    private void done() {
        synchronized (busyLock) {
            busy--;
            busyLock.notifyAll();
        }
    }

    /** Has a slot install a bundle, unless another jar holds the same one, which is answered. */
    Optional<String> claim(Slot slot, WholeJar jar) {
        synchronized (claimLock) {
            Optional<String> twin = slots.values().stream()
                    .filter(other -> other != slot && other.holds(jar))
                    .map(other -> other.file().getFileName().toString())
                    .findFirst();
            if (twin.isEmpty()) {
                slot.claim(jar);
            }
            return twin;
        }
    }

    /** A bundle came or went: those who waited for that may try again. */
    void reconsider(Slot cause) {
        slots.values().stream().filter(slot -> slot != cause).forEach(Slot::reconsider);
    }

    /** Forgets a slot whose jar has gone; not when it has come again meanwhile. */
    boolean forget(Slot slot) {
        String name = nameOf(slot.file());
        boolean forgotten = slots.computeIfPresent(name, (key, known) -> known.isAbsent() ? null : known) == null;
        if (forgotten) {
            intentions.run(name);
            reconsider(slot);
        }
        return forgotten;
    }

    /** Starts those anew that use packages of a bundle that has gone, so that they take them from its successor. */
    void rewire(Collection<Bundle> dependents) {
        List<Slot> affected =
                slots.values().stream().filter(slot -> slot.runs(dependents)).toList();
        if (!affected.isEmpty()) {
            execute(() -> {
                affected.forEach(Slot::suspend);
                affected.forEach(Slot::changed);
            });
        }
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString();
    }
}
