package dev.naust.api.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A store failed. The message names the thing, the reason and the next step in words for people, and never holds a secret or
 * a record's values. Failures that say more than a code and a message are subclasses of the service package.
 */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;

    public StoreException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public StoreException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    public ErrorCode code() {
        return code;
    }

    public Category category() {
        return code.category();
    }
}
