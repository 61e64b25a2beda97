package dev.naust.console.page;

import dev.naust.api.service.RegisteredProvider;
import dev.naust.console.view.Badge;
import dev.naust.console.view.ProvidersView;
import dev.naust.console.view.ProvidersView.ProviderCard;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import dev.naust.console.web.Services;

/** The providers that are registered. */
final class ProvidersPage {
    private final Services services;

    ProvidersPage(Services services) {
        this.services = services;
    }

    ProvidersView view() {
        return new ProvidersView(services.providers().providers().stream()
                .map(ProvidersPage::card)
                .toList());
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

    private static Badge badge(RegisteredProvider.State state) {
        return switch (state) {
            case ACTIVE -> new Badge("Active", Tone.GOOD);
            case STARTING -> new Badge("Starting", Tone.BUSY);
            case CONFLICT -> new Badge("Conflict", Tone.WARN);
            case FAILED -> new Badge("Failed", Tone.BAD);
        };
    }
}
