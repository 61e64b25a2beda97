package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.EnumType;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Sequence;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.View;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Step;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import dev.naust.migration.schema.Steps.Phase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes a delta as statements for PostgreSQL. For one thread. */
final class PostgresScript {
    private static final String WAITS = "Readers and writers of the table wait while it runs.";

    private final Delta delta;
    private final Touched touched;
    private final Steps steps = new Steps();
    private final PostgresColumns columns;

    private PostgresScript(Delta delta) {
        this.delta = delta;
        this.touched = new Touched(delta);
        this.columns = new PostgresColumns(delta, touched, steps);
    }

    /** The steps in order. */
    static List<Step> of(Delta delta) {
        PostgresScript script = new PostgresScript(delta);
        script.rename();
        script.schemas();
        script.enums();
        script.sequences();
        script.dropViews();
        delta.tables().stream().filter(each -> each.table().isExtra()).forEach(script::letGo);
        delta.tables().forEach(script::table);
        script.standing();
        script.makeViews();
        return script.steps.ordered();
    }

    private static String name(String name) {
        return Dialect.POSTGRES.name(name);
    }

    private static String name(DatasetId id) {
        return Dialect.POSTGRES.name(id);
    }

    private void rename() {
        for (Rename rename : delta.renames()) {
            boolean ofTable = rename.collection().isEmpty();
            for (Table table : delta.target().tables()) {
                if (ofTable && Matching.means(rename.to(), table.id())) {
                    String from = rename.from().substring(rename.from().lastIndexOf('.') + 1);
                    steps.add(
                            Phase.RENAME,
                            Effect.QUICK,
                            "Rename table " + from + " to " + table.id().name(),
                            "What names the table in its own code has to change at the same time.",
                            "ALTER TABLE " + name(Renaming.id(table.id(), from)) + " RENAME TO "
                                    + name(table.id().name()));
                } else if (!ofTable && Matching.means(rename.collection(), table.id())) {
                    steps.add(
                            Phase.RENAME,
                            Effect.QUICK,
                            "Rename column " + rename.from() + " of " + table.id() + " to " + rename.to(),
                            "What names the column in its own code has to change at the same time.",
                            "ALTER TABLE " + name(table.id()) + " RENAME COLUMN " + name(rename.from()) + " TO "
                                    + name(rename.to()));
                }
            }
        }
    }

    private void schemas() {
        Set<String> there = new LinkedHashSet<>();
        qualified(delta.target()).forEach(id -> there.add(id.path().get(0)));
        Set<String> wanted = new LinkedHashSet<>();
        qualified(delta.source()).forEach(id -> wanted.add(id.path().get(0)));
        wanted.removeAll(there);
        wanted.remove("public");
        wanted.forEach(schema -> steps.add(
                Phase.RENAME,
                Effect.QUICK,
                "Make schema " + schema,
                "",
                "CREATE SCHEMA IF NOT EXISTS " + name(schema)));
    }

    /** What stands in a schema; the names of other technologies have one part only. */
    private static List<DatasetId> qualified(Structure structure) {
        List<DatasetId> ids = new ArrayList<>();
        structure.tables().forEach(each -> ids.add(each.id()));
        structure.views().forEach(each -> ids.add(each.id()));
        structure.sequences().forEach(each -> ids.add(each.id()));
        structure.enums().forEach(each -> ids.add(each.id()));
        return ids.stream().filter(id -> id.path().size() > 1).toList();
    }

    private void enums() {
        for (Pair<EnumType> pair : delta.enums()) {
            EnumType type = pair.any();
            if (pair.isMissing()) {
                steps.add(Phase.TYPES, Effect.QUICK, "Make type " + type.id(), "", create(type));
            } else if (pair.isExtra()) {
                steps.add(
                        Phase.REMOVE_TYPES,
                        Effect.DESTRUCTIVE,
                        "Remove type " + type.id(),
                        "",
                        "DROP TYPE " + name(type.id()));
            } else if (touched.isMadeAnew(pair.target().orElseThrow())) {
                columns.replace(pair.target().orElseThrow(), create(type));
            } else {
                addLabels(type, pair.target().orElseThrow());
            }
        }
    }

    private static String create(EnumType type) {
        return "CREATE TYPE " + name(type.id()) + " AS ENUM ("
                + String.join(
                        ", ",
                        type.labels().stream()
                                .map(label -> Dialect.POSTGRES.literal(label).toString())
                                .toList())
                + ")";
    }

    private void addLabels(EnumType wanted, EnumType had) {
        String before = "";
        for (String label : wanted.labels()) {
            if (!had.labels().contains(label)) {
                String place = before.isEmpty()
                        ? " BEFORE " + Dialect.POSTGRES.literal(had.labels().get(0))
                        : " AFTER " + Dialect.POSTGRES.literal(before);
                steps.add(
                        Phase.TYPES,
                        Effect.QUICK,
                        "Add the label " + label + " to " + wanted.id(),
                        "The label can be used once this is committed, not before.",
                        "ALTER TYPE " + name(wanted.id()) + " ADD VALUE " + Dialect.POSTGRES.literal(label)
                                + (had.labels().isEmpty() ? "" : place));
            }
            before = label;
        }
    }

    private void sequences() {
        for (Pair<Sequence> pair : delta.sequences()) {
            Sequence sequence = pair.any();
            String name = name(sequence.id());
            if (pair.isExtra()) {
                steps.add(
                        Phase.REMOVE_SEQUENCES,
                        Effect.DESTRUCTIVE,
                        "Remove sequence " + sequence.id(),
                        "How far it has counted is lost.",
                        "DROP SEQUENCE IF EXISTS " + name);
                continue;
            }
            boolean differs = pair.target()
                    .filter(had -> had.settings().equals(sequence.settings()))
                    .isEmpty();
            if (pair.isMissing() || differs) {
                steps.add(
                        Phase.SEQUENCES,
                        Effect.QUICK,
                        (pair.isMissing() ? "Make sequence " : "Change sequence ") + sequence.id(),
                        pair.isMissing() ? "It begins at its start; set its position where records are there." : "",
                        (pair.isMissing() ? "CREATE SEQUENCE " : "ALTER SEQUENCE ") + name + " " + sequence.settings());
            }
            Optional<DatasetId> had = pair.target().flatMap(Sequence::owner);
            if (!sequence.owner().equals(had)
                    || !pair.target().map(Sequence::ownerColumn).orElse("").equals(sequence.ownerColumn())) {
                steps.add(
                        Phase.OWNERS,
                        Effect.QUICK,
                        "Let sequence " + sequence.id() + " go with its column",
                        "",
                        "ALTER SEQUENCE " + name + " OWNED BY "
                                + sequence.owner()
                                        .map(id -> name(id) + "." + name(sequence.ownerColumn()))
                                        .orElse("NONE"));
            }
        }
    }

    private void table(TableDelta table) {
        if (table.table().isMissing()) {
            make(table.table().any());
        } else if (table.table().isExtra()) {
            remove(table.table().any());
        } else {
            columns.change(table);
            table.constraints().forEach(pair -> constraint(table.id(), pair));
            table.indexes().forEach(pair -> index(table.id(), pair));
            if (table.optionsDiffer()) {
                columns.options(table);
            }
        }
    }

    private void make(Table table) {
        List<String> parts = new ArrayList<>();
        table.columns().forEach(column -> parts.add(PostgresColumns.declared(column)));
        table.constraints().stream()
                .filter(rule -> rule.rule() != Rule.FOREIGN_KEY)
                .forEach(rule -> parts.add(named(rule)));
        String division = table.options().stream()
                .filter(option -> option.startsWith("PARTITION"))
                .map(option -> " " + option)
                .findFirst()
                .orElse("");
        steps.add(
                Phase.TABLES,
                Effect.QUICK,
                "Make table " + table.id(),
                "",
                "CREATE " + (table.options().contains("UNLOGGED") ? "UNLOGGED " : "") + "TABLE " + name(table.id())
                        + " (\n  " + String.join(",\n  ", parts) + "\n)" + division);
        table.constraints().stream()
                .filter(rule -> rule.rule() == Rule.FOREIGN_KEY)
                .forEach(rule -> addConstraint(table.id(), rule, Effect.QUICK));
        table.indexes().forEach(index -> addIndex(table.id(), index, Effect.QUICK));
    }

    private static String named(Constraint rule) {
        return (rule.name().isEmpty() ? "" : "CONSTRAINT " + name(rule.name()) + " ") + rule.definition();
    }

    private void remove(Table table) {
        table.constraints().stream()
                .filter(rule -> rule.rule() == Rule.FOREIGN_KEY)
                .forEach(rule -> dropConstraint(table.id(), rule, Effect.DESTRUCTIVE));
        steps.add(
                Phase.REMOVE_TABLES,
                Effect.DESTRUCTIVE,
                "Remove table " + table.id(),
                "Its records are lost.",
                "DROP TABLE " + name(table.id()));
    }

    private void constraint(DatasetId table, Pair<Constraint> pair) {
        if (pair.isBoth()
                && Matching.same(
                        pair.source().orElseThrow().definition(),
                        pair.target().orElseThrow().definition())) {
            if (!isInTheWay(table, pair.target().orElseThrow())) {
                steps.add(
                        Phase.DROP_RULES,
                        Effect.QUICK,
                        "Rename constraint " + pair.target().orElseThrow().name() + " of " + table,
                        "",
                        "ALTER TABLE " + name(table) + " RENAME CONSTRAINT "
                                + name(pair.target().orElseThrow().name()) + " TO "
                                + name(pair.source().orElseThrow().name()));
                return;
            }
        }
        Effect made = pair.source().flatMap(rule -> touched.effect(table, rule)).orElse(Effect.LOCKS);
        pair.target().ifPresent(rule -> dropConstraint(table, rule, pair.isBoth() ? worse(made) : Effect.QUICK));
        pair.source().ifPresent(rule -> addConstraint(table, rule, made));
    }

    /** A rule that comes back changed goes when it comes back. */
    private static Effect worse(Effect made) {
        return made == Effect.DESTRUCTIVE ? Effect.DESTRUCTIVE : Effect.QUICK;
    }

    /** A table that only the target has must not hold on to a key or a type that goes. */
    private void letGo(TableDelta extra) {
        Table table = extra.table().any();
        for (Constraint rule : table.constraints()) {
            boolean holds = rule.rule() == Rule.FOREIGN_KEY
                    && (rule.target().filter(touched::losesKey).isPresent()
                            || touched.effect(table.id(), rule).isPresent());
            if (holds
                    && rule.target()
                            .filter(target -> !target.equals(table.id()))
                            .isPresent()) {
                steps.add(
                        Phase.DROP_REFERENCES,
                        Effect.QUICK,
                        "Remove constraint " + rule.name() + " of " + table.id(),
                        "What it refers to is changed, and only this store has the table.",
                        drop(table.id(), rule));
            }
        }
    }

    private boolean isInTheWay(DatasetId table, Constraint rule) {
        boolean reference = rule.rule() == Rule.FOREIGN_KEY;
        boolean keyGoes = reference && rule.target().filter(touched::losesKey).isPresent();
        boolean anew = rule.columns().stream().anyMatch(column -> columns.isMadeAnew(table, column));
        boolean plain = rule.rule() == Rule.PRIMARY_KEY || rule.rule() == Rule.UNIQUE;
        return keyGoes || (!plain || anew) && touched.effect(table, rule).isPresent();
    }

    private boolean isInTheWay(DatasetId table, Index index) {
        boolean plain = index.condition().isEmpty() && index.parts().stream().noneMatch(part -> part.contains("("));
        boolean anew = delta.source()
                .table(table)
                .map(each -> each.columns().stream()
                        .anyMatch(column -> columns.isMadeAnew(table, column.name())
                                && Words.mention(index.definition(), column.name())))
                .orElse(false);
        return (!plain || anew) && touched.mentioned(table, index.definition()).isPresent();
    }

    /** What is equal on both sides and has to go and come back, because it hangs on something that changes. */
    private void standing() {
        Set<Object> differing = new LinkedHashSet<>();
        delta.tables().forEach(each -> {
            each.constraints().forEach(pair -> pair.target().ifPresent(differing::add));
            each.indexes().forEach(pair -> pair.target().ifPresent(differing::add));
        });
        for (Table table : delta.target().tables()) {
            if (delta.source().table(table.id()).isEmpty()) {
                continue;
            }
            table.constraints().stream()
                    .filter(rule -> !differing.contains(rule) && isInTheWay(table.id(), rule))
                    .forEach(rule -> {
                        Effect effect = touched.effect(table.id(), rule).orElse(Effect.LOCKS);
                        dropConstraint(table.id(), rule, worse(effect));
                        addConstraint(table.id(), rule, effect);
                    });
            table.indexes().stream()
                    .filter(index -> !differing.contains(index) && isInTheWay(table.id(), index))
                    .forEach(index -> {
                        Effect effect = touched.mentioned(table.id(), index.definition())
                                .orElse(Effect.LOCKS);
                        dropIndex(table.id(), index, worse(effect));
                        addIndex(table.id(), index, effect);
                    });
        }
    }

    private void dropConstraint(DatasetId table, Constraint rule, Effect effect) {
        steps.add(
                rule.rule() == Rule.FOREIGN_KEY ? Phase.DROP_REFERENCES : Phase.DROP_RULES,
                effect,
                "Remove constraint " + rule.name() + " of " + table,
                "",
                drop(table, rule));
    }

    private static String drop(DatasetId table, Constraint rule) {
        return "ALTER TABLE " + name(table) + " DROP CONSTRAINT " + name(rule.name());
    }

    /** A rule that is checked apart from being made lets others write while it is checked. */
    private void addConstraint(DatasetId table, Constraint rule, Effect effect) {
        boolean apart = (rule.rule() == Rule.FOREIGN_KEY || rule.rule() == Rule.CHECK)
                && !rule.name().isEmpty()
                && !rule.definition().contains("NOT VALID")
                && !rule.definition().contains("NOT ENFORCED")
                && delta.source()
                        .table(table)
                        .filter(each -> each.options().stream().anyMatch(option -> option.startsWith("PARTITION")))
                        .isEmpty();
        String add = "ALTER TABLE " + name(table) + " ADD " + named(rule);
        String title =
                "Add " + rule.rule().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " " + rule.name()
                        + " to " + table;
        Phase phase = rule.rule() == Rule.FOREIGN_KEY ? Phase.REFERENCES : Phase.RULES;
        Effect known = effect == Effect.REWRITES ? Effect.LOCKS : effect;
        if (apart) {
            steps.add(
                    phase,
                    known,
                    title,
                    "Fails when records break the rule. Checking reads the table; others may read and write meanwhile.",
                    add + " NOT VALID",
                    "ALTER TABLE " + name(table) + " VALIDATE CONSTRAINT " + name(rule.name()));
        } else {
            steps.add(phase, known, title, "Fails when records break the rule. " + WAITS, add);
        }
    }

    private void index(DatasetId table, Pair<Index> pair) {
        if (pair.isBoth()
                && pair.source().orElseThrow().unique()
                        == pair.target().orElseThrow().unique()
                && Matching.same(
                        pair.source().orElseThrow().definition(),
                        pair.target().orElseThrow().definition())
                && !isInTheWay(table, pair.target().orElseThrow())) {
            Index had = pair.target().orElseThrow();
            steps.add(
                    Phase.DROP_RULES,
                    Effect.QUICK,
                    "Rename index " + had.name(),
                    "",
                    "ALTER INDEX " + name(Renaming.id(table, had.name())) + " RENAME TO "
                            + name(pair.source().orElseThrow().name()));
            return;
        }
        Effect made = pair.source()
                .flatMap(index -> touched.mentioned(table, index.definition()))
                .orElse(Effect.LOCKS);
        pair.target().ifPresent(index -> dropIndex(table, index, pair.isBoth() ? worse(made) : Effect.QUICK));
        pair.source().ifPresent(index -> addIndex(table, index, made));
    }

    private void dropIndex(DatasetId table, Index index, Effect effect) {
        steps.add(
                Phase.DROP_RULES,
                effect,
                "Remove index " + index.name() + " of " + table,
                "",
                "DROP INDEX " + name(Renaming.id(table, index.name())));
    }

    private void addIndex(DatasetId table, Index index, Effect effect) {
        steps.add(
                Phase.RULES,
                effect == Effect.REWRITES ? Effect.LOCKS : effect,
                "Add index " + index.name() + " to " + table,
                effect == Effect.QUICK
                        ? ""
                        : "Writers wait while it is built. CREATE INDEX CONCURRENTLY keeps them going, outside of a"
                                + " transaction.",
                "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + name(index.name()) + " ON " + name(table)
                        + " " + index.definition());
    }

    private void dropViews() {
        List<View> going = delta.target().views().stream()
                .filter(view -> touched.views().contains(view.id()))
                .toList();
        for (View view : Touched.outermostFirst(going)) {
            Optional<View> wanted = delta.source().views().stream()
                    .filter(each -> each.id().equals(view.id()))
                    .findFirst();
            if (wanted.isEmpty() && touched.isInTheWay(view)) {
                steps.add(
                        Phase.DROP_VIEWS,
                        Effect.QUICK,
                        "Set view " + view.id() + " aside",
                        "It is made again at the end; rights that were granted on it are not.",
                        drop(view));
            }
            steps.add(
                    Phase.DROP_VIEWS,
                    wanted.map(touched::effect).orElse(Effect.DESTRUCTIVE),
                    "Remove view " + view.id(),
                    wanted.isPresent() ? "It is made again at the end; rights that were granted on it are not." : "",
                    drop(view));
        }
    }

    private static String drop(View view) {
        return "DROP " + (view.stored() ? "MATERIALIZED " : "") + "VIEW " + name(view.id());
    }

    private void makeViews() {
        Set<DatasetId> there = new LinkedHashSet<>();
        delta.target().views().forEach(view -> there.add(view.id()));
        List<View> made = new ArrayList<>(delta.source().views().stream()
                .filter(view -> !there.contains(view.id()) || touched.views().contains(view.id()))
                .toList());
        made = new ArrayList<>(Touched.outermostFirst(made));
        java.util.Collections.reverse(made);
        made.forEach(view -> make(view, touched.effect(view)));
        List<View> aside = new ArrayList<>(Touched.outermostFirst(delta.target().views().stream()
                .filter(view -> touched.views().contains(view.id())
                        && delta.source().views().stream()
                                .noneMatch(each -> each.id().equals(view.id()))
                        && touched.isInTheWay(view))
                .toList()));
        java.util.Collections.reverse(aside);
        aside.forEach(view -> make(view, Effect.QUICK));
    }

    private void make(View view, Effect effect) {
        steps.add(
                Phase.VIEWS,
                effect,
                "Make view " + view.id(),
                "",
                "CREATE " + (view.stored() ? "MATERIALIZED " : "") + "VIEW " + name(view.id()) + " "
                        + view.definition());
        view.indexes()
                .forEach(index -> steps.add(
                        Phase.VIEWS,
                        effect,
                        "Add index " + index.name() + " to " + view.id(),
                        "",
                        "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + name(index.name()) + " ON "
                                + name(view.id()) + " " + index.definition()));
    }
}
