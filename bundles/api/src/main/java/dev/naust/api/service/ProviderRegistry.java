package dev.naust.api.service;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Which providers are there now. Safe for use by several threads. */
@ProviderType
public interface ProviderRegistry {

    /** All registered providers, sorted by id. */
    List<RegisteredProvider> providers();

    /** The provider with this id. */
    Optional<RegisteredProvider> find(String id);
}
