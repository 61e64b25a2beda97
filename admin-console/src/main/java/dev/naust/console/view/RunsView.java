package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * A list of runs.
 *
 * @param older the URL of the next, older runs
 */
public record RunsView(List<RunRow> runs, Optional<String> older) {}
