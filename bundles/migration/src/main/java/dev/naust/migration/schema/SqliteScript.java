package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.Trigger;
import dev.naust.api.model.Structure.View;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Step;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import dev.naust.migration.schema.Steps.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes a delta as statements for SQLite, which can add, rename and drop columns and nothing else: any other change makes
 * the table anew beside the old one, as SQLite's documentation of ALTER TABLE describes. For one thread.
 */
final class SqliteScript {
    private final Delta delta;
    private final Steps steps;

    private SqliteScript(Delta delta, Steps steps) {
        this.delta = delta;
        this.steps = steps;
    }

    /** The steps in order; {@link ScriptText} stops the enforcing of references around them. */
    static List<Step> of(Delta compared) {
        Steps steps = new Steps();
        compared.renames().forEach(rename -> rename(rename, steps));
        Delta delta = SqliteAside.apply(compared, steps);
        SqliteScript script = new SqliteScript(delta, steps);
        delta.views().forEach(script::view);
        delta.tables().forEach(script::table);
        return script.steps.ordered();
    }

    private static String name(String name) {
        return Dialect.SQLITE.name(name);
    }

    private static void rename(Rename rename, Steps steps) {
        boolean ofTable = rename.collection().isEmpty();
        steps.add(
                Phase.RENAME,
                Effect.QUICK,
                ofTable
                        ? "Rename table " + rename.from() + " to " + rename.to()
                        : "Rename column " + rename.from() + " of " + rename.collection() + " to " + rename.to(),
                "What uses the name in its own code has to change at the same time.",
                ofTable
                        ? SqliteTables.rename(rename.from(), rename.to()).toArray(String[]::new)
                        : new String[] {
                            "ALTER TABLE " + name(rename.collection()) + " RENAME COLUMN " + name(rename.from())
                                    + " TO " + name(rename.to())
                        });
    }

    private void view(Pair<View> pair) {
        View view = pair.any();
        String name = name(view.id().name());
        pair.target()
                .ifPresent(had -> steps.add(
                        Phase.DROP_VIEWS,
                        pair.isExtra() ? Effect.DESTRUCTIVE : Effect.QUICK,
                        "Remove view " + view.id(),
                        pair.isExtra() ? "Its definition is lost." : "It is made again at the end.",
                        "DROP VIEW " + name));
        pair.source().ifPresent(wanted -> {
            List<String> parts = ViewTriggers.parts(wanted);
            steps.add(
                    Phase.VIEWS,
                    Effect.QUICK,
                    "Make view " + view.id(),
                    "",
                    "CREATE VIEW " + name + " " + parts.get(0));
            for (String trigger : parts.subList(1, parts.size())) {
                steps.add(
                        Phase.VIEWS,
                        isTaken(ViewTriggers.name(trigger)) ? Effect.DESTRUCTIVE : Effect.QUICK,
                        "Make trigger " + ViewTriggers.name(trigger) + " of " + view.id(),
                        "",
                        trigger);
            }
        });
    }

    private void table(TableDelta table) {
        if (table.table().isMissing()) {
            Table wanted = table.table().any();
            steps.add(
                    Phase.TABLES,
                    Effect.QUICK,
                    "Make table " + wanted.id(),
                    "",
                    SqliteTables.create(wanted, wanted.columns(), wanted.id().name()));
            wanted.indexes().forEach(index -> addIndex(wanted.id(), index));
            wanted.triggers().forEach(this::addTrigger);
        } else if (table.table().isExtra()) {
            letGo(table.table().any());
            steps.add(
                    Phase.REMOVE_TABLES,
                    Effect.DESTRUCTIVE,
                    "Remove table " + table.id(),
                    "Its records are lost.",
                    "DROP TABLE " + name(table.id().name()));
        } else {
            change(table);
        }
    }

    private void change(TableDelta table) {
        Table wanted = table.table().source().orElseThrow();
        Table had = table.table().target().orElseThrow();
        List<Column> kept = kept(wanted, had);
        boolean anew = table.optionsDiffer()
                || !table.constraints().isEmpty()
                || table.columns().stream()
                        .anyMatch(pair -> pair.isBoth()
                                        && !isComputedAnew(pair)
                                        && !Matching.same(
                                                meanwhile(pair.source().orElseThrow(), had, false),
                                                pair.target().orElseThrow())
                                || pair.isMissing() && !isAddable(pair.any()));
        if (anew) {
            rebuild(wanted, had, kept);
        } else {
            table.columns().stream()
                    .filter(Pair::isMissing)
                    .sorted(Comparator.comparing(pair -> pair.any().generated().isPresent()))
                    .forEach(pair -> add(table.id(), pair.any()));
            table.indexes().forEach(pair -> {
                pair.target().ifPresent(this::dropIndex);
                pair.source().ifPresent(index -> addIndex(table.id(), index));
            });
            table.triggers().forEach(pair -> {
                pair.target().ifPresent(trigger -> dropTrigger(trigger, pair.isExtra() && !isWanted(trigger)));
                pair.source().ifPresent(this::addTrigger);
            });
        }
        lose(table, wanted, kept);
    }

    /** A column whose values were given and are computed: they are lost. */
    private static boolean isComputedAnew(Pair<Column> pair) {
        return pair.isBoth()
                && pair.source().orElseThrow().generated().isPresent()
                && pair.target().orElseThrow().generated().isEmpty();
    }

    /** A column whose values may become others through its type keeps it until that is asked for. */
    private static boolean isCut(Column wanted, Table had) {
        return had.column(wanted.name())
                .filter(before -> wanted.generated().isEmpty()
                        && before.generated().isEmpty()
                        && SqliteAffinity.changeValues(before.type(), wanted.type()))
                .isPresent();
    }

    private static Column meanwhile(Column wanted, Table had, boolean strict) {
        if (!isCut(wanted, had)) {
            return wanted;
        }
        Column plain = uncounted(wanted);
        return new Column(
                plain.name(),
                strict ? "ANY" : had.column(wanted.name()).orElseThrow().type(),
                plain.nullable(),
                plain.defaultValue(),
                plain.generated(),
                plain.identity(),
                plain.collation());
    }

    /** The columns that the source has, and those that only the target has or whose values would be lost. */
    private static List<Column> kept(Table wanted, Table had) {
        List<Column> columns = new ArrayList<>();
        boolean strict = wanted.options().contains("STRICT");
        for (Column column : wanted.columns()) {
            Optional<Column> before = had.column(column.name());
            boolean computed = column.generated().isPresent()
                    && before.filter(each -> each.generated().isEmpty()).isPresent();
            columns.add(computed ? strict ? ofAnyType(before.get()) : before.get() : meanwhile(column, had, strict));
        }
        had.columns().stream()
                .filter(column -> wanted.column(column.name()).isEmpty())
                .map(SqliteScript::uncounted)
                .forEach(column -> columns.add(strict ? ofAnyType(column) : column));
        return columns;
    }

    private void lose(TableDelta table, Table wanted, List<Column> kept) {
        Table before = table.table().target().orElseThrow();
        List<Pair<Column>> lost = table.columns().stream()
                .filter(pair -> pair.isExtra() || isComputedAnew(pair) || isCut(pair.any(), before))
                .toList();
        if (lost.isEmpty()) {
            return;
        }
        // SQLite refuses to drop a column that code still speaks of, and any column while a view leads to nothing.
        boolean bare = lost.stream().allMatch(Pair::isExtra)
                && kept.stream().allMatch(column -> column.generated().isEmpty())
                && Stream.of(delta.source(), delta.target())
                        .allMatch(each -> each.views().isEmpty()
                                && each.tables().stream()
                                        .allMatch(one -> one.triggers().isEmpty()));
        if (bare) {
            lost.forEach(pair -> remove(table.id(), pair.any()));
            return;
        }
        List<String> statements = new ArrayList<>(SqliteTables.anew(
                wanted,
                wanted.columns(),
                new Table(
                        wanted.id(),
                        kept,
                        wanted.constraints(),
                        wanted.indexes(),
                        wanted.triggers(),
                        wanted.options())));
        wanted.indexes().forEach(index -> statements.add(SqliteTables.create(wanted.id(), index, index.name())));
        wanted.triggers().forEach(trigger -> statements.add(trigger.definition()));
        steps.add(
                Phase.REMOVE_COLUMNS,
                Effect.DESTRUCTIVE,
                "Remove or change in " + table.id() + " the columns and values of "
                        + String.join(
                                ", ",
                                lost.stream().map(pair -> pair.any().name()).toList()),
                "Values are lost, or become what the new type makes of them, and the table is written anew.",
                statements.toArray(String[]::new));
    }

    /** ALTER TABLE ADD COLUMN takes only what needs no look at the rows that are there. */
    private static boolean isAddable(Column column) {
        boolean constant = column.defaultValue()
                .filter(text -> text.startsWith("(")
                        || text.toUpperCase(java.util.Locale.ROOT).startsWith("CURRENT"))
                .isEmpty();
        boolean valued = column.nullable()
                || column.defaultValue()
                        .filter(text -> !text.equalsIgnoreCase("NULL"))
                        .isPresent();
        return constant
                && valued
                && column.generated().filter(rule -> rule.endsWith("STORED")).isEmpty();
    }

    private void add(DatasetId table, Column column) {
        steps.add(
                Phase.COLUMNS,
                Effect.QUICK,
                "Add column " + column.name() + " to " + table,
                "",
                "ALTER TABLE " + name(table.name()) + " ADD COLUMN " + SqliteTables.declared(column, ""));
    }

    private void remove(DatasetId table, Column column) {
        steps.add(
                Phase.REMOVE_COLUMNS,
                Effect.DESTRUCTIVE,
                "Remove column " + column.name() + " of " + table,
                "Its values are lost, and the table is written anew.",
                "ALTER TABLE " + name(table.name()) + " DROP COLUMN " + name(column.name()));
    }

    /** The table as the source has it, and with what would be lost: that goes in a step of its own. */
    private void rebuild(Table wanted, Table had, List<Column> columns) {
        steps.add(
                Phase.TABLES,
                Effect.REWRITES,
                "Make table " + wanted.id() + " anew",
                "All rows are copied, and others wait. Fails when rows break a rule of the new table.",
                SqliteTables.anew(wanted, columns, had).toArray(String[]::new));
        wanted.indexes().forEach(index -> addIndex(wanted.id(), index));
        Set<String> made = new TreeSet<>();
        wanted.triggers().forEach(trigger -> {
            made.add(trigger.name());
            addTrigger(trigger);
        });
        had.triggers().stream()
                .filter(trigger -> !made.contains(trigger.name()) && !isWanted(trigger))
                .forEach(trigger -> {
                    addTrigger(trigger);
                    dropTrigger(trigger, true);
                });
    }

    /** The same column without its numbering, which goes with a key that the source does not have. */
    private static Column uncounted(Column column) {
        return new Column(
                column.name(),
                column.type(),
                column.nullable(),
                column.defaultValue(),
                column.generated(),
                Optional.empty(),
                column.collation());
    }

    /** A strict table refuses most names of types; this one keeps every value as it is. */
    private static Column ofAnyType(Column column) {
        return new Column(
                column.name(),
                "ANY",
                column.nullable(),
                column.defaultValue(),
                column.generated(),
                column.identity(),
                column.collation());
    }

    private void addIndex(DatasetId table, Index index) {
        steps.add(
                Phase.RULES,
                Effect.LOCKS,
                "Add index " + index.name() + " to " + table,
                index.unique()
                        ? "Fails when rows agree in its columns. Others wait while it is built."
                        : "Others wait while it is built.",
                SqliteTables.create(table, index, index.name()));
    }

    /** A table that only the target has must not hold on to a name that the source has elsewhere. */
    private void letGo(Table extra) {
        for (Index index : extra.indexes()) {
            if (delta.source().tables().stream()
                    .flatMap(table -> table.indexes().stream())
                    .anyMatch(wanted -> wanted.name().equalsIgnoreCase(index.name()))) {
                dropIndex(index);
                steps.add(
                        Phase.RULES,
                        Effect.LOCKS,
                        "Add index " + index.name() + " of " + extra.id() + " again under another name",
                        "Another table's index has its name now.",
                        SqliteTables.create(extra.id(), index, index.name() + "_before"));
            }
        }
        extra.triggers().stream().filter(this::isWanted).forEach(trigger -> dropTrigger(trigger, true));
    }

    private boolean isWanted(Trigger trigger) {
        return Stream.concat(
                        delta.source().tables().stream()
                                .flatMap(table -> table.triggers().stream())
                                .map(Trigger::name),
                        delta.source().views().stream().flatMap(ViewTriggers::names))
                .anyMatch(trigger.name()::equalsIgnoreCase);
    }

    /** What only loses something in making room waits until that is asked for. */
    private boolean isTaken(String trigger) {
        return Stream.concat(
                        delta.tables().stream()
                                .filter(each -> each.table().isExtra())
                                .flatMap(each -> each.table().any().triggers().stream())
                                .map(Trigger::name),
                        delta.views().stream()
                                .filter(Pair::isExtra)
                                .map(Pair::any)
                                .flatMap(ViewTriggers::names))
                .anyMatch(trigger::equalsIgnoreCase);
    }

    private void dropIndex(Index index) {
        steps.add(
                Phase.DROP_RULES, Effect.QUICK, "Remove index " + index.name(), "", "DROP INDEX " + name(index.name()));
    }

    private void addTrigger(Trigger trigger) {
        steps.add(
                Phase.OWNERS,
                isTaken(trigger.name()) ? Effect.DESTRUCTIVE : Effect.QUICK,
                "Make trigger " + trigger.name(),
                "",
                trigger.definition());
    }

    private void dropTrigger(Trigger trigger, boolean extra) {
        steps.add(
                Phase.DROP_RULES,
                extra ? Effect.DESTRUCTIVE : Effect.QUICK,
                "Remove trigger " + trigger.name(),
                extra ? "Its definition is lost." : "",
                "DROP TRIGGER " + name(trigger.name()));
    }
}
