package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a delta as statements for SQLite, which can add, rename and drop columns and nothing else: any other change makes
 * the table anew beside the old one, as SQLite's documentation of ALTER TABLE describes. For one thread.
 */
final class SqliteScript {
    private static final String ANEW = "naust_new_";

    private final Delta delta;
    private final Steps steps = new Steps();

    private SqliteScript(Delta delta) {
        this.delta = delta;
    }

    /** The steps in order; {@link ScriptText} stops the enforcing of references around them. */
    static List<Step> of(Delta delta) {
        SqliteScript script = new SqliteScript(delta);
        delta.renames().forEach(script::rename);
        delta.views().forEach(script::view);
        delta.tables().forEach(script::table);
        return script.steps.ordered();
    }

    private static String name(String name) {
        return Dialect.SQLITE.name(name);
    }

    private void rename(Rename rename) {
        boolean ofTable = rename.collection().isEmpty();
        steps.add(
                Phase.RENAME,
                Effect.QUICK,
                ofTable
                        ? "Rename table " + rename.from() + " to " + rename.to()
                        : "Rename column " + rename.from() + " of " + rename.collection() + " to " + rename.to(),
                "What uses the name in its own code has to change at the same time.",
                ofTable
                        ? "ALTER TABLE " + name(rename.from()) + " RENAME TO " + name(rename.to())
                        : "ALTER TABLE " + name(rename.collection()) + " RENAME COLUMN " + name(rename.from()) + " TO "
                                + name(rename.to()));
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
        pair.source()
                .ifPresent(wanted -> steps.add(
                        Phase.VIEWS,
                        Effect.QUICK,
                        "Make view " + view.id(),
                        "",
                        "CREATE VIEW " + name + " " + wanted.definition()));
    }

    private void table(TableDelta table) {
        if (table.table().isMissing()) {
            Table wanted = table.table().any();
            steps.add(
                    Phase.TABLES,
                    Effect.QUICK,
                    "Make table " + wanted.id(),
                    "",
                    create(wanted, wanted.columns(), wanted.id().name()));
            wanted.indexes().forEach(index -> addIndex(wanted.id(), index));
            wanted.triggers().forEach(this::addTrigger);
        } else if (table.table().isExtra()) {
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
        boolean anew = table.optionsDiffer()
                || !table.constraints().isEmpty()
                || table.columns().stream()
                        .anyMatch(pair -> pair.isBoth() || pair.isMissing() && !isAddable(pair.any()));
        if (anew) {
            rebuild(table);
        } else {
            table.columns().stream().filter(Pair::isMissing).forEach(pair -> add(table.id(), pair.any()));
            table.indexes().forEach(pair -> {
                pair.target().ifPresent(this::dropIndex);
                pair.source().ifPresent(index -> addIndex(table.id(), index));
            });
            table.triggers().forEach(pair -> {
                pair.target().ifPresent(trigger -> dropTrigger(trigger, pair.isExtra()));
                pair.source().ifPresent(this::addTrigger);
            });
        }
        table.columns().stream().filter(Pair::isExtra).forEach(pair -> remove(table.id(), pair.any()));
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
                "ALTER TABLE " + name(table.name()) + " ADD COLUMN " + declared(column, ""));
    }

    private void remove(DatasetId table, Column column) {
        steps.add(
                Phase.REMOVE_COLUMNS,
                Effect.DESTRUCTIVE,
                "Remove column " + column.name() + " of " + table,
                "Its values are lost, and the table is written anew.",
                "ALTER TABLE " + name(table.name()) + " DROP COLUMN " + name(column.name()));
    }

    /** The table as the source has it, and with what only the target has: that goes in a step of its own. */
    private void rebuild(TableDelta table) {
        Table wanted = table.table().source().orElseThrow();
        Table had = table.table().target().orElseThrow();
        List<Column> columns = new ArrayList<>(wanted.columns());
        had.columns().stream()
                .filter(column -> wanted.column(column.name()).isEmpty())
                .forEach(columns::add);
        String name = wanted.id().name();
        String aside = ANEW + name;
        List<String> statements = new ArrayList<>();
        statements.add(create(wanted, columns, aside));
        List<String> copied = had.columns().stream()
                .filter(column -> column.generated().isEmpty())
                .map(Column::name)
                .filter(column -> columns.stream()
                        .anyMatch(each ->
                                each.name().equals(column) && each.generated().isEmpty()))
                .toList();
        if (!copied.isEmpty()) {
            String list = Dialect.SQLITE.escapeIdentifiers(copied).toString();
            statements.add("INSERT INTO " + name(aside) + " (" + list + ") SELECT " + list + " FROM " + name(name));
        }
        if (isCounted(wanted) && isCounted(had)) {
            statements.add("DELETE FROM sqlite_sequence WHERE name = " + Dialect.SQLITE.literal(aside));
            statements.add("INSERT INTO sqlite_sequence (name, seq) SELECT " + Dialect.SQLITE.literal(aside)
                    + ", seq FROM sqlite_sequence WHERE name = " + Dialect.SQLITE.literal(name));
        }
        statements.add("DROP TABLE " + name(name));
        statements.add("ALTER TABLE " + name(aside) + " RENAME TO " + name(name));
        steps.add(
                Phase.TABLES,
                Effect.REWRITES,
                "Make table " + wanted.id() + " anew",
                "All rows are copied, and others wait. Fails when rows break a rule of the new table.",
                statements.toArray(String[]::new));
        wanted.indexes().forEach(index -> addIndex(wanted.id(), index));
        Set<String> made = new TreeSet<>();
        wanted.triggers().forEach(trigger -> {
            made.add(trigger.name());
            addTrigger(trigger);
        });
        had.triggers().stream()
                .filter(trigger -> !made.contains(trigger.name()))
                .forEach(trigger -> {
                    addTrigger(trigger);
                    dropTrigger(trigger, true);
                });
    }

    private static boolean isCounted(Table table) {
        return table.columns().stream().anyMatch(column -> column.identity().isPresent());
    }

    private void addIndex(DatasetId table, Index index) {
        steps.add(
                Phase.RULES,
                Effect.LOCKS,
                "Add index " + index.name() + " to " + table,
                index.unique()
                        ? "Fails when rows agree in its columns. Others wait while it is built."
                        : "Others wait while it is built.",
                "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + name(index.name()) + " ON "
                        + name(table.name()) + " " + index.definition());
    }

    private void dropIndex(Index index) {
        steps.add(
                Phase.DROP_RULES, Effect.QUICK, "Remove index " + index.name(), "", "DROP INDEX " + name(index.name()));
    }

    private void addTrigger(Trigger trigger) {
        steps.add(Phase.OWNERS, Effect.QUICK, "Make trigger " + trigger.name(), "", trigger.definition());
    }

    private void dropTrigger(Trigger trigger, boolean extra) {
        steps.add(
                Phase.DROP_RULES,
                extra ? Effect.DESTRUCTIVE : Effect.QUICK,
                "Remove trigger " + trigger.name(),
                extra ? "Its definition is lost." : "",
                "DROP TRIGGER " + name(trigger.name()));
    }

    private static String create(Table table, List<Column> columns, String name) {
        List<String> parts = new ArrayList<>();
        for (Column column : columns) {
            parts.add(declared(column, column.identity().isPresent() ? key(table) : ""));
        }
        boolean counted = isCounted(table);
        for (Constraint rule : table.constraints()) {
            if (!(counted && rule.rule() == Rule.PRIMARY_KEY)) {
                parts.add((rule.name().isEmpty() ? "" : "CONSTRAINT " + name(rule.name()) + " ") + rule.definition());
            }
        }
        return "CREATE TABLE " + name(name) + " (\n  " + String.join(",\n  ", parts) + "\n)"
                + (table.options().isEmpty() ? "" : " " + String.join(", ", table.options()));
    }

    /** AUTOINCREMENT is said only behind the column itself. */
    private static String key(Table table) {
        return table.constraints().stream()
                .filter(rule -> rule.rule() == Rule.PRIMARY_KEY)
                .findFirst()
                .map(rule -> (rule.name().isEmpty() ? "" : " CONSTRAINT " + name(rule.name()))
                        + " PRIMARY KEY"
                        + rule.definition().substring(rule.definition().lastIndexOf(')') + 1)
                        + " AUTOINCREMENT")
                .orElse("");
    }

    private static String declared(Column column, String key) {
        return name(column.name())
                + (column.type().isEmpty() ? "" : " " + column.type())
                + key
                + column.collation().map(collation -> " COLLATE " + collation).orElse("")
                + (column.nullable() ? "" : " NOT NULL")
                + column.defaultValue().map(text -> " DEFAULT " + text).orElse("")
                + column.generated().map(rule -> " GENERATED ALWAYS AS " + rule).orElse("");
    }
}
