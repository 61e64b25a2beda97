package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Step;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import dev.naust.migration.schema.Steps.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a delta as statements for Azure SQL and SQL Server. For one thread. */
final class SqlServerScript {
    private static final String WAITS = "Readers and writers of the table wait while it runs.";

    private final Delta delta;
    private final Touched touched;
    private final Steps steps = new Steps();

    private SqlServerScript(Delta delta) {
        this.delta = delta;
        this.touched = new Touched(delta);
    }

    static List<Step> of(Delta delta) {
        SqlServerScript script = new SqlServerScript(delta);
        delta.renames().forEach(script::rename);
        delta.tables().forEach(script::table);
        script.standing();
        return script.steps.ordered();
    }

    private static String name(String name) {
        return Dialect.SQLSERVER.name(name);
    }

    private static String name(DatasetId id) {
        return Dialect.SQLSERVER.name(id);
    }

    /** What sp_rename takes: the way to the thing as a text. */
    private void rename(Rename rename) {
        boolean ofTable = rename.collection().isEmpty();
        String wanted = ofTable ? rename.to() : rename.collection();
        delta.target().tables().stream()
                .map(Table::id)
                .filter(id -> Matching.means(wanted, id))
                .findFirst()
                .ifPresent(id -> {
                    String plain = rename.from().substring(rename.from().lastIndexOf('.') + 1);
                    String path = ofTable ? name(Renaming.id(id, plain)) : name(id) + "." + name(plain);
                    String to = rename.to().substring(ofTable ? rename.to().lastIndexOf('.') + 1 : 0);
                    steps.add(
                            Phase.RENAME,
                            Effect.QUICK,
                            "Rename " + (ofTable ? "table " : "column ") + plain + " to " + to,
                            "What uses the name in its own code has to change at the same time.",
                            "EXEC sp_rename N" + Dialect.SQLSERVER.literal(path) + ", N" + Dialect.SQLSERVER.literal(to)
                                    + (ofTable ? "" : ", N'COLUMN'"));
                });
    }

    private void table(TableDelta table) {
        if (table.table().isMissing()) {
            make(table.table().any());
        } else if (table.table().isExtra()) {
            Table had = table.table().any();
            had.constraints().stream()
                    .filter(rule -> rule.rule() == Rule.FOREIGN_KEY)
                    .forEach(rule -> dropConstraint(had.id(), rule, Effect.DESTRUCTIVE));
            steps.add(
                    Phase.REMOVE_TABLES,
                    Effect.DESTRUCTIVE,
                    "Remove table " + table.id(),
                    "Its records are lost.",
                    "DROP TABLE " + name(table.id()));
        } else {
            table.columns().forEach(pair -> column(table.id(), pair));
            table.constraints().forEach(pair -> {
                Effect effect = pair.source()
                        .flatMap(rule -> touched.effect(table.id(), rule))
                        .orElse(Effect.LOCKS);
                pair.target().ifPresent(rule -> dropConstraint(table.id(), rule, apart(pair, effect)));
                pair.source().ifPresent(rule -> addConstraint(table.id(), rule, effect));
            });
            table.indexes().forEach(pair -> {
                Effect effect = pair.source()
                        .flatMap(index -> touched.mentioned(table.id(), index.definition()))
                        .orElse(Effect.LOCKS);
                pair.target().ifPresent(index -> dropIndex(table.id(), index, apart(pair, effect)));
                pair.source().ifPresent(index -> addIndex(table.id(), index, effect));
            });
        }
    }

    private static Effect apart(Pair<?> pair, Effect made) {
        return pair.isBoth() && made == Effect.DESTRUCTIVE ? Effect.DESTRUCTIVE : Effect.QUICK;
    }

    private void make(Table table) {
        List<String> parts = new ArrayList<>();
        table.columns().forEach(column -> parts.add(declared(column)));
        table.constraints().stream()
                .filter(rule -> rule.rule() != Rule.FOREIGN_KEY)
                .forEach(rule -> parts.add(named(rule)));
        steps.add(
                Phase.TABLES,
                Effect.QUICK,
                "Make table " + table.id(),
                "",
                "CREATE TABLE " + name(table.id()) + " (\n  " + String.join(",\n  ", parts) + "\n)");
        table.constraints().stream()
                .filter(rule -> rule.rule() == Rule.FOREIGN_KEY)
                .forEach(rule -> addConstraint(table.id(), rule, Effect.QUICK));
        table.indexes().forEach(index -> addIndex(table.id(), index, Effect.QUICK));
    }

    private static String declared(Column column) {
        if (column.generated().isPresent()) {
            String rule = column.generated().orElseThrow();
            return name(column.name()) + " AS "
                    + rule.replaceFirst(" VIRTUAL$", "").replaceFirst(" STORED$", " PERSISTED");
        }
        return name(column.name()) + " " + column.type()
                + column.collation().map(text -> " COLLATE " + text).orElse("")
                + column.identity().map(way -> " IDENTITY(1,1)").orElse("")
                + (column.nullable() ? " NULL" : " NOT NULL")
                + column.defaultValue().map(text -> " DEFAULT " + text).orElse("");
    }

    private static String named(Constraint rule) {
        return (rule.name().isEmpty() ? "" : "CONSTRAINT " + name(rule.name()) + " ") + rule.definition();
    }

    private void column(DatasetId table, Pair<Column> pair) {
        String alter = "ALTER TABLE " + name(table) + " ";
        Column column = pair.any();
        if (pair.isMissing()) {
            boolean required = !column.nullable() && column.defaultValue().isEmpty();
            steps.add(
                    Phase.COLUMNS,
                    Effect.QUICK,
                    "Add column " + column.name() + " to " + table,
                    required ? "Fails when the table has records; give the column a default first." : "",
                    alter + "ADD " + declared(column));
        } else if (pair.isExtra()) {
            dropDefault(table, column, Effect.DESTRUCTIVE);
            steps.add(
                    Phase.REMOVE_COLUMNS,
                    Effect.DESTRUCTIVE,
                    "Remove column " + column.name() + " of " + table,
                    "Its values are lost.",
                    alter + "DROP COLUMN " + name(column.name()));
        } else {
            alter(table, column, pair.target().orElseThrow());
        }
    }

    private void alter(DatasetId table, Column to, Column from) {
        String alter = "ALTER TABLE " + name(table) + " ";
        Effect effect = touched.effect(table, to.name()).orElse(Effect.LOCKS);
        boolean typed = !Matching.sameType(to, from);
        if (!from.identity().equals(to.identity()) || !Matching.same(from.generated(), to.generated())) {
            steps.add(
                    Phase.REMOVE_COLUMNS,
                    Effect.DESTRUCTIVE,
                    "Make column " + to.name() + " of " + table + " anew",
                    "SQL Server cannot give or take numbering and computing; the column's values are lost.",
                    alter + "DROP COLUMN " + name(to.name()),
                    alter + "ADD " + declared(to));
            return;
        }
        boolean defaults = !Matching.same(to.defaultValue(), from.defaultValue());
        if (from.defaultValue().isPresent() && (defaults || typed)) {
            dropDefault(table, from, effect == Effect.DESTRUCTIVE ? effect : Effect.QUICK);
        }
        if (typed || to.nullable() != from.nullable()) {
            steps.add(
                    Phase.COLUMNS,
                    effect,
                    "Change column " + to.name() + " of " + table,
                    (effect == Effect.DESTRUCTIVE ? "Values may be cut, rounded or refused. " : "") + WAITS,
                    alter + "ALTER COLUMN " + name(to.name()) + " " + to.type()
                            + to.collation().map(text -> " COLLATE " + text).orElse("")
                            + (to.nullable() ? " NULL" : " NOT NULL"));
        }
        if (to.defaultValue().isPresent() && (defaults || typed)) {
            steps.add(
                    Phase.COLUMNS,
                    effect == Effect.DESTRUCTIVE ? effect : Effect.QUICK,
                    "Set the default of column " + to.name() + " of " + table,
                    "",
                    alter + "ADD DEFAULT " + to.defaultValue().orElseThrow() + " FOR " + name(to.name()));
        }
    }

    /** A default is a constraint whose name the server chose, so that the script has to ask for it. */
    private void dropDefault(DatasetId table, Column column, Effect effect) {
        if (column.defaultValue().isEmpty()) {
            return;
        }
        String path = Dialect.SQLSERVER.literal(name(table)).toString();
        steps.add(
                Phase.DROP_RULES,
                effect,
                "Remove the default of column " + column.name() + " of " + table,
                "",
                "DECLARE @drop nvarchar(max) = (SELECT N'ALTER TABLE ' + N" + path
                        + " + N' DROP CONSTRAINT ' + QUOTENAME(d.name) FROM sys.default_constraints d JOIN sys.columns c"
                        + " ON c.default_object_id = d.object_id WHERE c.object_id = OBJECT_ID(N" + path
                        + ") AND c.name = N" + Dialect.SQLSERVER.literal(column.name()) + "); EXEC(@drop)");
    }

    private void standing() {
        for (Table table : delta.target().tables()) {
            List<Constraint> differing = delta.tables().stream()
                    .flatMap(each -> each.constraints().stream())
                    .flatMap(pair -> pair.target().stream())
                    .toList();
            table.constraints().stream()
                    .filter(rule -> delta.source().table(table.id()).isPresent() && !differing.contains(rule))
                    .filter(rule -> touched.effect(table.id(), rule).isPresent()
                            || rule.target().filter(touched::losesKey).isPresent())
                    .forEach(rule -> {
                        Effect effect = touched.effect(table.id(), rule).orElse(Effect.LOCKS);
                        dropConstraint(table.id(), rule, effect == Effect.DESTRUCTIVE ? effect : Effect.QUICK);
                        addConstraint(table.id(), rule, effect);
                    });
        }
    }

    private void dropConstraint(DatasetId table, Constraint rule, Effect effect) {
        steps.add(
                rule.rule() == Rule.FOREIGN_KEY ? Phase.DROP_REFERENCES : Phase.DROP_RULES,
                effect,
                "Remove constraint " + rule.name() + " of " + table,
                rule.name().isEmpty() ? "Its name is not known; put it in." : "",
                "ALTER TABLE " + name(table) + " DROP CONSTRAINT "
                        + name(rule.name().isEmpty() ? "?" : rule.name()));
    }

    private void addConstraint(DatasetId table, Constraint rule, Effect effect) {
        steps.add(
                rule.rule() == Rule.FOREIGN_KEY ? Phase.REFERENCES : Phase.RULES,
                effect == Effect.REWRITES ? Effect.LOCKS : effect,
                "Add " + rule.rule().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " to " + table,
                "Fails when records break the rule. " + WAITS,
                "ALTER TABLE " + name(table) + " ADD " + named(rule));
    }

    private void dropIndex(DatasetId table, Index index, Effect effect) {
        steps.add(
                Phase.DROP_RULES,
                effect,
                "Remove index " + index.name() + " of " + table,
                "",
                "DROP INDEX " + name(index.name()) + " ON " + name(table));
    }

    private void addIndex(DatasetId table, Index index, Effect effect) {
        steps.add(
                Phase.RULES,
                effect == Effect.REWRITES ? Effect.LOCKS : effect,
                "Add index " + index.name() + " to " + table,
                "Writers wait while it is built; WITH (ONLINE = ON) keeps them going where the edition has it.",
                "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + name(index.name()) + " ON " + name(table)
                        + " " + index.definition());
    }
}
