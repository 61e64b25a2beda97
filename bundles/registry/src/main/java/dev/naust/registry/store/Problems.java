package dev.naust.registry.store;

import dev.naust.api.service.ConfigProblem;
import java.util.List;
import java.util.stream.Collectors;

/** Writes configuration problems as one sentence. */
final class Problems {
    private Problems() {}

    static String sentence(List<ConfigProblem> problems) {
        return problems.stream()
                .map(problem -> (problem.pointer().isEmpty() ? "It" : problem.pointer()) + " " + problem.message())
                .collect(Collectors.joining("; ", "", "."));
    }
}
