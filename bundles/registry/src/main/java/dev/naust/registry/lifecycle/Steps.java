package dev.naust.registry.lifecycle;

import dev.naust.registry.lifecycle.Limited.Hung;
import dev.naust.registry.lifecycle.Limited.Outcome;
import dev.naust.registry.lifecycle.Limited.Threw;
import dev.naust.registry.lifecycle.Standing.Phase;
import dev.naust.registry.lifecycle.WholeJar.Unfit;
import dev.naust.registry.provider.ProviderCatalogue;
import dev.naust.registry.trust.Sha256;
import dev.naust.registry.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done to a bundle of one plugin, each step with its limit and its failure in plain words. */
final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    /** How a plugin's location begins; the launcher lets no bundle resolve that came another way. */
    private static final String SCHEME = "naust-plugin:";

    /** How long a new version may take to register what the old one had registered. */
    private static final Duration REGISTRATION = Duration.ofSeconds(2);

    /** How long stores may take to open with a new version, until it is left to them whether they do. */
    private static final Duration MOVE = Duration.ofSeconds(60);

    private static final Duration GLANCE = Duration.ofMillis(20);

    private final BundleContext context;
    private final ProviderCatalogue catalogue;
    private final Limited limited;
    private final Trust trust;
    private final Needs needs;
    private final AtomicLong number = new AtomicLong();

    Steps(BundleContext context, ProviderCatalogue catalogue, Limited limited, Trust trust) {
        this.context = context;
        this.catalogue = catalogue;
        this.limited = limited;
        this.trust = trust;
        this.needs = new Needs(context);
    }

    /**
     * Why a step did not succeed.
     *
     * @param words to follow the jar's name
     * @param end completed when a thread that is stuck comes free; empty when none is
     */
    record Trouble(Phase phase, String words, Optional<CompletableFuture<Void>> end) {
        Trouble(Phase phase, String words) {
            this(phase, words, Optional.empty());
        }
    }

    /** Copies a jar to where it can be looked at in peace. */
    WholeJar copy(Path file) throws IOException, Unfit {
        Path folder = context.getDataFile("plugins").toPath();
        Files.createDirectories(folder);
        return WholeJar.of(file, folder.resolve(number.incrementAndGet() + ".jar"));
    }

    /** Why the policy forbids what is in a copy, to follow the jar's name; empty when it may run. */
    Optional<String> distrust(WholeJar jar) throws IOException {
        return trust.isOpen() ? Optional.empty() : trust.refuse(jar.copy(), Sha256.of(jar.copy()));
    }

    /** Installs a bundle beside all others; several with one name and version may be there for a while. */
    Installed install(WholeJar jar, String file) throws IOException, Unfit {
        if (jar.isPartOfTheFramework()) {
            throw new Unfit("wants to become a part of the framework itself, which no plugin may");
        }
        String location = SCHEME + number.incrementAndGet() + ":" + file;
        try (InputStream in = Files.newInputStream(jar.copy())) {
            return Installed.of(context.installBundle(location, in));
        } catch (BundleException e) {
            throw new Unfit("cannot be installed (" + FirstLine.of(innermost(e)) + "): its author must correct it");
        }
    }

    /** Whether stores depend on a bundle. */
    boolean hasProviders(Installed installed) {
        return !catalogue.of(installed.id()).isEmpty();
    }

    /** The bundles that use packages of this one, or of those that do. */
    Collection<Bundle> dependents(Installed installed) {
        FrameworkWiring wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        return wiring.getDependencyClosure(List.of(installed.bundle())).stream()
                .filter(bundle -> !bundle.equals(installed.bundle()))
                .toList();
    }

    /** Starts a bundle; one that is to follow another provider must offer a sound one as well. */
    Optional<Trouble> start(Installed next, @Nullable Installed before) throws InterruptedException {
        Outcome outcome = limited.run(
                next.threads(),
                next.stepName(),
                () -> next.bundle().start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY));
        if (outcome instanceof Hung hung) {
            return Optional.of(hangs(next, hung));
        }
        if (outcome instanceof Threw threw) {
            return Optional.of(threw(next, threw));
        }
        return before != null && hasProviders(before) ? unsound(next) : Optional.empty();
    }

    private Trouble hangs(Installed next, Hung hung) throws InterruptedException {
        hung.end().whenComplete((done, thrown) -> quietly(next.bundle()::uninstall));
        if (next.bundle().getState() == Bundle.ACTIVE) {
            // Not its activator hangs but one of its components, so that it can still be taken out.
            catalogue.leave(next.id());
            limited.run(next.threads(), next.stepName(), next.bundle()::uninstall);
        }
        return new Trouble(
                Phase.HUNG,
                "did not start within " + limited.limit().toSeconds()
                        + " seconds and does not heed its interruption; its thread ends with the server. Remove the jar,"
                        + " or replace it with one that starts",
                Optional.of(hung.end()));
    }

    private Trouble threw(Installed next, Threw threw) {
        Throwable reason = innermost(threw.failure());
        boolean unresolved = next.bundle().getState() == Bundle.INSTALLED;
        if (unresolved) {
            return new Trouble(
                    Phase.UNRESOLVED,
                    needs.lacking(next.bundle())
                            .orElse("has needs that contradict each other or those of another plugin: "
                                    + FirstLine.of(reason)));
        }
        String late = threw.late()
                ? "did not start within " + limited.limit().toSeconds() + " seconds and was interrupted"
                : "threw while starting";
        return new Trouble(Phase.FAILED, late + " (" + FirstLine.of(reason) + "): its author must correct it");
    }

    private Optional<Trouble> unsound(Installed next) throws InterruptedException {
        long deadline = System.nanoTime() + REGISTRATION.toNanos();
        while (!hasProviders(next) && System.nanoTime() < deadline) {
            TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
        }
        Optional<String> problem = hasProviders(next)
                ? catalogue.verdict(next.id(), MOVE)
                : Optional.of("registers no provider, as the version before it does");
        return problem.map(words -> new Trouble(Phase.FAILED, words));
    }

    /** Stops a bundle that is to be started again. */
    void stop(Installed installed) throws InterruptedException {
        limited.run(
                installed.threads(),
                installed.stepName(),
                () -> installed.bundle().stop(Bundle.STOP_TRANSIENT));
    }

    /** Waits for the calls in flight, stops a bundle and uninstalls it. */
    Optional<Trouble> takeDown(Installed installed) throws InterruptedException {
        catalogue.leave(installed.id());
        return uninstall(installed);
    }

    /** Stops a bundle, if it runs, and uninstalls it. */
    Optional<Trouble> uninstall(Installed installed) throws InterruptedException {
        String bundle = installed.bundle().getSymbolicName() + " " + installed.version();
        boolean runs = installed.bundle().getState() != Bundle.INSTALLED;
        Outcome outcome = limited.run(installed.threads(), installed.stepName(), () -> {
            if (runs) {
                quietly(() -> installed.bundle().stop(Bundle.STOP_TRANSIENT));
            }
            installed.bundle().uninstall();
        });
        List<String> left = installed.leftThreads();
        if (!left.isEmpty()) {
            LOG.warn(
                    "Bundle {} was stopped and left {} threads running, which keep its classes in memory: {}",
                    bundle,
                    left.size(),
                    String.join(", ", left));
        }
        if (outcome instanceof Hung hung) {
            return Optional.of(new Trouble(
                    Phase.HUNG,
                    "did not stop within " + limited.limit().toSeconds() + " seconds (bundle " + bundle
                            + ") and does not heed its interruption; its thread ends with the server",
                    Optional.of(hung.end())));
        }
        if (outcome instanceof Threw threw) {
            LOG.warn("Bundle {} did not go cleanly: {}", bundle, FirstLine.of(innermost(threw.failure())));
        }
        return Optional.empty();
    }

    private static void quietly(Limited.Step step) {
        try {
            step.run();
        } catch (Exception | LinkageError e) {
            LOG.warn("A plugin's bundle did not stop cleanly: {}", FirstLine.of(innermost(e)));
        }
    }

    private static Throwable innermost(Throwable failure) {
        Throwable reason = failure;
        while (reason.getCause() != null && reason.getCause() != reason) {
            reason = reason.getCause();
        }
        return reason;
    }
}
