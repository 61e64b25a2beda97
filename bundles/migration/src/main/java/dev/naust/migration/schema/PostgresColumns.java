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
    private final NullRefusal domains;
    private final Lineage lineage;

    PostgresColumns(Delta delta, Touched touched, Steps steps) {
        this.delta = delta;
        this.touched = touched;
        this.steps = steps;
        this.domains = new NullRefusal(delta.source().domains());
        this.lineage = new Lineage(delta.source(), delta.target());
    }

    private static String name(String name) {
        return Dialect.POSTGRES.name(name);
    }

    private static String alter(DatasetId table) {
        return "ALTER TABLE " + Dialect.POSTGRES.name(table) + " ";
    }

    /** Of this table alone, where others inherit from it: each of them has its own defaults, and columns that stay. */
    private String alterOnly(DatasetId table) {
        return "ALTER TABLE " + (lineage.isParent(table) ? "ONLY " : "") + Dialect.POSTGRES.name(table) + " ";
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
        Optional<Column> given = lineage.given(table, column.name());
        if (given.isPresent()) {
            alter(table, column, given.get());
            return;
        }
        Phase phase = isMerged(table, column) ? Phase.MERGED_COLUMNS : Phase.COLUMNS;
        boolean computed =
                column.generated().filter(rule -> rule.endsWith("STORED")).isPresent();
        boolean numbered = column.identity().isPresent();
        boolean required = !column.nullable() && column.defaultValue().isEmpty() && !computed && !numbered;
        Effect effect = column.generated()
                .flatMap(rule -> touched.mentioned(table, rule))
                .or(() -> phase == Phase.MERGED_COLUMNS ? touched.effect(table, column.name()) : Optional.empty())
                .filter(Effect.DESTRUCTIVE::equals)
                .orElse(computed || numbered ? Effect.REWRITES : Effect.QUICK);
        boolean refusable = isRefusable(column)
                || column.generated().filter(rule -> waitsForRows(table, rule)).isPresent();
        String note = refusable
                ? "Fails when the table has records, for they would have no value; give the column a default first."
                : computed || numbered ? REWRITE : "";
        String statement = alter(table) + "ADD COLUMN " + declared(required && !refusable ? nullable(column) : column);
        if (refusable) {
            steps.addRefusable(phase, effect, "Add column " + column.name() + " to " + table, note, statement);
        } else {
            steps.add(phase, effect, "Add column " + column.name() + " to " + table, note, statement);
        }
        if (required && !refusable) {
            forbidNull(
                    phase,
                    effect == Effect.DESTRUCTIVE ? effect : Effect.LOCKS,
                    table,
                    column,
                    "Fails when the table has records, for they have no value in it yet. ");
        }
    }

    /** Whether a column comes behind those of tables that have it already, or is computed from one that does. */
    private boolean isMerged(DatasetId table, Column column) {
        return !lineage.merging(table, column.name()).isEmpty()
                || column.generated().stream()
                        .flatMap(rule -> delta.source().table(table).stream()
                                .flatMap(each -> each.columns().stream())
                                .filter(each -> Words.mention(rule, each.name())))
                        .anyMatch(each -> !lineage.merging(table, each.name()).isEmpty());
    }

    /** Whether a column is of a type that refuses to have no value in the records that are there. */
    private boolean isRefusable(Column column) {
        return column.generated().isEmpty()
                && column.identity().isEmpty()
                && column.defaultValue().isEmpty()
                && domains.refuseNull(column.type());
    }

    /** Whether a text speaks of a column that is made behind all others, because rows may refuse it. */
    boolean waitsForRows(DatasetId table, String text) {
        return delta.tables().stream()
                .filter(each -> each.table().isBoth() && each.id().equals(table))
                .flatMap(each -> each.columns().stream())
                .anyMatch(pair -> pair.isMissing()
                        && isRefusable(pair.any())
                        && Words.mention(text, pair.any().name()));
    }

    private static Column nullable(Column column) {
        return new Column(
                column.name(),
                column.type(),
                true,
                column.defaultValue(),
                column.generated(),
                column.identity(),
                column.collation());
    }

    private void forbidNull(Phase phase, Effect effect, DatasetId table, Column column, String why) {
        steps.addRefusable(
                phase,
                effect,
                "Forbid null in column " + column.name() + " of " + table,
                why + RowsInTheWay.nulls(table, column.name()) + " The table is read, and others wait.",
                alter(table) + "ALTER COLUMN " + name(column.name()) + " SET NOT NULL");
    }

    private void remove(DatasetId table, Column column) {
        if (column.generated().flatMap(rule -> touched.mentioned(table, rule)).isPresent()) {
            stopComputing(table, column, "It makes room for a column that it is computed from, and keeps its values.");
        }
        if (touched.divides(table, column.name())) {
            steps.add(
                    Phase.REMOVE_COLUMNS,
                    Effect.DESTRUCTIVE,
                    "Remove column " + column.name() + " of " + table,
                    "No statement does that, as the column divides the table: make a table beside it, copy its records,"
                            + " and rename both.");
            return;
        }
        steps.add(
                Phase.REMOVE_COLUMNS,
                Effect.DESTRUCTIVE,
                "Remove column " + column.name() + " of " + table,
                "Its values are lost.",
                alterOnly(table) + "DROP COLUMN " + name(column.name()));
    }

    private void anew(DatasetId table, Pair<Column> pair) {
        Column wanted = pair.source().orElseThrow();
        Effect effect = touched.effect(table, wanted.name()).orElse(Effect.DESTRUCTIVE);
        steps.add(
                Phase.DROP_COLUMNS,
                effect,
                "Remove column " + wanted.name() + " of " + table,
                "It is made again in its new form.",
                alterOnly(table) + "DROP COLUMN " + name(wanted.name()));
        if (lineage.isInherited(table, wanted.name())) {
            return;
        }
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
        String only = alterOnly(table) + "ALTER COLUMN " + name(to.name()) + " ";
        boolean inherited = lineage.isInherited(table, to.name());
        boolean typed = !Matching.sameType(to, from);
        boolean recast = touched.effect(table, to.name()).isPresent();
        Effect kept = recast ? touched.effect(table, to.name()).orElseThrow() : Effect.QUICK;
        Effect quick = kept == Effect.DESTRUCTIVE ? Effect.DESTRUCTIVE : Effect.QUICK;
        if (from.generated().isPresent() && to.generated().isEmpty() && !inherited) {
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
            // Before the types: what inherits a column has a default of its own, which does not fit the new one either.
            steps.add(
                    Phase.DEFAULTS,
                    quick,
                    "Remove the default of column " + to.name() + " of " + table,
                    "",
                    (recast ? column : only) + "DROP DEFAULT");
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
                    only + "SET DEFAULT " + to.defaultValue().orElseThrow());
        }
        if (to.nullable() && !from.nullable()) {
            step(quick, table, to, "Allow null in", "", only + "DROP NOT NULL");
        } else if (!to.nullable() && from.nullable()) {
            forbidNull(
                    Phase.COLUMNS,
                    quick == Effect.QUICK ? Effect.LOCKS : quick,
                    table,
                    to,
                    "Fails when there are nulls. ");
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
        String[] statements = {
            column + "ADD " + way.declared(),
            "SELECT pg_catalog.setval(" + sequence + ", " + way.next(name(to.name())) + ", false) FROM "
                    + Dialect.POSTGRES.name(table)
        };
        String title = "Number column " + to.name() + " of " + table;
        String note = "Goes on behind the numbers that are there.";
        if (from.nullable()) {
            // What is numbered is never null: it waits for the step that forbids that.
            steps.addRefusable(Phase.COLUMNS, effect, title, note, statements);
        } else {
            steps.add(Phase.COLUMNS, effect, title, note, statements);
        }
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
        if (lineage.isInherited(table, to.name())) {
            return;
        }
        if (touched.divides(table, to.name())) {
            step(
                    Effect.DESTRUCTIVE,
                    table,
                    to,
                    "Give the type " + to.type() + " to",
                    "No statement does that, as the column divides the table: make a table beside it, copy its records,"
                            + " and rename both.");
            return;
        }
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
            steps.add(
                    Phase.DEFAULTS,
                    Effect.DESTRUCTIVE,
                    "Remove the default of column " + to.name() + " of " + table,
                    "",
                    column + "DROP DEFAULT");
        }
        retype(table, to, from, Effect.DESTRUCTIVE);
        if (to.defaultValue().isPresent()) {
            step(
                    Effect.DESTRUCTIVE,
                    table,
                    to,
                    "Set the default of",
                    "",
                    alterOnly(table) + "ALTER COLUMN " + name(to.name()) + " SET DEFAULT "
                            + to.defaultValue().orElseThrow());
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
