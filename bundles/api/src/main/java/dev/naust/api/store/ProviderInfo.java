package dev.naust.api.store;

import java.util.Set;

/**
 * What people are told about a provider.
 *
 * @param name its display name, such as {@code PostgreSQL}
 * @param description one sentence
 * @param capabilities what the stores it opens can do; the testkit proves the claim
 */
public record ProviderInfo(String name, String description, Set<Capability> capabilities) {
    public ProviderInfo {
        capabilities = Set.copyOf(capabilities);
    }
}
