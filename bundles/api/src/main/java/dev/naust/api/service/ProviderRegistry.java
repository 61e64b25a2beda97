package dev.naust.api.service;

import dev.naust.api.store.Capability;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which providers are there now. Providers come as OSGi services, or are registered by hand. Several versions of one stand side
 * by side; the newest answers to the id. Safe for use by several threads.
 */
@ProviderType
public interface ProviderRegistry {

    /** All registered providers, sorted by id, the one that answers to an id before its others. */
    List<RegisteredProvider> providers();

    /** The provider that answers to this id; where none can be used, one that says why not. */
    Optional<RegisteredProvider> find(String id);

    /**
     * The provider that answers to this id.
     *
     * @throws StoreException with {@code provider.not_found} when there is none
     */
    default RegisteredProvider get(String id) {
        return find(id).orElseThrow(() -> new StoreException(
                ServiceError.PROVIDER_NOT_FOUND,
                "There is no provider " + id + " now. Put its jar into plugins/, or choose another: "
                        + String.join(
                                ", ",
                                providers().stream()
                                        .map(RegisteredProvider::id)
                                        .distinct()
                                        .toList())
                        + "."));
    }

    /** The providers whose stores can do all of this, in the order of {@link #providers()}. */
    default List<RegisteredProvider> withCapabilities(Set<Capability> wanted) {
        return providers().stream()
                .filter(provider -> provider.capabilities().containsAll(wanted))
                .toList();
    }

    /**
     * Registers a provider by hand, as if its bundle had offered it as a service; returns when it can be used.
     *
     * @throws StoreException with {@code provider.exists} when its id is taken by another bundle or by the same version, and
     *     with {@code provider.unfit} when it is not sound; it is not registered then
     */
    RegisteredProvider register(StoreProvider provider);

    /**
     * Takes the provider that answers to this id away; another version answers from then on, if there is one.
     *
     * @throws StoreException with {@code provider.not_found} when there is none
     * @throws ProviderInUseException while stores are open with it
     */
    void unregister(String id);

    /**
     * Gives an id to a bundle, where several offer it. Otherwise the bundle that came first keeps it, so that no other takes its
     * place unseen. The choice is kept.
     *
     * @param bundle the bundle's symbolic name
     * @throws StoreException with {@code provider.not_found} when that bundle offers no such provider now
     */
    void choose(String id, String bundle);
}
