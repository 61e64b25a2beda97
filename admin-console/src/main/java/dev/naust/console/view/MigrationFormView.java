package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * Choosing what to migrate.
 *
 * @param collections the source's collections; empty until a source is chosen
 * @param leftOut what the source holds that is never copied, in one sentence
 * @param problem why the form could not go on
 */
public record MigrationFormView(
        List<Choice> sources,
        List<Choice> targets,
        List<Pick> collections,
        Optional<String> leftOut,
        List<Choice> conflicts,
        boolean validate,
        boolean continueOnError,
        Optional<String> problem) {

    /** A collection to tick. */
    public record Pick(String name, String records, boolean chosen) {}

    /** Whether a source is chosen. */
    public boolean hasSource() {
        return sources.stream().anyMatch(Choice::chosen);
    }
}
