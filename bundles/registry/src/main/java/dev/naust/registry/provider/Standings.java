package dev.naust.registry.provider;

import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.RegisteredProvider.State;
import java.util.Comparator;
import java.util.Optional;

/** Says how each provider stands among the others. Thread-safe. */
final class Standings {
    /** By id; those that can be used before those that cannot. Otherwise as on the shelf, because sorting keeps that order. */
    static final Comparator<RegisteredProvider> ORDER =
            Comparator.comparing(RegisteredProvider::id).thenComparing(RegisteredProvider::state);

    private final Shelf shelf;
    private final Bundles bundles;

    Standings(Shelf shelf, Bundles bundles) {
        this.shelf = shelf;
        this.bundles = bundles;
    }

    RegisteredProvider of(Provider provider) {
        if (provider.fault().isPresent()) {
            return provider.view(State.FAILED, provider.fault());
        }
        if (provider.isStarting()) {
            return provider.view(State.STARTING, Optional.empty());
        }
        Optional<String> conflict = conflict(provider);
        return provider.view(conflict.isPresent() ? State.CONFLICT : State.ACTIVE, conflict);
    }

    /** Why another provider is used instead of this sound one. */
    Optional<String> conflict(Provider provider) {
        if (provider.fault().isPresent() || shelf.candidates(provider.id()).contains(provider)) {
            return Optional.empty();
        }
        String id = provider.id();
        String own = provider.origin().text();
        String owner = shelf.owner(id).orElse("");
        if (owner.equals(provider.origin().name())) {
            return Optional.of("Bundle " + own + " offers the provider " + id
                    + " more than once, and the first is used." + " Its author must correct it.");
        }
        return Optional.of(
                bundles.isThere(owner)
                                || shelf.of(id).stream()
                                        .anyMatch(other -> other.origin().name().equals(owner))
                        ? "Bundle " + owner + " has the id " + id + " and is used, so that bundle " + own
                                + " is not. Remove one of the two jars, or choose which bundle shall have the id."
                        : "Stores are configured for the provider " + id + " of bundle " + owner
                                + ", which is not here now. Put it back, or choose bundle " + own + " for them.");
    }
}
