package dev.naust.api.service;

import dev.naust.api.store.ProviderInfo;
import java.time.Instant;
import java.util.Optional;

/**
 * A provider as the registry knows it.
 *
 * @param version the version of the bundle it came with
 * @param bundle the bundle's symbolic name
 * @param configSchema the JSON Schema of its stores' {@code connection}
 * @param state whether its stores can be opened
 * @param problem why not, in one sentence
 * @param instances how many of its stores are open now
 */
public record RegisteredProvider(
        String id,
        String version,
        String bundle,
        ProviderInfo info,
        String configSchema,
        State state,
        Optional<String> problem,
        Instant registeredAt,
        int instances) {

    /** Whether a provider can be used. */
    public enum State {
        ACTIVE,
        FAILED
    }
}
