package dev.naust.api.store;

import java.util.Set;

/**
 * What people are told about a provider.
 *
 * @param name its display name, such as {@code PostgreSQL}
 * @param description one sentence
 * @param capabilities what the stores it opens can do; the testkit proves the claim
 * @param depending those of the capabilities that only some deployments of the technology have: a cluster has transactions
 *     where a single server has none. {@link Store#without} says why a store lacks one.
 */
public record ProviderInfo(String name, String description, Set<Capability> capabilities, Set<Capability> depending) {
    public ProviderInfo {
        capabilities = Set.copyOf(capabilities);
        depending = Set.copyOf(depending);
    }

    /** A provider whose stores all can do the same. */
    public ProviderInfo(String name, String description, Set<Capability> capabilities) {
        this(name, description, capabilities, Set.of());
    }
}
