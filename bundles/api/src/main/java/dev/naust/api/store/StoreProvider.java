package dev.naust.api.store;

import dev.naust.api.model.Document;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A bundle's offer to open stores of one type: the one OSGi service that a plugin registers.
 *
 * <p>A provider holds no connections of its own; everything with a lifetime belongs to the stores that it opened. Methods may
 * be called by several threads at once.
 */
@ConsumerType
public interface StoreProvider {

    /** The type that store configurations name, such as {@code postgres}; matches {@code [a-z][a-z0-9-]{0,62}}. */
    String id();

    /** What people are told about the provider. */
    ProviderInfo info();

    /**
     * The JSON Schema (2020-12) of {@code connection} in a store's configuration, as JSON text. Unknown properties must be
     * refused ({@code "additionalProperties": false}), secrets are marked {@code "writeOnly": true}, a path in the server's
     * file system {@code "format": "naust-path"}, a host name {@code "format": "naust-host"}, a URI with one or
     * several hosts in it {@code "format": "naust-uri"}: the registry resolves and confines paths and checks hosts before a
     * provider sees them.
     */
    String configSchema();

    /**
     * Opens a store.
     *
     * @param config validated against {@link #configSchema()}, secrets resolved, paths absolute
     * @return an open store, which the caller closes
     * @throws StoreException when the store cannot be opened; nothing is left open then
     */
    Store open(StoreConfig config);

    /**
     * The {@code connection} that a command-line endpoint of this provider's own form stands for, such as
     * {@code sqlite:shop.db} or {@code postgresql://user@host/db}.
     *
     * @return empty when the endpoint is not of this provider's form
     * @throws StoreException of category USER when it is, but cannot be understood
     */
    default Optional<Document> endpoint(String endpoint) {
        return Optional.empty();
    }

    /** How such an endpoint is written, for who wrote another: {@code sqlite:PATH}. Empty for a provider without a form of its own. */
    default String endpointForm() {
        return "";
    }

    /**
     * Tries a configuration and tells how far it comes: opens, checks and closes, and leaves nothing behind. The server has
     * looked the host up, and the path's rights, before. A provider that knows its steps apart overrides this.
     *
     * @param config as for {@link #open}
     * @throws StoreException when a step failed, as the trial's own method throws it
     */
    default void diagnose(StoreConfig config, Trial trial) throws InterruptedException {
        Step step = info().capabilities().contains(Capability.REMOTE) ? Step.CONNECT : Step.ANSWER;
        trial.run(step, () -> {
            try (Store store = open(config)) {
                store.check(trial.left());
                return "It answers.";
            }
        });
    }
}
