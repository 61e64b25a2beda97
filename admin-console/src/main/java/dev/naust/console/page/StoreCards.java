package dev.naust.console.page;

import dev.naust.api.service.Health;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Choice;
import dev.naust.console.view.Moment;
import dev.naust.console.view.Show;
import dev.naust.console.view.StoreCard;
import dev.naust.console.view.Tone;
import dev.naust.console.web.Services;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shows stores at a glance. Safe for use by several threads. */
final class StoreCards {
    private final Services services;
    private final HealthPart health;

    StoreCards(Services services) {
        this.services = services;
        this.health = new HealthPart(services);
    }

    List<StoreCard> all() {
        Map<String, Instant> proven = BackupShapes.proven(services);
        return services.stores().stores().stream()
                .map(store -> of(store, proven))
                .toList();
    }

    StoreCard of(StoreView store) {
        return of(store, BackupShapes.proven(services));
    }

    private StoreCard of(StoreView store, Map<String, Instant> proven) {
        Optional<ProviderInfo> provider =
                services.providers().find(store.type()).map(RegisteredProvider::info);
        return new StoreCard(
                store.id(),
                store.type(),
                provider.map(ProviderInfo::name).orElse(store.type()),
                badge(store),
                store.problem(),
                words(capabilities(store, provider)),
                store.isDefault(),
                isUsable(store),
                Optional.ofNullable(proven.get(store.id())).map(Moment::of));
    }

    /** What the store has shown that it can do; of the rest, and before it was open, what its provider says. */
    private static Set<Capability> capabilities(StoreView store, Optional<ProviderInfo> provider) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        capabilities.addAll(store.capabilities());
        provider.map(ProviderInfo::capabilities).orElse(Set.of()).stream()
                .filter(claim -> store.capabilities().isEmpty() || !claim.hasFacet())
                .forEach(capabilities::add);
        return capabilities;
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

    /** A store that is open and does not answer is what people want to see first of it. */
    private Badge badge(StoreView store) {
        boolean isDown = store.state() == StoreView.State.OPEN
                && health.report(store.id())
                        .filter(report -> report.status() == Health.Status.UNHEALTHY)
                        .isPresent();
        return isDown ? HealthPart.badge(Health.Status.UNHEALTHY) : badge(store.state());
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
