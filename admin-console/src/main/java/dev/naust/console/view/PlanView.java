package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * What a migration would do.
 *
 * @param statements the changes of the target's structure, in order
 * @param decisions fields whose values do not all arrive as they are, each with what can be done
 * @param mayGoOn whether going on without records that do not fit is something to choose here
 * @param stores both stores as they are now, and how they stand to each other
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
        List<Decision> decisions,
        boolean mayGoOn,
        List<Statement> statements,
        List<String> notCarried,
        Stores stores,
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

    /**
     * Something to decide before the start.
     *
     * @param seen how many values, with an example and what becomes of it
     * @param serious whether values are lost or refused; else they arrive in another form
     */
    public record Decision(
            String collection,
            String field,
            String id,
            Badge fidelity,
            String seen,
            boolean serious,
            List<Choice> choices) {}

    /**
     * Both stores before the start.
     *
     * @param summary how they stand, in a few words
     */
    public record Stores(String summary, List<Fact> source, List<Fact> target, List<Sync> sync) {}

    /** A collection's records on both sides. */
    public record Sync(String source, String target, String sourceRecords, String targetRecords, Badge state) {}

    /** One field. */
    public record FieldPlan(
            String source, String sourceType, String target, String targetType, Badge fidelity, String note) {}

    /** What is decided by choosing: what is lost or refused first. */
    public List<Decision> decisions(boolean serious) {
        return decisions.stream().filter(each -> each.serious() == serious).toList();
    }

    /** One change of the target's structure. */
    public record Statement(String name, String text) {}
}
