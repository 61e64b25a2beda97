package dev.naust.registry.store;

import dev.naust.api.service.StoreDefinition;
import dev.naust.registry.config.ProviderPin;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.VersionRange;

/** The versions of its provider that one store can be opened with, and those that it tried and went back from. Thread-safe. */
final class Versions {
    private final ProviderCatalogue catalogue;
    private final Map<Provider, String> refused = new ConcurrentHashMap<>();

    Versions(ProviderCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** What the store may be opened with, the best first; those that failed it only when there is nothing else. */
    List<Provider> of(StoreDefinition definition) {
        VersionRange range = ProviderPin.of(definition);
        List<Provider> inRange = catalogue.candidates(definition.type()).stream()
                .filter(provider -> range.includes(provider.origin().version()))
                .toList();
        List<Provider> untried = inRange.stream()
                .filter(provider -> !refused.containsKey(provider))
                .toList();
        return untried.isEmpty() ? inRange : untried;
    }

    /** The best provider; when one is just being swapped, the one that comes. */
    Optional<Provider> await(StoreDefinition definition) {
        List<Provider> there = of(definition);
        return there.isEmpty()
                ? catalogue.await(definition.type(), ProviderPin.of(definition))
                : Optional.of(there.get(0));
    }

    /** The store does not work with this one. */
    void refuse(Provider provider, String why) {
        refused.put(provider, why);
    }

    /** All may be tried again. */
    void forgive() {
        refused.clear();
    }

    /** A provider is gone. */
    void forget(Provider provider) {
        refused.remove(provider);
    }

    Optional<String> refusal(Provider provider) {
        return Optional.ofNullable(refused.get(provider));
    }

    /** Which versions were tried in vain, for people. */
    Optional<String> note() {
        return refused.entrySet().stream()
                .filter(each -> !each.getKey().isGone())
                .map(each -> "Version " + each.getKey().origin().version()
                        + " of its provider was tried and did not work, so the store went back to another: "
                        + each.getValue())
                .findFirst();
    }

    /** Why there is no provider for the store. */
    String lacking(StoreDefinition definition) {
        List<String> there = catalogue.candidates(definition.type()).stream()
                .map(provider -> provider.origin().version().toString())
                .toList();
        if (!there.isEmpty()) {
            return "none of the versions of provider " + definition.type() + " that are there ("
                    + String.join(", ", there) + ") is in the range " + ProviderPin.of(definition)
                    + " that its configuration asks for: put the right jar into plugins/, or change provider.version";
        }
        return catalogue
                .find(definition.type())
                .flatMap(provider -> provider.problem())
                .orElse("provider " + definition.type() + " is not there: put its jar into plugins/");
    }
}
