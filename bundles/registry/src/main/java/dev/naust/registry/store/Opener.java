package dev.naust.registry.store;

import dev.naust.api.model.Document;
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

/** Opens stores with their providers, and lets no secret out when that fails. Thread-safe. */
final class Opener {
    private final Connections connections;
    private final Clock clock;

    Opener(Connections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /**
     * Opens a configured store.
     *
     * @throws StoreException when it cannot be opened, naming the store
     */
    SharedStore open(StoreDefinition definition, String revision, Provider provider) {
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
        Store store = open("Store " + id, id, prepared, definition.features(), provider);
        return new SharedStore(id, provider, revision, store, clock);
    }

    /**
     * What a provider would be given for a definition, its hosts not looked up yet.
     *
     * @throws InvalidConfigException when a reference leads nowhere, or what it leads to is not valid
     */
    Prepared prepare(StoreDefinition definition, Provider provider) {
        return connections.prepareWithoutLookUp(definition.id(), definition.connection(), schemaOf(provider));
    }

    /** Opens a store for a command-line endpoint, shown as {@code name}. */
    SharedStore openEndpoint(String name, Document connection, Provider provider) {
        Prepared prepared;
        try {
            prepared = connections.prepareEndpoint(connection, schemaOf(provider));
        } catch (InvalidConfigException e) {
            throw new StoreException(
                    RegistryErrorCode.CONFIG_INVALID, name + " cannot be opened. " + Problems.sentence(e.problems()));
        }
        Store store = open(name, provider.id(), prepared, Document.empty(), provider);
        return new SharedStore(name, provider, "", store, clock);
    }

    private static Store open(String what, String id, Prepared prepared, Document features, Provider provider) {
        try {
            return provider.service().open(new StoreConfig(id, prepared.document(), features));
        } catch (StoreException e) {
            throw clean(e, prepared);
        } catch (RuntimeException | LinkageError e) {
            throw new StoreException(
                    RegistryErrorCode.PROVIDER_BROKEN,
                    what + " cannot be opened: its provider " + provider.id() + " failed with "
                            + firstLine(prepared.scrub(e.toString()))
                            + ". Look into the log, or use another version of bundle "
                            + provider.origin().name() + ".");
        }
    }

    /** Most drivers keep quiet about passwords, but not all do; a cause ends up in logs as well. */
    private static StoreException clean(StoreException thrown, Prepared prepared) {
        return prepared.isToldBy(thrown)
                ? new StoreException(thrown.code(), prepared.scrub(String.valueOf(thrown.getMessage())))
                : thrown;
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
