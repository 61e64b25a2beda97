package dev.naust.migration;

import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import java.util.List;
import java.util.Optional;

/**
 * What a target's structure demands of records, and what becomes of a step that records stand against.
 *
 * <p>Keys and unique rules are made when all records of a collection are there, which is much quicker. Where a record breaks one,
 * the target says only that there is one, so that the run begins anew with these made first: then each record that breaks one is
 * refused by itself, and the others stay.
 */
final class Rules {
    private Rules() {}

    /** Whether a step makes a key or a unique rule for records that are there already. */
    static boolean isOne(SchemaStep step) {
        return step.phase() == Phase.INDEX && step.rule();
    }

    /**
     * The step that makes a reference without looking at the records that are there; empty where the technology has none such, as
     * the reference is there already.
     *
     * @param reference makes it and looks at them
     */
    static Optional<SchemaStep> unchecked(SchemaEditing editing, SchemaStep reference) {
        Schema schema = reference.schema();
        List<ForeignKey> broken = schema.foreignKeys().stream()
                .map(key -> new ForeignKey(
                        key.name(),
                        key.fields(),
                        key.target(),
                        key.targetFields(),
                        key.onDelete(),
                        key.onUpdate(),
                        Math.max(1, key.broken())))
                .toList();
        return editing.steps(List.of(schema.withForeignKeys(broken))).stream()
                .filter(step -> step.phase() == Phase.RELATE && step.name().startsWith(reference.name() + " ("))
                .findFirst();
    }
}
