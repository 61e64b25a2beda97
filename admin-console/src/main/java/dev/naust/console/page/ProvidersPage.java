package dev.naust.console.page;

import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.StoreInstance;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Moment;
import dev.naust.console.view.ProvidersView;
import dev.naust.console.view.ProvidersView.Holder;
import dev.naust.console.view.ProvidersView.OpenStore;
import dev.naust.console.view.ProvidersView.ProviderCard;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import dev.naust.console.web.Services;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The providers that are registered. */
final class ProvidersPage {
    private final Services services;

    ProvidersPage(Services services) {
        this.services = services;
    }

    ProvidersView view() {
        return new ProvidersView(cards(services.providers().providers()));
    }

    private static List<ProviderCard> cards(List<RegisteredProvider> providers) {
        List<ProviderCard> cards = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (RegisteredProvider provider : providers) {
            int number = seen.merge(provider.id(), 1, Integer::sum);
            cards.add(card(provider, "provider-" + provider.id() + (number == 1 ? "" : "-" + number)));
        }
        return cards;
    }

    private static ProviderCard card(RegisteredProvider provider, String anchor) {
        boolean conflict = provider.state() == RegisteredProvider.State.CONFLICT;
        return new ProviderCard(
                anchor,
                provider.id(),
                provider.info().name(),
                provider.version(),
                provider.info().description(),
                provider.bundle(),
                badge(provider.state()),
                provider.problem(),
                StoreCards.words(provider.capabilities()),
                StoreCards.words(provider.missing()),
                conflict ? Optional.of(provider.bundle()) : Optional.empty(),
                provider.features().stream()
                        .map(name -> name.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList(),
                Moment.of(provider.registeredAt()),
                provider.instances().stream().map(ProvidersPage::openStore).toList());
    }

    private static OpenStore openStore(StoreInstance instance) {
        List<Holder> holders = new ArrayList<>();
        instance.borrowers()
                .forEach(borrower -> holders.add(new Holder(
                        borrower.who(),
                        Moment.of(borrower.since()),
                        borrower.isOverdue() ? "for unusually long" : "")));
        instance.leaks()
                .forEach(leak -> holders.add(
                        new Holder(leak.who(), Moment.of(leak.since()), "lost its lease without closing it")));
        return new OpenStore(
                instance.store(), Show.word(instance.state().name()), Moment.of(instance.since()), holders);
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
