package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * What a migration would do.
 *
 * @param statements the changes of the target's structure, in order
 * @param hidden the form's values, to be sent along when it starts
 * @param problem why it could not be started just now
 */
public record PlanView(
        String source,
        String target,
        String verdict,
        boolean canProceed,
        List<String> blockers,
        List<String> warnings,
        List<String> recommendations,
        List<CollectionPlan> collections,
        List<Statement> statements,
        List<String> notCarried,
        List<Fact> hidden,
        String editHref,
        Automation automation,
        Optional<String> problem) {

    /**
     * One collection.
     *
     * @param summary how its fields fare, in a few words
     */
    public record CollectionPlan(
            String source, String target, String records, Badge fidelity, String summary, List<FieldPlan> fields) {}

    /** One field. */
    public record FieldPlan(
            String source, String sourceType, String target, String targetType, Badge fidelity, String note) {}

    /** One change of the target's structure. */
    public record Statement(String name, String text) {}
}
