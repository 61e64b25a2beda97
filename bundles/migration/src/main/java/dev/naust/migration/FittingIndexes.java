package dev.naust.migration;

import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaEditing;
import java.util.ArrayList;
import java.util.List;

/**
 * The indexes of a planned collection that the target can have. One that is no rule only makes reading faster: where a limit of the
 * target stands against it the records go without, and one that is a rule stays, so that the plan is blocked.
 */
final class FittingIndexes {
    private final SchemaEditing editing;
    private final List<String> warnings = new ArrayList<>();

    FittingIndexes(SchemaEditing editing) {
        this.editing = editing;
    }

    /** The collection without the indexes that no limit lets it have. */
    Schema of(Schema wanted) {
        List<String> otherwise = editing.obstacles(with(wanted, List.of()));
        List<Index> fitting = new ArrayList<>();
        for (Index index : wanted.indexes()) {
            List<String> against = new ArrayList<>(editing.obstacles(with(wanted, List.of(index))));
            against.removeAll(otherwise);
            if (index.unique() || against.isEmpty()) {
                fitting.add(index);
            } else {
                warnings.add(wanted.id().name() + " will be complete, but without the index " + index.name() + ": "
                        + String.join("; ", against));
            }
        }
        return with(wanted, fitting);
    }

    List<String> warnings() {
        return warnings;
    }

    private static Schema with(Schema wanted, List<Index> indexes) {
        return new Schema(
                wanted.id(),
                wanted.shape(),
                wanted.fields(),
                wanted.key(),
                indexes,
                wanted.foreignKeys(),
                wanted.extras());
    }
}
