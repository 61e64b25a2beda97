package dev.naust.migration;

import dev.naust.api.model.Fidelity;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says which fields are not what they were declared to be, so that whoever starts a run without looking at its plan still reads
 * it: one sentence for all that become the same for the same reason.
 */
final class Widenings {
    /** How many fields a sentence names; the plan names them all. */
    private static final int NAMED = 20;

    private Widenings() {}

    /** What fields become, and why. */
    private record Change(String type, String note) {}

    static List<String> of(MigrationPlan plan) {
        Map<Change, List<String>> changes = new LinkedHashMap<>();
        for (CollectionPlan collection : plan.collections()) {
            for (FieldPlan field : collection.fields()) {
                if (field.fidelity() == Fidelity.WIDENED && !field.note().isEmpty()) {
                    changes.computeIfAbsent(new Change(field.targetType(), field.note()), change -> new ArrayList<>())
                            .add(collection.source() + "." + field.source());
                }
            }
        }
        List<String> sentences = new ArrayList<>();
        changes.forEach((change, fields) -> sentences.add(names(fields) + (fields.size() == 1 ? " is " : " are ")
                + change.type() + " in the target: " + change.note()));
        return sentences;
    }

    private static String names(List<String> fields) {
        int last = fields.size() - 1;
        if (last == 0) {
            return fields.get(0);
        }
        return fields.size() <= NAMED
                ? String.join(", ", fields.subList(0, last)) + " and " + fields.get(last)
                : String.join(", ", fields.subList(0, NAMED)) + " and " + (fields.size() - NAMED) + " more";
    }
}
