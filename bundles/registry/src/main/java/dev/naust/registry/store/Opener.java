package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.service.CreationFailedException;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.registry.config.ConnectionSchema;
import dev.naust.registry.config.Connections;
import dev.naust.registry.config.Connections.Prepared;
import dev.naust.registry.provider.Provider;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens stores with their providers, and lets no secret out when that fails. Thread-safe. */
final class Opener {
    private static final Logger LOG = LoggerFactory.getLogger(Opener.class);

    private final Connections connections;
    private final Retirement retirement;
    private final Clock clock;
    private final Supplier<Duration> usualLease;
    private final Openings openings;

    /**
     * @param usualLease how long a store may be borrowed before that is reported
     * @param limit how long a provider may take to open a store
     */
    Opener(Connections connections, Retirement retirement, Clock clock, Supplier<Duration> usualLease, Duration limit) {
        this.connections = connections;
        this.retirement = retirement;
        this.clock = clock;
        this.usualLease = usualLease;
        this.openings = new Openings(limit);
    }

    /**
     * Opens a configured store.
     *
     * @return empty when the provider has gone meanwhile
     * @throws CreationFailedException when it cannot be opened
     * @throws StoreException when its configuration turns out to be invalid
     */
    Optional<SharedStore> open(StoreDefinition definition, String revision, Provider provider) {
        String id = definition.id();
        Prepared prepared;
        try {
            prepared = connections.prepare(id, definition.connection(), schemaOf(provider));
        } catch (InvalidConfigException e) {
            throw new StoreException(
                    RegistryErrorCode.CONFIG_INVALID,
                    "Store " + id + " cannot be opened. " + Problems.sentence(e.problems()) + " Correct config/stores/"
                            + id + ".json.");
        }
        SharedStore shared = new SharedStore(id, provider, revision, clock, usualLease);
        return open(
                shared,
                "Store " + id,
                prepared,
                new StoreConfig(id, prepared.document(), definition.features(), connections.hosts()));
    }

    /**
     * What a provider would be given for a definition, its hosts not looked up yet.
     *
     * @throws InvalidConfigException when a reference leads nowhere, or what it leads to is not valid
     */
    Prepared prepare(StoreDefinition definition, Provider provider) {
        return connections.prepareWithoutLookUp(definition.id(), definition.connection(), schemaOf(provider));
    }

    Connections connections() {
        return connections;
    }

    /** Opens a store for a command-line endpoint, shown as {@code name}; empty when the provider has gone meanwhile. */
    Optional<SharedStore> openEndpoint(String name, Document connection, Provider provider) {
        Prepared prepared;
        try {
            prepared = connections.prepareEndpoint(connection, schemaOf(provider));
        } catch (InvalidConfigException e) {
            throw new StoreException(
                    RegistryErrorCode.CONFIG_INVALID, name + " cannot be opened. " + Problems.sentence(e.problems()));
        }
        SharedStore shared = new SharedStore(name, provider, "", clock, usualLease);
        return open(
                shared,
                name,
                prepared,
                new StoreConfig(provider.id(), prepared.document(), Document.empty(), connections.hosts()));
    }

    private Optional<SharedStore> open(SharedStore shared, String what, Prepared prepared, StoreConfig config) {
        Provider provider = shared.provider();
        // Before the provider counts it, so that one who goes finds it among the stores to wait for.
        retirement.watch(shared);
        if (!provider.take(shared)) {
            shared.failed();
            return Optional.empty();
        }
        boolean isOpen = false;
        try {
            Store store = openings.open(what, provider, config);
            isOpen = true;
            learn(store, provider);
            return shared.opened(store) ? Optional.of(shared) : Optional.empty();
        } catch (StoreException e) {
            throw clean(e, prepared);
        } catch (RuntimeException | Error e) {
            throw new CreationFailedException(
                    what + " cannot be opened: its provider " + provider.id() + " failed with "
                            + firstLine(prepared.scrub(e.toString()))
                            + ". Look into the log, or use another version of bundle "
                            + provider.origin().name() + ".",
                    RegistryErrorCode.PROVIDER_BROKEN,
                    null);
        } finally {
            if (!isOpen) {
                shared.failed();
            }
        }
    }

    private static void learn(Store store, Provider provider) {
        try {
            provider.learnFrom(store);
        } catch (StoreException e) {
            // A store that does not answer now says so itself to whoever uses it; the provider is asked again at the
            // next.
            LOG.debug("Provider {} was not asked what its stores can do: {}", provider.id(), e.toString());
        } catch (RuntimeException | Error e) {
            if (Thread.currentThread().isInterrupted()) {
                // Nobody waits for this store any more; what a driver says of that is no fault of the provider's.
                LOG.debug("Provider {} was not asked what its stores can do", provider.id(), e);
                return;
            }
            LOG.warn("Provider {} does not say what its stores can do: {}", provider.id(), e.toString());
        }
    }

    /** Most drivers keep quiet about passwords, but not all do; a cause ends up in logs as well. */
    private static CreationFailedException clean(StoreException thrown, Prepared prepared) {
        String message = String.valueOf(thrown.getMessage());
        return prepared.isToldBy(thrown)
                ? new CreationFailedException(prepared.scrub(message), thrown.code(), null)
                : new CreationFailedException(message, thrown.code(), thrown);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    static ConnectionSchema schemaOf(Provider provider) {
        return provider.schema()
                .orElseThrow(() -> new StoreException(
                        ServiceError.STORE_UNAVAILABLE,
                        provider.fault().orElse("Provider " + provider.id() + " cannot be used.")));
    }
}
