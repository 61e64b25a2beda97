package dev.naust.json;

import org.jspecify.annotations.Nullable;

/** A text is not the JSON that it should be; the message says where and why, and never quotes the text. */
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
