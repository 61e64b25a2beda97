package dev.naust.sqlserver.copy;

/** A value that a column cannot hold exactly; the message says why in one sentence. */
final class MisfitException extends Exception {
    private static final long serialVersionUID = 1L;

    MisfitException(String reason) {
        // Many may follow each other, and nobody looks at where they were thrown.
        super(reason, null, false, false);
    }
}
