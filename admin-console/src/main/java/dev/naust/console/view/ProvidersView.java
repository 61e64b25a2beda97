package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * The page of providers and plugin jars.
 *
 * @param folder where jars are dropped
 */
public record ProvidersView(List<ProviderCard> providers, List<PluginRow> plugins, String folder) {

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

    /** A jar in the plugins folder. */
    public record PluginRow(String file, String bundle, String providers, Badge state, Optional<String> problem) {}
}
