package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.util.List;

/** What was to be taken away is still in use ({@code provider.in_use}); nothing was changed. */
public final class ProviderInUseException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> stores;

    /** @param stores the open stores that stand against it, each named once */
    public ProviderInUseException(String message, List<String> stores) {
        super(ServiceError.PROVIDER_IN_USE, message);
        this.stores = List.copyOf(stores);
    }

    /** How many open stores stand against it. */
    public int count() {
        return stores.size();
    }

    /** The open stores that stand against it. */
    public List<String> stores() {
        return stores;
    }
}
