package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.api.service.SchemaComparisons.Step;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import dev.naust.migration.schema.Steps.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Writes a delta as statements for PostgreSQL. For one thread. */
final class PostgresScript {
    private static final String WAITS = "Readers and writers of the table wait while it runs.";

    private final Delta delta;
    private final Touched touched;
    private final Steps steps;
    private final PostgresColumns columns;
    private final Lineage lineage;

    private PostgresScript(Delta delta, Steps steps) {
        this.delta = delta;
        this.steps = steps;
        this.touched = new Touched(delta);
        this.columns = new PostgresColumns(delta, touched, steps);
        this.lineage = new Lineage(delta.source(), delta.target());
    }

    /** The steps in order. */
    static List<Step> of(Delta compared) {
        Steps steps = new Steps();
        new PostgresNames(compared, steps).write();
        Delta delta = NamesAside.apply(RelationsAside.apply(compared, steps), steps);
        PostgresScript script = new PostgresScript(delta, steps);
        PostgresTypes types = new PostgresTypes(delta, script.touched, script.steps, script.columns);
        types.enums();
        new PostgresDomains(delta, script.touched, script.steps, script.columns).write();
        types.sequences();
        PostgresViews views = new PostgresViews(delta, script.touched, script.steps, script.columns);
        views.drop();
        delta.tables().stream().filter(each -> each.table().isExtra()).forEach(script::letGo);
        delta.tables().stream()
                .sorted(Comparator.comparing(each -> script.lineage.depth(each.id())))
                .forEach(script::table);
        script.inherit();
        script.removeTogether();
        delta.source().tables().stream().filter(script::isOtherwiseEqual).forEach(script.columns::computeAgain);
        script.standing();
        views.make();
        return script.steps.ordered();
    }

    /** A table that is made, or that differs in nothing. */
    private boolean isOtherwiseEqual(Table table) {
        return delta.tables().stream()
                .noneMatch(each -> each.id().equals(table.id()) && each.table().isBoth());
    }

    private static String name(String name) {
        return Dialect.POSTGRES.name(name);
    }

    private static String name(DatasetId id) {
        return Dialect.POSTGRES.name(id);
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
        List<Constraint> within = within(table);
        within.forEach(rule -> parts.add(named(rule)));
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
                "CREATE " + (table.options().contains(Touched.UNLOGGED) ? "UNLOGGED " : "") + "TABLE "
                        + name(table.id()) + " (\n  " + String.join(",\n  ", parts) + "\n)" + division);
        table.constraints().stream()
                .filter(rule -> !within.contains(rule))
                .forEach(rule -> addConstraint(
                        table.id(),
                        rule,
                        touched.effect(table.id(), rule).orElse(Effect.QUICK),
                        rule.rule() == Rule.FOREIGN_KEY));
        table.indexes()
                .forEach(index -> addIndex(
                        table.id(),
                        false,
                        index,
                        isPlain(index)
                                ? Effect.QUICK
                                : touched.mentioned(table.id(), index.definition())
                                        .orElse(Effect.QUICK)));
    }

    /**
     * The rules that stand in the statement which makes a table. Apart from it come those that hang on a type which is made
     * anew, and what PostgreSQL passes over there: that a rule is not valid yet, and a second rule of the same columns.
     */
    private List<Constraint> within(Table table) {
        List<Constraint> within = new ArrayList<>();
        Set<List<String>> keys = new HashSet<>();
        for (Constraint rule : table.constraints()) {
            boolean keyed = isKey(rule);
            if (keyed
                    ? keys.add(rule.columns())
                    : rule.rule() != Rule.FOREIGN_KEY
                            && !isNotValid(rule)
                            && touched.effect(table.id(), rule).isEmpty()) {
                within.add(rule);
            }
        }
        return within;
    }

    private static boolean isKey(Constraint rule) {
        return rule.rule() == Rule.PRIMARY_KEY || rule.rule() == Rule.UNIQUE;
    }

    private static boolean isNotValid(Constraint rule) {
        return rule.definition().endsWith(" NOT VALID");
    }

    private static boolean isPlain(Index index) {
        return index.condition().isEmpty() && index.parts().stream().noneMatch(part -> part.contains("("));
    }

    private static String named(Constraint rule) {
        return (rule.name().isEmpty() ? "" : "CONSTRAINT " + name(rule.name()) + " ") + rule.definition();
    }

    private void remove(Table table) {
        table.constraints().stream()
                .filter(rule -> rule.rule() == Rule.FOREIGN_KEY && !isLetGo(table, rule))
                .forEach(rule -> dropConstraint(table.id(), rule, Effect.DESTRUCTIVE));
        if (!inherits()) {
            steps.add(
                    Phase.REMOVE_TABLES,
                    Effect.DESTRUCTIVE,
                    "Remove table " + table.id(),
                    "Its records are lost.",
                    "DROP TABLE " + name(table.id()));
        }
    }

    /** Whether the target has tables that are made of others, which then go in one statement with them. */
    private boolean inherits() {
        return delta.target().tables().stream()
                .anyMatch(table -> !table.inherits().isEmpty());
    }

    private void inherit() {
        for (Lineage.Link link : lineage.goes()) {
            steps.add(
                    Phase.LET_GO,
                    Effect.QUICK,
                    "Let " + link.child() + " no longer inherit from " + link.parent(),
                    "It keeps its columns and records, which are not seen in the other any more.",
                    "ALTER TABLE " + name(link.child()) + " NO INHERIT " + name(link.parent()));
        }
        for (Lineage.Link link : lineage.comes()) {
            steps.addRefusable(
                    Phase.INHERIT,
                    lineage.isPossibleSafely(link, touched) ? Effect.LOCKS : Effect.DESTRUCTIVE,
                    "Let " + link.child() + " inherit from " + link.parent(),
                    "Its records are seen in the other, too. It waits until both have the same columns and checks.",
                    "ALTER TABLE " + name(link.child()) + " INHERIT " + name(link.parent()));
        }
    }

    private void removeTogether() {
        List<DatasetId> extra = delta.tables().stream()
                .filter(each -> each.table().isExtra())
                .map(TableDelta::id)
                .toList();
        if (!extra.isEmpty() && inherits()) {
            steps.add(
                    Phase.REMOVE_TABLES,
                    Effect.DESTRUCTIVE,
                    "Remove tables "
                            + String.join(
                                    ", ",
                                    extra.stream().map(DatasetId::toString).toList()),
                    "Their records are lost. Some may inherit from others, so that they go together.",
                    "DROP TABLE "
                            + String.join(
                                    ", ",
                                    extra.stream().map(PostgresScript::name).toList()));
        }
    }

    private void constraint(DatasetId table, Pair<Constraint> pair) {
        if (pair.isBoth()
                && Matching.same(
                        pair.source().orElseThrow().definition(),
                        pair.target().orElseThrow().definition())) {
            if (!isInTheWay(table, pair.target().orElseThrow())) {
                steps.add(
                        Phase.RENAME_RULES,
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
        pair.target()
                .ifPresent(
                        rule -> dropConstraint(table, rule, pair.isBoth() ? going(table, rule, made) : Effect.QUICK));
        pair.source().ifPresent(rule -> addConstraint(table, rule, made, true));
    }

    /**
     * A rule that comes back changed goes when it comes back; a reference goes before the key that it refers to, and any rule
     * before the type of a column of its own is changed.
     */
    private Effect going(DatasetId table, Constraint rule, Effect made) {
        return losesKey(rule) || touched.isChangedSafely(table, rule) ? Effect.QUICK : worse(made);
    }

    private static Effect worse(Effect made) {
        return made == Effect.DESTRUCTIVE ? Effect.DESTRUCTIVE : Effect.QUICK;
    }

    /** A table that only the target has must not hold on to a key or a type that goes. */
    private void letGo(TableDelta extra) {
        Table table = extra.table().any();
        table.constraints().stream()
                .filter(rule -> isLetGo(table, rule))
                .forEach(rule -> steps.add(
                        Phase.DROP_REFERENCES,
                        Effect.QUICK,
                        "Remove constraint " + rule.name() + " of " + table.id(),
                        "What it refers to is changed, and only this store has the table.",
                        drop(table.id(), rule)));
    }

    private boolean isLetGo(Table extra, Constraint rule) {
        boolean holds = rule.rule() == Rule.FOREIGN_KEY
                && (losesKey(rule)
                        || changesLogging(rule)
                        || touched.effect(extra.id(), rule).isPresent());
        return holds
                && rule.target().filter(target -> !target.equals(extra.id())).isPresent();
    }

    private boolean losesKey(Constraint rule) {
        return rule.target().filter(touched::losesKey).isPresent();
    }

    private boolean changesLogging(Constraint reference) {
        return reference.target().filter(touched::changesLogging).isPresent();
    }

    private boolean isInTheWay(DatasetId table, Constraint rule) {
        boolean reference = rule.rule() == Rule.FOREIGN_KEY;
        boolean keyGoes = reference && losesKey(rule);
        boolean anew = rule.columns().stream().anyMatch(column -> columns.isMadeAnew(table, column));
        boolean plain = isKey(rule);
        boolean logging = reference && (touched.changesLogging(table) || changesLogging(rule));
        return keyGoes
                || logging
                || (!plain || anew) && touched.effect(table, rule).isPresent();
    }

    private boolean isInTheWay(DatasetId table, Index index) {
        boolean plain = isPlain(index);
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
        // Two tables may have rules that are equal: each counts for itself.
        Set<Object> differing = Collections.newSetFromMap(new IdentityHashMap<>());
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
                        dropConstraint(table.id(), rule, going(table.id(), rule, effect));
                        addConstraint(table.id(), rule, effect, rule.rule() == Rule.FOREIGN_KEY && losesKey(rule));
                    });
            table.indexes().stream()
                    .filter(index -> !differing.contains(index) && isInTheWay(table.id(), index))
                    .forEach(index -> {
                        Effect effect = touched.mentioned(table.id(), index.definition())
                                .orElse(Effect.LOCKS);
                        dropIndex(table.id(), index, worse(effect));
                        addIndex(table.id(), false, index, effect);
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

    /**
     * A rule that is checked apart from being made lets others write while it is checked.
     *
     * @param refusable whether rows may break it, or the key that it stands on waits for rows
     */
    private void addConstraint(DatasetId table, Constraint rule, Effect effect, boolean refusable) {
        boolean apart = (rule.rule() == Rule.FOREIGN_KEY || rule.rule() == Rule.CHECK)
                && !rule.name().isEmpty()
                && !isNotValid(rule)
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
        String found = isNotValid(rule) ? "" : RowsInTheWay.breaking(table, rule);
        String fails = "Fails when records break the rule. " + (found.isEmpty() ? "" : found + " ")
                + (apart ? "Checking reads the table; others may read and write meanwhile." : WAITS);
        String[] statements = apart
                ? new String[] {
                    add + " NOT VALID", "ALTER TABLE " + name(table) + " VALIDATE CONSTRAINT " + name(rule.name())
                }
                : new String[] {add};
        if (refusable) {
            steps.addRefusable(phase, known, title, fails, statements);
        } else {
            steps.add(phase, known, title, fails, statements);
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
                    Phase.RENAME_RULES,
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
        pair.source()
                .ifPresent(index -> addIndex(
                        table, index.unique() || columns.waitsForRows(table, index.definition()), index, made));
    }

    private void dropIndex(DatasetId table, Index index, Effect effect) {
        steps.add(
                Phase.DROP_RULES,
                effect,
                "Remove index " + index.name() + " of " + table,
                "",
                "DROP INDEX " + name(Renaming.id(table, index.name())));
    }

    private void addIndex(DatasetId table, boolean refusable, Index index, Effect effect) {
        String waits = effect == Effect.QUICK
                ? ""
                : "Writers wait while it is built. CREATE INDEX CONCURRENTLY keeps them going, outside of a transaction.";
        Effect known = effect == Effect.REWRITES ? Effect.LOCKS : effect;
        String title = "Add index " + index.name() + " to " + table;
        String statement = "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + name(index.name()) + " ON "
                + name(table) + " " + index.definition();
        if (refusable) {
            steps.addRefusable(
                    Phase.RULES,
                    known,
                    title,
                    (index.unique() ? "Fails when records agree in it. " + RowsInTheWay.twice(table, index) + " " : "")
                            + waits,
                    statement);
        } else {
            steps.add(Phase.RULES, known, title, waits, statement);
        }
    }
}
