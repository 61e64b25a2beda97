package dev.naust.registry.plugin;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.PluginRefusedException;
import dev.naust.api.service.PluginRefusedException.Reason;
import dev.naust.api.service.Plugins.Added;
import dev.naust.api.service.Plugins.Plugin;
import dev.naust.api.service.Plugins.State;
import dev.naust.api.service.ProviderInUseException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.registry.check.JarCheck;
import dev.naust.registry.config.WholeFile;
import dev.naust.registry.lifecycle.PluginRunner;
import dev.naust.registry.lifecycle.Standing;
import dev.naust.registry.plugin.Uploads.Staged;
import dev.naust.registry.provider.ProviderCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;

/** What an operator can do to the jars of the plugins folder, one thing at a time. */
final class Operations {
    /** How long somebody waits to see what became of a jar; the folder's watcher alone takes a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final Duration TURN = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final PluginFolder plugins;
    private final PluginRunner runner;
    private final ProviderCatalogue catalogue;
    private final Uploads uploads;
    private final Path folder;
    private final Clock clock;
    private final ReentrantLock turn = new ReentrantLock(true);

    Operations(
            PluginFolder plugins,
            PluginRunner runner,
            ProviderCatalogue catalogue,
            Uploads uploads,
            Path folder,
            Clock clock) {
        this.plugins = plugins;
        this.runner = runner;
        this.catalogue = catalogue;
        this.uploads = uploads;
        this.folder = folder;
        this.clock = clock;
    }

    Added add(Optional<String> wanted, InputStream jar, long largest) throws IOException {
        try (Staged staged = uploads.stage(jar, largest)) {
            String name = Uploads.name(wanted, staged.check());
            return inTurn(() -> {
                if (Files.exists(folder.resolve(name))) {
                    throw exists(
                            "/file",
                            "is the name of a jar that is there already: update that one, or choose another name");
                }
                refuseTwin(name, staged.check());
                return place(staged, name);
            });
        }
    }

    Added replace(Plugin old, InputStream jar, long largest) throws IOException {
        try (Staged staged = uploads.stage(jar, largest)) {
            boolean isSame =
                    old.name().isEmpty() || old.name().equals(staged.check().name());
            if (!isSame) {
                throw new PluginRefusedException(
                        Reason.INVALID,
                        List.of(new ConfigProblem(
                                "/META-INF~1MANIFEST.MF/Bundle-SymbolicName",
                                "is " + staged.check().name() + ", but the jar to be updated is bundle " + old.name()
                                        + ": upload it as a plugin of its own")));
            }
            return inTurn(() -> {
                refuseTwin(old.file(), staged.check());
                return place(staged, old.file());
            });
        }
    }

    private void refuseTwin(String name, JarCheck check) {
        for (Plugin other : plugins.plugins()) {
            boolean isTwin = !other.file().equals(name)
                    && other.name().equals(check.name())
                    && PluginFolder.version(other.version()).equals(check.version());
            if (isTwin) {
                throw exists(
                        "/META-INF~1MANIFEST.MF/Bundle-Version",
                        "is bundle " + check.name() + " " + check.version() + ", which is there already as "
                                + other.file() + ": raise the version, or remove that jar first");
            }
        }
    }

    private static PluginRefusedException exists(String pointer, String message) {
        return new PluginRefusedException(Reason.EXISTS, List.of(new ConfigProblem(pointer, message)));
    }

    private Added place(Staged staged, String name) throws IOException {
        Instant begin = clock.instant();
        uploads.place(staged, name);
        await(() -> isDecided(name, begin));
        return new Added(seen(name), staged.check().warnings());
    }

    Plugin start(Plugin plugin) throws IOException {
        return inTurn(() -> {
            if (plugin.state() == State.RUNNING) {
                return plugin;
            }
            Instant begin = clock.instant();
            runner.start(plugin.file());
            await(() -> isDecided(plugin.file(), begin));
            return seen(plugin.file());
        });
    }

    Plugin stop(Plugin plugin, boolean force) throws IOException {
        return inTurn(() -> {
            refuseInUse(plugin.file(), force);
            runner.stop(plugin.file());
            await(() -> plugins.find(plugin.file())
                    .filter(now -> now.state() != State.STOPPED)
                    .isEmpty());
            return seen(plugin.file());
        });
    }

    void remove(Plugin plugin, boolean force) throws IOException {
        inTurn(() -> {
            refuseInUse(plugin.file(), force);
            Path file = folder.resolve(plugin.file());
            Files.deleteIfExists(file);
            WholeFile.forceFolder(folder);
            runner.gone(file);
            await(() -> runner.standing(plugin.file()).isEmpty());
            return plugin;
        });
    }

    private void refuseInUse(String file, boolean force) {
        Optional<Bundle> bundle = runner.standing(file).flatMap(Standing::bundle);
        if (force || bundle.isEmpty()) {
            return;
        }
        List<String> stores = catalogue.of(bundle.get().getBundleId()).stream()
                .flatMap(provider -> provider.instances().stream())
                .filter(instance -> !instance.borrowers().isEmpty())
                .map(instance -> instance.store())
                .distinct()
                .sorted()
                .toList();
        if (!stores.isEmpty()) {
            throw new ProviderInUseException(
                    "Plugin " + file + " stays, because somebody works with its stores: " + String.join(", ", stores)
                            + ". Try again when that is done, or force it; their work fails then.",
                    stores);
        }
    }

    private boolean isDecided(String file, Instant begin) {
        return runner.standing(file)
                        .filter(standing -> standing.phase() != Standing.Phase.BUSY
                                && !standing.since().isBefore(begin))
                        .isPresent()
                && plugins.find(file)
                        .filter(plugin -> plugin.state() != State.PENDING)
                        .isPresent();
    }

    private Plugin seen(String file) {
        return plugins.find(file).orElseThrow(() -> notFound(file));
    }

    static StoreException notFound(String id) {
        return new StoreException(
                ServiceError.PLUGIN_NOT_FOUND,
                "There is no plugin \"" + id + "\". GET /api/v1/plugins lists those there are.");
    }

    /** Something that an operator does. */
    @FunctionalInterface
    private interface Work<T> {
        T get() throws IOException;
    }

    private <T> T inTurn(Work<T> work) throws IOException {
        try {
            if (!turn.tryLock(TURN.toSeconds(), TimeUnit.SECONDS)) {
                throw new StoreException(
                        ServiceError.STORE_UNAVAILABLE, "Another change of the plugins takes long. Try again later.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The server stops. Try again when it is back.", e);
        }
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
                TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
