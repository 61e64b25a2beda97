package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What references between collections need: an order to make them in, and a key to refer to. */
final class References {
    private References() {}

    /**
     * Whether a step makes a reference, which changes in any order would break, rather than a key of an index that is there: that
     * one is needed for following.
     */
    static boolean isOne(SchemaStep step) {
        return step.phase() == Phase.RELATE && !step.rule();
    }

    /** The collections with those that are referred to before those that refer; a circle stays in the given order. */
    static List<CollectionPlan> inOrder(List<CollectionPlan> collections) {
        Map<DatasetId, CollectionPlan> byTarget = new HashMap<>();
        collections.forEach(each -> byTarget.put(each.target(), each));
        List<CollectionPlan> ordered = new ArrayList<>();
        Set<DatasetId> seen = new HashSet<>();
        collections.forEach(each -> visit(each, byTarget, seen, ordered));
        return ordered;
    }

    private static void visit(
            CollectionPlan each,
            Map<DatasetId, CollectionPlan> byTarget,
            Set<DatasetId> seen,
            List<CollectionPlan> ordered) {
        if (!seen.add(each.target())) {
            return;
        }
        for (ForeignKey key : each.writeAs().foreignKeys()) {
            CollectionPlan parent = byTarget.get(key.target());
            if (parent != null) {
                visit(parent, byTarget, seen, ordered);
            }
        }
        ordered.add(each);
    }

    /** Why a reference cannot be made in the target; empty when it can. */
    static String obstacle(
            SchemaEditing editing, TargetDesign.Draft child, ForeignKey key, TargetDesign.@Nullable Draft parent) {
        if (parent == null) {
            return "that collection does not move with it";
        }
        for (String name : key.targetFields()) {
            if (!parent.fields().containsKey(name)) {
                return "there is no field " + name + " there";
            }
        }
        if (!isUnique(parent.source(), key.targetFields())) {
            return "no key of it makes " + String.join(", ", key.targetFields()) + " unique";
        }
        for (int i = 0; i < key.fields().size(); i++) {
            FieldType from = child.fields().get(key.fields().get(i)).type();
            FieldType to = parent.fields().get(key.targetFields().get(i)).type();
            if (!TargetDesign.isOrdered(to.kind())) {
                return "no key there can be " + to.kind();
            }
            if (!editing.mayRefer(from, to)) {
                return "its fields differ in type there (" + from.describe() + " and " + to.describe() + ")";
            }
        }
        return "";
    }

    private static boolean isUnique(Schema parent, List<String> fields) {
        Set<String> wanted = Set.copyOf(fields);
        return Set.copyOf(parent.key()).equals(wanted)
                || parent.indexes().stream()
                        .filter(Index::unique)
                        .anyMatch(index -> Set.copyOf(index.fields()).equals(wanted));
    }
}
