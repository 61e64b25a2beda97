package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import dev.naust.migration.schema.Steps.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes what happens to columns as statements for PostgreSQL. For one thread. */
final class PostgresColumns {
    private static final String REWRITE = "The table is written anew, and readers and writers wait.";

    private final Delta delta;
    private final Touched touched;
    private final Steps steps;

    PostgresColumns(Delta delta, Touched touched, Steps steps) {
        this.delta = delta;
        this.touched = touched;
        this.steps = steps;
    }

    private static String name(String name) {
        return Dialect.POSTGRES.name(name);
    }

    private static String alter(DatasetId table) {
        return "ALTER TABLE " + Dialect.POSTGRES.name(table) + " ";
    }

    /** A column as it stands where it is made. */
    static String declared(Column column) {
        return name(column.name()) + " " + column.type()
                + column.collation().map(text -> " COLLATE " + text).orElse("")
                + column.generated().map(rule -> " GENERATED ALWAYS AS " + rule).orElse("")
                + column.identity()
                        .map(way -> " " + Numbering.of(way).declared())
                        .orElse("")
                + column.defaultValue().map(text -> " DEFAULT " + text).orElse("")
                + (column.nullable() ? "" : " NOT NULL");
    }

    void change(TableDelta table) {
        List<Pair<Column>> pairs = new ArrayList<>(table.columns());
        // Columns that were equal but hang on one that changes go and come back as well.
        for (Column column : table.table().source().orElseThrow().columns()) {
            if (column.generated().isPresent()
                    && touched.effect(table.id(), column.name()).isPresent()
                    && pairs.stream().noneMatch(pair -> pair.any().name().equals(column.name()))) {
                table.table()
                        .target()
                        .flatMap(had -> had.column(column.name()))
                        .ifPresent(had -> pairs.add(Pair.both(column, had)));
            }
        }
        // What is computed comes behind what it is computed from, and goes before it.
        pairs.sort(Comparator.comparing(pair -> pair.any().generated().isPresent() != pair.isExtra()));
        for (Pair<Column> pair : pairs) {
            if (pair.isMissing()) {
                add(table.id(), pair.any());
            } else if (pair.isExtra()) {
                remove(table.id(), pair.any());
            } else if (isMadeAnew(table.id(), pair.any().name())) {
                anew(table.id(), pair);
            } else {
                alter(table.id(), pair.source().orElseThrow(), pair.target().orElseThrow());
            }
        }
    }

    /** What is computed from columns of a type that is made anew, in tables in which nothing else changes. */
    void computeAgain(Table table) {
        table.columns().stream()
                .filter(column -> column.generated().isPresent()
                        && touched.effect(table.id(), column.name()).isPresent())
                .forEach(column -> anew(table.id(), Pair.both(column, column)));
    }

    /** Whether a column is dropped and added again. */
    boolean isMadeAnew(DatasetId table, String column) {
        Optional<Column> from = delta.target().table(table).flatMap(each -> each.column(column));
        Optional<Column> to = delta.source().table(table).flatMap(each -> each.column(column));
        return from.isPresent()
                && to.isPresent()
                && (Touched.isMadeAnew(from.get(), to.get())
                        || to.get().generated().isPresent()
                                && touched.effect(table, column).isPresent());
    }

    private void add(DatasetId table, Column column) {
        boolean computed =
                column.generated().filter(rule -> rule.endsWith("STORED")).isPresent();
        boolean numbered = column.identity().isPresent();
        boolean required = !column.nullable() && column.defaultValue().isEmpty() && !computed && !numbered;
        Effect effect = column.generated()
                .flatMap(rule -> touched.mentioned(table, rule))
                .filter(Effect.DESTRUCTIVE::equals)
                .orElse(computed || numbered ? Effect.REWRITES : Effect.QUICK);
        steps.add(
                Phase.COLUMNS,
                effect,
                "Add column " + column.name() + " to " + table,
                required
                        ? "Fails when the table has records, for they would have no value; give the column a default first."
                        : computed || numbered ? REWRITE : "",
                alter(table) + "ADD COLUMN " + declared(column));
    }

    private void remove(DatasetId table, Column column) {
        if (column.generated().flatMap(rule -> touched.mentioned(table, rule)).isPresent()) {
            stopComputing(table, column, "It makes room for a column that it is computed from, and keeps its values.");
        }
        steps.add(
                Phase.REMOVE_COLUMNS,
                Effect.DESTRUCTIVE,
                "Remove column " + column.name() + " of " + table,
                "Its values are lost.",
                alter(table) + "DROP COLUMN " + name(column.name()));
    }

    private void anew(DatasetId table, Pair<Column> pair) {
        Column wanted = pair.source().orElseThrow();
        Effect effect = touched.effect(table, wanted.name()).orElse(Effect.DESTRUCTIVE);
        steps.add(
                Phase.DROP_COLUMNS,
                effect,
                "Remove column " + wanted.name() + " of " + table,
                "It is made again in its new form.",
                alter(table) + "DROP COLUMN " + name(wanted.name()));
        steps.add(
                Phase.COLUMNS,
                effect,
                "Add column " + wanted.name() + " to " + table,
                REWRITE,
                alter(table) + "ADD COLUMN " + declared(wanted));
    }

    /** Before types are changed: what a column is computed from may be another column whose type changes. */
    private void stopComputing(DatasetId table, Column column, String note) {
        steps.add(
                Phase.DROP_RULES,
                Effect.QUICK,
                "Stop computing column " + column.name() + " of " + table,
                note,
                alter(table) + "ALTER COLUMN " + name(column.name()) + " DROP EXPRESSION");
    }

    private void alter(DatasetId table, Column to, Column from) {
        String column = alter(table) + "ALTER COLUMN " + name(to.name()) + " ";
        boolean typed = !Matching.sameType(to, from);
        boolean recast = touched.effect(table, to.name()).isPresent();
        Effect kept = recast ? touched.effect(table, to.name()).orElseThrow() : Effect.QUICK;
        Effect quick = kept == Effect.DESTRUCTIVE ? Effect.DESTRUCTIVE : Effect.QUICK;
        if (from.generated().isPresent() && to.generated().isEmpty()) {
            stopComputing(table, to, "");
        }
        if (from.identity().isPresent() && to.identity().isEmpty()) {
            // Before sequences are made: the identity's own may have the name of one that is wanted.
            steps.add(
                    Phase.TYPES,
                    Effect.QUICK,
                    "Stop numbering column " + to.name() + " of " + table,
                    "",
                    column + "DROP IDENTITY");
        }
        boolean defaults = !Matching.same(to.defaultValue(), from.defaultValue());
        if (from.defaultValue().isPresent() && (defaults && to.defaultValue().isEmpty() || recast)) {
            step(quick, table, to, "Remove the default of", "", column + "DROP DEFAULT");
        }
        if (typed || recast) {
            retype(table, to, from, kept);
        }
        if (to.defaultValue().isPresent() && (defaults || recast)) {
            step(
                    quick,
                    table,
                    to,
                    "Set the default of",
                    "",
                    column + "SET DEFAULT " + to.defaultValue().orElseThrow());
        }
        if (to.nullable() != from.nullable()) {
            step(
                    quick == Effect.QUICK && !to.nullable() ? Effect.LOCKS : quick,
                    table,
                    to,
                    to.nullable() ? "Allow null in" : "Forbid null in",
                    to.nullable() ? "" : "Fails when there are nulls. The table is read, and others wait.",
                    column + (to.nullable() ? "DROP NOT NULL" : "SET NOT NULL"));
        }
        if (to.identity().isPresent() && !to.identity().equals(from.identity())) {
            number(table, to, from, quick, column);
        }
    }

    private void number(DatasetId table, Column to, Column from, Effect effect, String column) {
        Numbering way = Numbering.of(to.identity().orElseThrow());
        String sequence = numbers(table, to);
        if (from.identity().isPresent()) {
            Numbering was = Numbering.of(from.identity().orElseThrow());
            String change = SequenceChange.of(column + way.changes(), sequence, was.bounds(), way.bounds());
            step(effect, table, to, "Change the numbering of", "", change);
            return;
        }
        step(
                effect,
                table,
                to,
                "Number",
                "Goes on behind the numbers that are there.",
                column + "ADD " + way.declared(),
                "SELECT pg_catalog.setval(" + sequence + ", " + way.next(name(to.name())) + ", false) FROM "
                        + Dialect.POSTGRES.name(table));
    }

    /** The sequence of an identity column; a sequence that went with the column before may still be there. */
    private static String numbers(DatasetId table, Column column) {
        return "(SELECT d.objid::regclass FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_attribute a"
                + " ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid"
                + " WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = d.classid AND d.deptype = 'i'"
                + " AND d.refobjid = " + Dialect.POSTGRES.literal(Dialect.POSTGRES.name(table)) + "::regclass"
                + " AND a.attname = " + Dialect.POSTGRES.literal(column.name()) + ")";
    }

    private void retype(DatasetId table, Column to, Column from, Effect effect) {
        String collation = to.collation().map(text -> " COLLATE " + text).orElse("");
        boolean loses = effect == Effect.DESTRUCTIVE;
        step(
                effect,
                table,
                to,
                "Change the type of",
                (!loses
                                ? ""
                                : touched.losesItself(from, to)
                                        ? "Values may be cut, rounded or refused. "
                                        : "No value is lost: it waits for what is computed from it, or for a view that reads it. ")
                        + REWRITE,
                alter(table) + "ALTER COLUMN " + name(to.name()) + " TYPE " + to.type() + collation + " USING "
                        + Casts.using(name(to.name()), from.type(), to.type()));
    }

    private void step(Effect effect, DatasetId table, Column column, String does, String note, String... statements) {
        steps.add(Phase.COLUMNS, effect, does + " column " + column.name() + " of " + table, note, statements);
    }

    /** A type that is changed in more than additions: made under its name, with the old one put aside until it is removed. */
    void makeAnew(DatasetId type, String kind, String create) {
        steps.add(
                Phase.TYPES,
                Effect.DESTRUCTIVE,
                "Make " + kind + " " + type + " anew",
                "Fails when records hold a value that the new one lacks.",
                "ALTER TYPE " + Dialect.POSTGRES.name(type) + " RENAME TO "
                        + name(aside(type).name()),
                create);
        for (Table table : delta.source().tables()) {
            for (Column wanted : table.columns()) {
                if (wanted.generated().isPresent()) {
                    continue;
                }
                Optional<Column> had = delta.target().table(table.id()).flatMap(other -> other.column(wanted.name()));
                if (had.isPresent() ? Touched.isOf(had.get().type(), type) : Touched.isOf(wanted.type(), type)) {
                    recast(table.id(), wanted, had.orElse(wanted));
                }
            }
        }
    }

    /** Removes what was put aside, once no column is of it. */
    void removeOld(DatasetId type, String kind, Phase phase) {
        steps.add(
                phase,
                Effect.DESTRUCTIVE,
                "Remove the old " + kind + " " + type,
                "",
                "DROP " + kind.toUpperCase(Locale.ROOT) + " " + Dialect.POSTGRES.name(aside(type)));
    }

    private static DatasetId aside(DatasetId type) {
        return Renaming.id(type, NamesAside.before(type.name()));
    }

    private void recast(DatasetId table, Column to, Column from) {
        if (!Matching.same(to, from)) {
            // What else changes of it changes its type along the way.
            return;
        }
        String column = alter(table) + "ALTER COLUMN " + name(to.name()) + " ";
        if (from.defaultValue().isPresent()) {
            step(Effect.DESTRUCTIVE, table, to, "Remove the default of", "", column + "DROP DEFAULT");
        }
        retype(table, to, from, Effect.DESTRUCTIVE);
        if (to.defaultValue().isPresent()) {
            step(
                    Effect.DESTRUCTIVE,
                    table,
                    to,
                    "Set the default of",
                    "",
                    column + "SET DEFAULT " + to.defaultValue().orElseThrow());
        }
    }

    void options(TableDelta table) {
        if (touched.changesLogging(table.id())) {
            boolean unlogged = table.table().source().orElseThrow().options().contains(Touched.UNLOGGED);
            steps.add(
                    Phase.COLUMNS,
                    Effect.REWRITES,
                    (unlogged ? "Stop logging " : "Log ") + table.id(),
                    REWRITE,
                    alter(table.id()) + "SET " + (unlogged ? Touched.UNLOGGED : "LOGGED"));
        }
        Optional<String> divided = division(table.table().source().orElseThrow());
        if (!divided.equals(division(table.table().target().orElseThrow()))) {
            steps.add(
                    Phase.COLUMNS,
                    Effect.DESTRUCTIVE,
                    "Table " + table.id() + " should be " + divided.orElse("without partitions"),
                    "No statement does that: make a table beside it, copy its records, and rename both.");
        }
    }

    private static Optional<String> division(Table table) {
        return table.options().stream()
                .filter(option -> option.startsWith("PARTITION"))
                .findFirst();
    }
}
