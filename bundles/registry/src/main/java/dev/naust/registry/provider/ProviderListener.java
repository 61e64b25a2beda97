package dev.naust.registry.provider;

/** Hears of changes among the providers, always outside the catalogue's lock. */
public interface ProviderListener {

    /** Another provider than before, or none, now answers to this id. */
    void changed(String id);

    /**
     * A provider's bundle is stopping. What was opened with it must be closed when this returns; its bundle waits for that.
     */
    void left(Provider provider);
}
