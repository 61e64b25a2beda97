package dev.naust.registry.plugin;

/** Says on one line what a failure was. */
final class FirstLine {
    private static final String CAUSE = "Caused by: ";

    private FirstLine() {}

    static String of(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : name + ": " + of(message);
    }

    /** The innermost reason in a printed stack trace. */
    static String ofTrace(String trace) {
        return trace.lines()
                .filter(line -> line.startsWith(CAUSE))
                .map(line -> line.substring(CAUSE.length()))
                .reduce((outer, inner) -> inner)
                .orElseGet(() -> of(trace));
    }

    static String of(String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
