package dev.naust.cli;

/** A command cannot do what it was asked for; the message is one sentence for the person who asked. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private Refusal(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What was asked for can never be done: the command line is wrong. */
    public static Refusal usage(String message) {
        return new Refusal(Failure.USAGE, message);
    }

    /** What was asked for did not work this time. */
    public static Refusal failed(String message) {
        return new Refusal(Failure.FAILED, message);
    }

    int exitCode() {
        return exitCode;
    }
}
