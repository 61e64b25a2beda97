package dev.naust.json;

/** A text is not the JSON that it should be; the message says where and why, and never quotes the text. */
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a cause: the parser's own message quotes the text. */
    MalformedJsonException(String message) {
        super(message);
    }
}
