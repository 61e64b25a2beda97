package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/** The page of providers. */
public record ProvidersView(List<ProviderCard> providers) {

    /** A provider. */
    public record ProviderCard(
            String id,
            String name,
            String version,
            String description,
            String bundle,
            Badge state,
            Optional<String> problem,
            List<String> capabilities,
            String openStores) {}
}
