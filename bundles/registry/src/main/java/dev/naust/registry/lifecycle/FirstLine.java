package dev.naust.registry.lifecycle;

/** Says on one line what a failure was. */
public final class FirstLine {
    private static final String CAUSE = "Caused by: ";

    private FirstLine() {}

    /** A throwable by its simple name and its message. */
    public static String of(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : name + ": " + of(message);
    }

    /** The innermost reason in a printed stack trace. */
    public static String ofTrace(String trace) {
        return trace.lines()
                .filter(line -> line.startsWith(CAUSE))
                .map(line -> line.substring(CAUSE.length()))
                .reduce((outer, inner) -> inner)
                .orElseGet(() -> of(trace));
    }

    /** The first line of a text. */
    public static String of(String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
