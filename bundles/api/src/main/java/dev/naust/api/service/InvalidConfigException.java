package dev.naust.api.service;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration is not valid; nothing was changed. */
public final class InvalidConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    public InvalidConfigException(List<ConfigProblem> problems) {
        super("Configuration invalid: "
                + problems.stream()
                        .map(problem -> problem.pointer() + " " + problem.message())
                        .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
