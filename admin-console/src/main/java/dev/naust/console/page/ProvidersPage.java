package dev.naust.console.page;

import dev.naust.api.service.Plugins;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.console.view.Badge;
import dev.naust.console.view.ProvidersView;
import dev.naust.console.view.ProvidersView.PluginRow;
import dev.naust.console.view.ProvidersView.ProviderCard;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import dev.naust.console.web.Services;

/** The providers that are registered, and the jars that they come in. */
final class ProvidersPage {
    private final Services services;
    private final String folder;

    /**
     * @param folder where jars are dropped, for people
     */
    ProvidersPage(Services services, String folder) {
        this.services = services;
        this.folder = folder;
    }

    ProvidersView view() {
        return new ProvidersView(
                services.providers().providers().stream()
                        .map(ProvidersPage::card)
                        .toList(),
                services.plugins().plugins().stream().map(ProvidersPage::row).toList(),
                folder);
    }

    private static ProviderCard card(RegisteredProvider provider) {
        return new ProviderCard(
                provider.id(),
                provider.info().name(),
                provider.version(),
                provider.info().description(),
                provider.bundle(),
                badge(provider.state()),
                provider.problem(),
                StoreCards.words(provider.info().capabilities()),
                Show.count(provider.instances().size(), "open store", "open stores"));
    }

    private static PluginRow row(Plugins.Plugin plugin) {
        String bundle = plugin.name().isEmpty() ? "not a bundle" : plugin.name() + " " + plugin.version();
        return new PluginRow(
                plugin.file(), bundle, String.join(", ", plugin.providers()), badge(plugin.state()), plugin.problem());
    }

    private static Badge badge(RegisteredProvider.State state) {
        return switch (state) {
            case ACTIVE -> new Badge("Active", Tone.GOOD);
            case STARTING -> new Badge("Starting", Tone.BUSY);
            case CONFLICT -> new Badge("Conflict", Tone.WARN);
            case FAILED -> new Badge("Failed", Tone.BAD);
        };
    }

    private static Badge badge(Plugins.State state) {
        return switch (state) {
            case RUNNING -> new Badge("Running", Tone.GOOD);
            case FAILED -> new Badge("Failed", Tone.BAD);
            case PENDING -> new Badge("Just copied", Tone.BUSY);
            case STOPPED -> new Badge("Stopped", Tone.QUIET);
            case QUARANTINED -> new Badge("Quarantined", Tone.BAD);
            case HUNG -> new Badge("Hung", Tone.BAD);
            case CONFLICT -> new Badge("Conflict", Tone.BAD);
        };
    }
}
