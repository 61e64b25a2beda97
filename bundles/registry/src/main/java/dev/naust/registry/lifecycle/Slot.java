package dev.naust.registry.lifecycle;

import dev.naust.registry.lifecycle.Standing.Phase;
import dev.naust.registry.lifecycle.WholeJar.Unfit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One jar of the plugins folder and what became of it. What is wanted of it may change at any time; what is done about it is done
 * in passes, one after the other, each on one of the runner's workers. A new version of a provider comes up beside the old one,
 * which goes only when the new one is known to work.
 */
final class Slot {
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    /** How many versions of one jar may be stuck before no further one is tried. */
    private static final int MOST_STUCK = 3;

    private final PluginRunner runner;
    private final Path file;
    private final String name;
    private final Steps steps;
    private final AtomicInteger stuck = new AtomicInteger();
    private volatile Standing standing;

    private final Object wishLock = new Object();
    private boolean present = true;
    private boolean halted;
    private boolean fresh;
    private boolean retry;
    private boolean judge;
    private boolean scheduled;

    private final ReentrantLock passing = new ReentrantLock();
    private volatile @Nullable Installed current;
    private volatile @Nullable Installed waiting;
    private volatile @Nullable Installed trying;
    private volatile @Nullable WholeJar claimed;
    private volatile boolean twinned;

    /** @param halted whether an operator stopped it before the server was started */
    Slot(PluginRunner runner, Path file, boolean halted) {
        this.runner = runner;
        this.file = file;
        this.name = file.getFileName().toString();
        this.steps = runner.steps();
        this.halted = halted;
        this.standing = new Standing(
                Phase.BUSY, Optional.empty(), Optional.empty(), runner.clock().instant());
    }

    Path file() {
        return file;
    }

    Standing standing() {
        return standing;
    }

    /** Whether this bundle is installed from this jar, or about to be. */
    boolean holds(WholeJar jar) {
        Installed running = current;
        Installed unresolved = waiting;
        WholeJar wanted = claimed;
        boolean claims = wanted != null
                && wanted.name().equals(jar.name())
                && wanted.version().equals(jar.version());
        Installed retried = trying;
        return claims
                || retried != null && retried.isSame(jar)
                || running != null && running.isSame(jar)
                || unresolved != null && unresolved.isSame(jar);
    }

    boolean runs(Collection<Bundle> bundles) {
        Installed running = current;
        return running != null && bundles.contains(running.bundle());
    }

    void changed() {
        wish(() -> {
            present = true;
            fresh = true;
        });
    }

    void start() {
        wish(() -> {
            halted = false;
            fresh = true;
        });
    }

    void judgeAgain() {
        wish(() -> judge = true);
    }

    void gone() {
        wish(() -> present = false);
    }

    void halt() {
        wish(() -> halted = true);
    }

    /** Tries again if it waits for something that another jar may have brought or taken away. */
    void reconsider() {
        if (twinned) {
            wish(() -> fresh = true);
        } else if (waiting != null) {
            wish(() -> retry = true);
        }
    }

    private void wish(Runnable change) {
        synchronized (wishLock) {
            change.run();
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        runner.execute(this::passes);
    }

    private void passes() {
        passing.lock();
        try {
            while (pass()) {
                LOG.debug("{} is looked at again", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            passing.unlock();
        }
    }

    private enum Task {
        REMOVE,
        HALT,
        INSTALL,
        RETRY,
        JUDGE,
        NONE
    }

    private Task next() {
        synchronized (wishLock) {
            Task task = wanted();
            boolean halts = task == Task.HALT && standing.phase() != Phase.STOPPED;
            fresh = false;
            retry = false;
            judge = false;
            if (task == Task.NONE || task == Task.HALT && !halts) {
                scheduled = false;
                return Task.NONE;
            }
            return task;
        }
    }

    private Task wanted() {
        if (!present) {
            return Task.REMOVE;
        }
        if (halted) {
            return Task.HALT;
        }
        if (fresh || judge && standing.phase() == Phase.QUARANTINED) {
            return Task.INSTALL;
        }
        return retry ? Task.RETRY : judge ? Task.JUDGE : Task.NONE;
    }

    /** Does what is wanted now; tells whether more may be wanted meanwhile. */
    private boolean pass() throws InterruptedException {
        Task task = next();
        switch (task) {
            case REMOVE -> {
                removeAll();
                return !runner.forget(this);
            }
            case HALT -> {
                removeAll();
                stands(Phase.STOPPED, "is stopped: start it, or remove the jar");
                runner.reconsider(this);
            }
            case INSTALL -> install();
            case RETRY -> retry();
            case JUDGE -> judge();
            case NONE -> LOG.trace("{} is as it should be", name);
        }
        return task != Task.NONE;
    }

    boolean isAbsent() {
        synchronized (wishLock) {
            return !present;
        }
    }

    private void removeAll() throws InterruptedException {
        discardWaiting();
        Installed running = current;
        current = null;
        twinned = false;
        if (running != null) {
            takeDown(running);
        }
    }

    /**
     * Takes the bundle down until the next pass, because what it is wired to has gone. Those that are wired to this one are
     * suspended with it, by whoever suspends it: jars that need each other would otherwise take each other down for ever.
     */
    void suspend() {
        passing.lock();
        try {
            discardWaiting();
            Installed running = current;
            current = null;
            twinned = false;
            stands(Phase.BUSY, null);
            if (running != null) {
                bringDown(running);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            passing.unlock();
        }
    }

    private void install() throws InterruptedException {
        stands(Phase.BUSY, null);
        discardWaiting();
        twinned = false;
        if (stuck.get() >= MOST_STUCK) {
            fails("has " + stuck.get() + " versions that hang: restart the server before you try another one");
            return;
        }
        try (WholeJar jar = steps.copy(file)) {
            Optional<String> distrust = steps.distrust(jar);
            if (distrust.isPresent()) {
                quarantine(distrust.get());
                return;
            }
            Optional<String> twin = runner.claim(this, jar);
            if (twin.isPresent()) {
                twinned = true;
                conflicts("is bundle " + jar.name() + " " + jar.version()
                        + ", which is already installed from another file (" + twin.get() + "): remove one of the two");
                return;
            }
            bringUp(jar.isFragment(), steps.install(jar, name));
        } catch (Unfit e) {
            fails(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            if (Files.exists(file)) {
                fails("cannot be read (" + FirstLine.of(e) + "): correct its rights, or copy it again");
            }
        } finally {
            release();
        }
    }

    /** Another jar with the same bundle may try when this one has not come up with it. */
    private void release() {
        boolean failed = claimed != null && current == null && waiting == null;
        claimed = null;
        if (failed) {
            runner.reconsider(this);
        }
    }

    void claim(WholeJar jar) {
        claimed = jar;
    }

    /** Takes down what the policy no longer trusts; what it does goes on running. */
    private void judge() throws InterruptedException {
        if (current == null && waiting == null) {
            return;
        }
        try (WholeJar jar = steps.copy(file)) {
            Optional<String> distrust = steps.distrust(jar);
            if (distrust.isPresent()) {
                quarantine(distrust.get());
            }
        } catch (Unfit | IOException e) {
            LOG.debug("{} is not judged again, because it is changing", name, e);
        }
    }

    /** Whatever ran from this jar before goes as well: nobody knows any more whether it would be trusted. */
    private void quarantine(String reason) throws InterruptedException {
        removeAll();
        stands(Phase.QUARANTINED, reason);
        runner.reconsider(this);
    }

    private void retry() throws InterruptedException {
        Installed candidate = waiting;
        if (candidate == null) {
            return;
        }
        trying = candidate;
        waiting = null;
        try {
            bringUp(false, candidate);
        } finally {
            trying = null;
            if (current == null && waiting == null) {
                runner.reconsider(this);
            }
        }
    }

    private void bringUp(boolean fragment, Installed next) throws InterruptedException {
        Installed before = current;
        boolean besides = before == null || steps.hasProviders(before);
        if (before != null && !besides) {
            steps.stop(before);
        }
        Optional<Steps.Trouble> trouble = fragment ? Optional.empty() : steps.start(next, before);
        if (trouble.isEmpty()) {
            adopt(next, before);
            return;
        }
        if (before != null && !besides) {
            steps.start(before, null)
                    .ifPresent(worse -> LOG.warn("Plugin {} {} after it was stopped.", name, worse.words()));
        }
        switch (trouble.get().phase()) {
            case UNRESOLVED -> waiting = next;
            case HUNG -> stuck.incrementAndGet();
            default -> steps.uninstall(next);
        }
        trouble.get().end().ifPresent(end -> end.whenComplete((done, thrown) -> stuck.decrementAndGet()));
        if (trouble.get().phase() == Phase.UNRESOLVED || before != null) {
            stands(
                    before == null ? Phase.UNRESOLVED : Phase.RUNNING,
                    keeps(trouble.get().words()));
        } else {
            stands(trouble.get().phase(), trouble.get().words());
        }
    }

    private void adopt(Installed next, @Nullable Installed before) throws InterruptedException {
        current = next;
        if (before != null) {
            takeDown(before);
        }
        stands(Phase.RUNNING, null);
        LOG.info(
                "Plugin {} runs (bundle {} {}{})",
                name,
                next.bundle().getSymbolicName(),
                next.version(),
                before == null ? "" : " instead of " + before.version());
        runner.reconsider(this);
    }

    private void takeDown(Installed running) throws InterruptedException {
        Collection<Bundle> dependents = steps.dependents(running);
        bringDown(running);
        runner.rewire(dependents);
    }

    private void bringDown(Installed running) throws InterruptedException {
        steps.takeDown(running).ifPresent(trouble -> {
            stuck.incrementAndGet();
            trouble.end().ifPresent(end -> end.whenComplete((done, thrown) -> stuck.decrementAndGet()));
            LOG.warn("Plugin {} {}.", name, trouble.words());
        });
    }

    private void discardWaiting() throws InterruptedException {
        Installed unresolved = waiting;
        waiting = null;
        if (unresolved != null) {
            steps.uninstall(unresolved);
        }
    }

    private void fails(String problem) {
        stands(current == null ? Phase.FAILED : Phase.RUNNING, keeps(problem));
    }

    private void conflicts(String problem) {
        stands(current == null ? Phase.CONFLICT : Phase.RUNNING, keeps(problem));
    }

    private String keeps(String problem) {
        Installed running = current;
        return running == null
                ? problem
                : problem + "; version " + running.version() + ", which was there before, keeps running";
    }

    private void stands(Phase phase, @Nullable String problem) {
        Installed shown = current == null ? waiting : current;
        standing = new Standing(
                phase,
                Optional.ofNullable(shown).map(Installed::bundle),
                Optional.ofNullable(problem),
                runner.clock().instant());
    }
}
