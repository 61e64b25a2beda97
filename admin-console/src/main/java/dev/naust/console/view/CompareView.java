package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * The comparisons, and the form for another one.
 *
 * @param collections what was typed as the collections' names
 * @param problem why the form could not go on
 */
public record CompareView(
        List<Choice> sources, List<Choice> targets, String collections, Optional<String> problem, RunsView runs) {}
