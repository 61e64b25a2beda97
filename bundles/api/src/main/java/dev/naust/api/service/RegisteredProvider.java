package dev.naust.api.service;

import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A provider as the registry knows it.
 *
 * @param version the version of the bundle it came with
 * @param bundle the bundle's symbolic name
 * @param configSchema the JSON Schema of its stores' {@code connection}
 * @param state whether its stores can be opened
 * @param problem why not, in one sentence
 * @param missing capabilities that it claims and that its first opened store did not show
 * @param features the optional parts of its stores, such as {@code lookup} or {@code schemaEditing}, as its first opened store
 *     showed them; until then those that its capabilities stand for
 * @param instances the stores that are open with it now
 */
public record RegisteredProvider(
        String id,
        String version,
        String bundle,
        ProviderInfo info,
        String configSchema,
        State state,
        Optional<String> problem,
        Set<Capability> missing,
        Set<String> features,
        Instant registeredAt,
        List<StoreInstance> instances) {
    public RegisteredProvider {
        missing = Set.copyOf(missing);
        features = Set.copyOf(features);
        instances = List.copyOf(instances);
    }

    /** What its stores can do: what it claims, without what proved to be missing. */
    public Set<Capability> capabilities() {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        capabilities.addAll(info.capabilities());
        capabilities.removeAll(missing);
        return capabilities;
    }

    /** Whether a provider can be used. */
    public enum State {
        ACTIVE,
        /** It has come and is still being initialised. */
        STARTING,
        /** Another bundle has the id. */
        CONFLICT,
        FAILED
    }
}
