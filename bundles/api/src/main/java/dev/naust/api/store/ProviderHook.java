package dev.naust.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Has a word when a provider is registered, before any store is opened with it: to check it, to prepare something for it, to tell
 * somebody. A bundle registers it as an OSGi service; it hears of the providers that come after it. The service with the highest
 * {@code service.ranking} is asked first.
 *
 * <p>Each hook has ten seconds. One that throws or takes longer makes the provider FAILED, with the reason, and keeps no other hook
 * from being asked. May be called by several threads at once.
 */
@ConsumerType
public interface ProviderHook {

    /**
     * Called once for each provider that is registered.
     *
     * @param provider the provider, not yet used by anybody
     * @param version the version of its bundle
     * @throws Exception when it must not be used; the message says why, in words for people
     */
    void onRegistration(StoreProvider provider, String version) throws Exception;
}
