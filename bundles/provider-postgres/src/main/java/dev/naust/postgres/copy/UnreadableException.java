package dev.naust.postgres.copy;

/** A stored value that the model has no place for; the message names what it is. */
final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String what) {
        super(what);
    }
}
