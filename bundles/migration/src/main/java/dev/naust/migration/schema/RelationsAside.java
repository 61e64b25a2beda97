package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Sequence;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.View;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import dev.naust.migration.schema.Steps.Phase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tables, views and sequences of the target whose name the source has for something of another kind: PostgreSQL has a name once
 * for all of them, so that the target's is called otherwise before the source's is made. For one thread.
 */
final class RelationsAside {
    private enum Kind {
        TABLE,
        VIEW,
        SEQUENCE,
        INDEX
    }

    private final Delta delta;
    private final Map<DatasetId, Set<Kind>> wanted = new HashMap<>();
    private final Set<DatasetId> taken = new HashSet<>();
    private final Map<DatasetId, DatasetId> tables = new LinkedHashMap<>();
    private final Map<DatasetId, DatasetId> views = new LinkedHashMap<>();
    private final Map<DatasetId, DatasetId> sequences = new LinkedHashMap<>();

    private RelationsAside(Delta delta) {
        this.delta = delta;
    }

    /** The delta with the target's things under the names that the steps, which are put in, give them. */
    static Delta apply(Delta delta, Steps steps) {
        RelationsAside aside = new RelationsAside(delta);
        aside.collect(delta.source(), true);
        aside.collect(delta.target(), false);
        aside.look(steps);
        return aside.tables.isEmpty() && aside.views.isEmpty() && aside.sequences.isEmpty() ? delta : aside.renamed();
    }

    private void collect(Structure structure, boolean source) {
        for (Table table : structure.tables()) {
            see(table.id(), Kind.TABLE, source);
            table.indexes().forEach(index -> see(Renaming.id(table.id(), index.name()), Kind.INDEX, source));
            table.constraints().stream()
                    .filter(rule -> rule.rule() != Rule.FOREIGN_KEY && rule.rule() != Rule.CHECK)
                    .filter(rule -> !rule.name().isEmpty())
                    .forEach(rule -> see(Renaming.id(table.id(), rule.name()), Kind.INDEX, source));
        }
        for (View view : structure.views()) {
            see(view.id(), Kind.VIEW, source);
            view.indexes().forEach(index -> see(Renaming.id(view.id(), index.name()), Kind.INDEX, source));
        }
        structure.sequences().forEach(each -> see(each.id(), Kind.SEQUENCE, source));
    }

    private void see(DatasetId id, Kind kind, boolean source) {
        taken.add(id);
        if (source) {
            wanted.computeIfAbsent(id, none -> new HashSet<>()).add(kind);
        }
    }

    private void look(Steps steps) {
        for (Table table : delta.target().tables()) {
            if (isForAnother(table.id(), Kind.TABLE)) {
                aside(table.id(), "TABLE", tables, steps);
            }
        }
        for (View view : delta.target().views()) {
            if (isForAnother(view.id(), Kind.VIEW)) {
                aside(view.id(), view.stored() ? "MATERIALIZED VIEW" : "VIEW", views, steps);
            }
        }
        for (Sequence each : delta.target().sequences()) {
            if (isForAnother(each.id(), Kind.SEQUENCE)) {
                aside(each.id(), "SEQUENCE", sequences, steps);
            }
        }
    }

    /** A view that stays as the target has it is in the source as well, beside the table of its name. */
    private boolean isForAnother(DatasetId id, Kind kind) {
        return wanted.getOrDefault(id, Set.of()).stream().anyMatch(other -> other != kind);
    }

    private void aside(DatasetId id, String kind, Map<DatasetId, DatasetId> moved, Steps steps) {
        DatasetId free = Renaming.id(id, NamesAside.before(id.name()));
        for (int i = 2; !taken.add(free); i++) {
            free = Renaming.id(id, NamesAside.before(NamesAside.fitting(i + "_" + id.name())));
        }
        moved.put(id, free);
        steps.add(
                Phase.RENAME,
                Effect.QUICK,
                "Set the name of " + id + " aside",
                "Something else gets this name. What uses it in its own code has to change at the same time.",
                "ALTER " + kind + " " + Dialect.POSTGRES.name(id) + " RENAME TO " + Dialect.POSTGRES.name(free.name()));
    }

    private Delta renamed() {
        return new Delta(
                in(delta.source(), false),
                in(delta.target(), true),
                delta.renames(),
                delta.tables().stream().map(this::table).toList(),
                delta.views().stream().map(this::view).toList(),
                delta.sequences().stream().map(this::sequence).toList(),
                delta.enums(),
                delta.domains());
    }

    private Structure in(Structure structure, boolean target) {
        return new Structure(
                structure.technology(),
                structure.tables().stream()
                        .map(table -> target ? table(table) : table)
                        .toList(),
                structure.views().stream().map(this::view).toList(),
                structure.sequences().stream().map(this::sequence).toList(),
                structure.enums(),
                structure.domains(),
                structure.notes());
    }

    private TableDelta table(TableDelta table) {
        return new TableDelta(
                new Pair<>(table.table().source(), table.table().target().map(this::table)),
                table.columns(),
                table.constraints(),
                table.indexes(),
                table.triggers());
    }

    private Table table(Table table) {
        boolean refers = table.constraints().stream()
                .anyMatch(rule -> rule.target().filter(tables::containsKey).isPresent());
        if (!refers && !tables.containsKey(table.id())) {
            return table;
        }
        return new Table(
                tables.getOrDefault(table.id(), table.id()),
                table.columns(),
                table.constraints().stream().map(this::rule).toList(),
                table.indexes(),
                table.triggers(),
                table.options(),
                table.inherits());
    }

    private Constraint rule(Constraint rule) {
        Optional<DatasetId> free = rule.target().map(tables::get);
        return free.isEmpty()
                ? rule
                : new Constraint(
                        rule.rule(),
                        rule.name(),
                        rule.columns(),
                        Words.renamed(
                                rule.definition(),
                                rule.target().get().name(),
                                Dialect.POSTGRES.name(free.get().name())),
                        free);
    }

    /** Views that the source has of its own cannot have a name that it has for something else. */
    private View view(View view) {
        String definition = view.definition();
        for (DatasetId id : view.uses()) {
            DatasetId free = views.getOrDefault(id, tables.get(id));
            if (free != null) {
                definition = Words.renamed(definition, id.name(), Dialect.POSTGRES.name(free.name()));
            }
        }
        return new View(
                views.getOrDefault(view.id(), view.id()),
                view.stored(),
                definition,
                view.uses().stream()
                        .map(id -> views.getOrDefault(id, tables.getOrDefault(id, id)))
                        .toList(),
                view.indexes());
    }

    private Sequence sequence(Sequence each) {
        return new Sequence(
                sequences.getOrDefault(each.id(), each.id()),
                each.settings(),
                each.owner().map(id -> tables.getOrDefault(id, id)),
                each.ownerColumn());
    }

    private Pair<View> view(Pair<View> pair) {
        // A missing one is the source's own.
        return pair.isMissing()
                ? pair
                : new Pair<>(pair.source().map(this::view), pair.target().map(this::view));
    }

    private Pair<Sequence> sequence(Pair<Sequence> pair) {
        return pair.isMissing()
                ? pair
                : new Pair<>(pair.source().map(this::sequence), pair.target().map(this::sequence));
    }
}
