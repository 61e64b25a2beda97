package dev.naust.migration;

import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.store.Profile;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.TypeMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * What a store declares as another one would hold it: the design that a migration makes, for who compares the two. Immutable.
 *
 * @param schemas with names that fit the target, in the source's order
 * @param notes what the target does not get, one sentence each
 */
public record Carried(List<Schema> schemas, List<String> notes) {

    public Carried {
        schemas = List.copyOf(schemas);
        notes = List.copyOf(notes);
    }

    /** The design for some collections; nothing is looked up in the target. */
    public static Carried into(SchemaEditing editing, TypeMapper types, List<Schema> sources) {
        TargetDesign design = new TargetDesign(editing, types, new Names(editing), Wishes.none(), java.util.Map.of());
        List<CollectionPlan> plans = design.design(sources.stream()
                .map(source -> new Profile(source, 0, List.of()))
                .toList());
        List<String> notes = new ArrayList<>();
        for (CollectionPlan plan : plans) {
            if (!plan.target().equals(editing.place(plan.source()))) {
                notes.add(plan.source() + " is called " + plan.target()
                        + ": the target cannot hold the name as it is, or has it for another collection");
            }
            notesOnFields(plan, notes);
        }
        design.notCarried().forEach(each -> notes.add("Not compared: " + each));
        design.blockers().forEach(each -> notes.add("Not possible: " + each));
        return new Carried(plans.stream().map(CollectionPlan::writeAs).toList(), notes);
    }

    private static void notesOnFields(CollectionPlan plan, List<String> notes) {
        Schema source = plan.readAs();
        for (int i = 0; i < source.fields().size(); i++) {
            Field from = source.fields().get(i);
            Field to = plan.writeAs().fields().get(i);
            String what = "the column " + from.name() + " of " + plan.source();
            if (!to.name().equals(from.name())) {
                notes.add("In the target " + what + " is called " + to.name()
                        + ": it cannot hold the name as it is, or has it for another column");
            }
            if (from.generation() == Generation.COMPUTED) {
                notes.add("The rule that computes " + what
                        + " is not compared: it is in the words of its own technology");
            } else if (from.defaultValue().isPresent() && to.defaultValue().isEmpty()) {
                notes.add("The default of " + what
                        + " is not compared: it is in the words of its own technology, or not of the column's type");
            }
        }
    }
}
