package dev.naust.api.service;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A provider could not open a store that is validly configured ({@code provider.creation_failed}). Its category is that of the
 * reason, so that only what may pass by itself is tried again.
 */
public final class CreationFailedException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode reason;

    /**
     * @param message names the store, the reason and the next step; no secret is in it
     * @param reason the provider's own code for what went wrong
     * @param cause null where it might tell a secret
     */
    public CreationFailedException(String message, ErrorCode reason, @Nullable Throwable cause) {
        super(new Code(reason.category()), message, cause);
        this.reason = reason;
    }

    /** The provider's own code for what went wrong. */
    public ErrorCode reason() {
        return reason;
    }

    private record Code(Category category) implements ErrorCode {
        @Override
        public String code() {
            return "provider.creation_failed";
        }
    }
}
