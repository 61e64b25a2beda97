package dev.naust.migration.compare;

/** Two collections cannot be compared; the message says why, and what would help, for people. */
final class IncomparableException extends Exception {
    private static final long serialVersionUID = 1L;

    IncomparableException(String message) {
        super(message);
    }
}
