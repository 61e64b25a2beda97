package dev.naust.console.page;

import dev.naust.api.service.StoreView;
import dev.naust.api.store.Capability;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Choice;
import dev.naust.console.view.Show;
import dev.naust.console.view.StoreCard;
import dev.naust.console.view.Tone;
import dev.naust.console.web.Services;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Shows stores at a glance. Safe for use by several threads. */
final class StoreCards {
    private final Services services;

    StoreCards(Services services) {
        this.services = services;
    }

    List<StoreCard> all() {
        return services.stores().stores().stream().map(this::of).toList();
    }

    StoreCard of(StoreView store) {
        String provider = services.providers()
                .find(store.type())
                .map(found -> found.info().name())
                .orElse(store.type());
        return new StoreCard(
                store.id(),
                store.type(),
                provider,
                badge(store.state()),
                store.problem(),
                words(store.capabilities()),
                store.isDefault(),
                isUsable(store));
    }

    /** All stores to choose from; those that cannot be used say so. */
    List<Choice> choices(String chosen) {
        return all().stream()
                .map(card -> new Choice(
                        card.id(),
                        card.id() + " · " + card.provider()
                                + (card.usable()
                                        ? ""
                                        : " · " + card.state().text().toLowerCase(Locale.ROOT)),
                        card.id().equals(chosen)))
                .toList();
    }

    static List<String> words(Collection<Capability> capabilities) {
        return capabilities.stream().sorted().map(StoreCards::word).toList();
    }

    private static String word(Capability capability) {
        return switch (capability) {
            case SQL -> "SQL";
            case PUBSUB -> "Publish and subscribe";
            default -> Show.word(capability.name());
        };
    }

    private static boolean isUsable(StoreView store) {
        return store.state() == StoreView.State.READY || store.state() == StoreView.State.OPEN;
    }

    private static Badge badge(StoreView.State state) {
        return switch (state) {
            case READY -> new Badge("Ready", Tone.QUIET);
            case OPEN -> new Badge("Open", Tone.GOOD);
            case UNAVAILABLE -> new Badge("Unavailable", Tone.WARN);
            case FAILED -> new Badge("Failed", Tone.BAD);
        };
    }
}
