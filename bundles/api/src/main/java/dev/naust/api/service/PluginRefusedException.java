package dev.naust.api.service;

import java.util.List;
import java.util.stream.Collectors;

/** A file may not become a plugin; nothing was changed. */
public final class PluginRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient List<ConfigProblem> problems;

    /** @param problems what is wrong, each with the entry or header of the jar that it is about; empty for the jar as a whole */
    public PluginRefusedException(Reason reason, List<ConfigProblem> problems) {
        super("The jar was refused: "
                + problems.stream()
                        .map(problem -> (problem.pointer() + " " + problem.message()).strip())
                        .collect(Collectors.joining("; ")));
        this.reason = reason;
        this.problems = List.copyOf(problems);
    }

    /** What kind of refusal it is. */
    public enum Reason {
        /** It, or what is in it, is larger than this server takes. */
        TOO_LARGE,
        /** It is no jar, no bundle, or none that can run here. */
        INVALID,
        /** Another jar has its name or is the same bundle. */
        EXISTS
    }

    public Reason reason() {
        return reason;
    }

    /** Everything that is wrong. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
