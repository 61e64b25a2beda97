package dev.naust.registry.store;

import dev.naust.api.service.ConfigTest;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Category;
import dev.naust.api.store.Step;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.registry.config.ConnectionSchema;
import dev.naust.registry.config.Connections;
import dev.naust.registry.config.Connections.HostAt;
import dev.naust.registry.config.Connections.Prepared;
import dev.naust.registry.config.ProviderPin;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderCatalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tries configurations with their providers, each on a thread of its own and for a limited time: a provider that hangs holds up
 * nobody, and a few that hang for ever are all that may do so at once. Thread-safe.
 */
final class Trials implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST = 8;

    private static final List<Step> REMOTE =
            List.of(Step.CONFIGURATION, Step.NAME_LOOKUP, Step.CONNECT, Step.TLS, Step.SIGN_IN, Step.PERMISSION);
    private static final List<Step> FILES =
            List.of(Step.CONFIGURATION, Step.PATH, Step.READABLE, Step.WRITABLE, Step.FORMAT);
    private static final List<Step> OTHERS = List.of(Step.CONFIGURATION, Step.ANSWER);

    private final Opener opener;
    private final ProviderCatalogue catalogue;
    private final Duration limit;
    private final Semaphore free = new Semaphore(MOST);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "naust-store-trial");
        thread.setDaemon(true);
        return thread;
    });

    Trials(Opener opener, ProviderCatalogue catalogue) {
        this(opener, catalogue, LIMIT);
    }

    Trials(Opener opener, ProviderCatalogue catalogue, Duration limit) {
        this.opener = opener;
        this.catalogue = catalogue;
        this.limit = limit;
    }

    /**
     * Tries a valid definition.
     *
     * @throws StoreException when its provider is not there, or too many trials are under way
     */
    ConfigTest run(StoreDefinition definition) {
        Provider provider = catalogue
                .await(definition.type(), ProviderPin.of(definition))
                .orElseThrow(() -> new StoreException(
                        ServiceError.STORE_UNAVAILABLE,
                        "Provider " + definition.type() + " is not there, so nothing can be tried."));
        if (!free.tryAcquire()) {
            throw new StoreException(
                    ServiceError.STORE_UNAVAILABLE,
                    "There are " + MOST + " tests of connections under way already. Try again in a few seconds.");
        }
        long begin = System.nanoTime();
        TrialLog log = new TrialLog(limit);
        await(submit(definition, provider, log), provider, log);
        return new ConfigTest(
                log.stages(steps(definition, provider)), log.failure(), Duration.ofNanos(System.nanoTime() - begin));
    }

    private Future<?> submit(StoreDefinition definition, Provider provider, TrialLog log) {
        try {
            return threads.submit(() -> {
                try {
                    attempt(definition, provider, log);
                } finally {
                    free.release();
                }
                return null;
            });
        } catch (RejectedExecutionException e) {
            free.release();
            throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The server is stopping.", e);
        }
    }

    private void await(Future<?> work, Provider provider, TrialLog log) {
        try {
            work.get(log.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.abort(
                    Category.UNAVAILABLE,
                    "Nothing more was heard within " + limit.toSeconds()
                            + " seconds. Check that the server runs and that a firewall lets you through.");
            work.cancel(true);
        } catch (InterruptedException e) {
            log.abort(Category.UNAVAILABLE, "The test was cancelled.");
            work.cancel(true);
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof StoreException failure) {
                log.abort(failure.category(), String.valueOf(failure.getMessage()));
            } else {
                log.abort(
                        Category.INTERNAL,
                        "Provider " + provider.id() + " failed with "
                                + String.valueOf(cause).lines().findFirst().orElse("nothing")
                                + ". Use another version of bundle "
                                + provider.origin().name() + ".");
            }
        }
        log.end();
    }

    private void attempt(StoreDefinition definition, Provider provider, TrialLog log) throws InterruptedException {
        Prepared prepared = prepare(definition, provider, log);
        ConnectionSchema schema = Opener.schemaOf(provider);
        Connections connections = opener.connections();
        List<HostAt> hosts = Connections.hostsIn(prepared.document(), schema);
        if (!hosts.isEmpty()) {
            Surroundings.lookUp(hosts, connections.hosts(), log);
        }
        if (isRemote(provider) && (hosts.isEmpty() || !connections.areListed(hosts))) {
            log.hideWhatAnswers(provider.info().name());
        }
        if (!isRemote(provider)) {
            for (String path : Connections.pathsIn(prepared.document(), schema)) {
                log.isAboutFiles();
                if (!Surroundings.look(Path.of(path), log)) {
                    // Opening it would make it, and nobody has asked for that yet.
                    log.skip(Step.FORMAT, "It is not there yet.");
                    return;
                }
            }
        }
        provider.service()
                .diagnose(
                        new StoreConfig(
                                definition.id(), prepared.document(), definition.features(), connections.hosts()),
                        log);
    }

    private Prepared prepare(StoreDefinition definition, Provider provider, TrialLog log) throws InterruptedException {
        Prepared[] prepared = new Prepared[1];
        log.run(Step.CONFIGURATION, () -> {
            try {
                prepared[0] = opener.prepare(definition, provider);
            } catch (InvalidConfigException e) {
                throw new StoreException(RegistryErrorCode.CONFIG_INVALID, Problems.sentence(e.problems()));
            }
            return "It is valid, and its references lead somewhere.";
        });
        log.scrubWith(prepared[0]::scrub);
        return prepared[0];
    }

    private static List<Step> steps(StoreDefinition definition, Provider provider) {
        if (isRemote(provider)) {
            return REMOTE;
        }
        return Connections.pathsIn(definition.connection(), Opener.schemaOf(provider))
                        .isEmpty()
                ? OTHERS
                : FILES;
    }

    private static boolean isRemote(Provider provider) {
        return provider.info().capabilities().contains(Capability.REMOTE);
    }

    /** Ends the trials that are under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
