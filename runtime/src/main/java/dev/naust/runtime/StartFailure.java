package dev.naust.runtime;

/** Why Naust cannot start or run a command, in words for the person who started it. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** A failure that the message explains whole: the thing, the reason, the next step. */
    StartFailure(String message) {
        super(message);
    }

    /** The same with the cause, which goes to the log. */
    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
