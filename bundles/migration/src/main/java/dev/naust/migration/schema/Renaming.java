package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Sequence;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.View;
import dev.naust.api.service.SchemaComparisons.Rename;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A structure as it will be once tables and columns have other names; the database renames them in its texts itself. */
final class Renaming {
    private Renaming() {}

    /** Applies the renames of tables, then those of columns. */
    static Structure apply(Structure structure, List<Rename> renames) {
        Structure result = structure;
        for (Rename rename : renames) {
            if (rename.collection().isEmpty()) {
                result = table(result, rename);
            }
        }
        for (Rename rename : renames) {
            if (!rename.collection().isEmpty()) {
                result = column(result, rename);
            }
        }
        return result;
    }

    /** The id of a table that is renamed; its schema stays. */
    static DatasetId id(DatasetId id, String name) {
        List<String> path = new ArrayList<>(id.path());
        path.set(path.size() - 1, name);
        return new DatasetId(path);
    }

    private static Structure table(Structure structure, Rename rename) {
        String plain = rename.to().substring(rename.to().lastIndexOf('.') + 1);
        Optional<DatasetId> old = structure.tables().stream()
                .map(Table::id)
                .filter(id -> Matching.means(rename.from(), id))
                .findFirst();
        if (old.isEmpty()) {
            return structure;
        }
        DatasetId renamed = id(old.get(), plain);
        String quoted = Dialect.POSTGRES.name(plain);
        List<Table> tables = structure.tables().stream()
                .map(table -> new Table(
                        table.id().equals(old.get()) ? renamed : table.id(),
                        table.columns(),
                        table.constraints().stream()
                                .map(rule -> rule.target().equals(old)
                                        ? new Constraint(
                                                rule.rule(),
                                                rule.name(),
                                                rule.columns(),
                                                Words.renamed(
                                                        rule.definition(),
                                                        old.get().name(),
                                                        quoted),
                                                Optional.of(renamed))
                                        : rule)
                                .toList(),
                        table.indexes(),
                        table.triggers(),
                        table.options(),
                        table.inherits().stream()
                                .map(id -> id.equals(old.get()) ? renamed : id)
                                .toList()))
                .toList();
        List<View> views = structure.views().stream()
                .map(view -> view.uses().contains(old.get())
                        ? new View(
                                view.id(),
                                view.stored(),
                                view.definition(),
                                view.uses().stream()
                                        .map(id -> id.equals(old.get()) ? renamed : id)
                                        .toList(),
                                view.indexes())
                        : view)
                .toList();
        List<Sequence> sequences = structure.sequences().stream()
                .map(each -> each.owner().equals(old)
                        ? new Sequence(each.id(), each.settings(), Optional.of(renamed), each.ownerColumn())
                        : each)
                .toList();
        return new Structure(
                structure.technology(),
                tables,
                views,
                sequences,
                structure.enums(),
                structure.domains(),
                structure.notes());
    }

    private static Structure column(Structure structure, Rename rename) {
        List<Table> tables = structure.tables().stream()
                .map(table -> referring(
                        Matching.means(rename.collection(), table.id()) ? column(table, rename) : table, rename))
                .toList();
        List<Sequence> sequences = structure.sequences().stream()
                .map(each -> each.owner()
                                        .filter(id -> Matching.means(rename.collection(), id))
                                        .isPresent()
                                && each.ownerColumn().equals(rename.from())
                        ? new Sequence(each.id(), each.settings(), each.owner(), rename.to())
                        : each)
                .toList();
        return new Structure(
                structure.technology(),
                tables,
                structure.views(),
                sequences,
                structure.enums(),
                structure.domains(),
                structure.notes());
    }

    /** References of other tables to a column that is called otherwise. */
    private static Table referring(Table table, Rename rename) {
        return new Table(
                table.id(),
                table.columns(),
                table.constraints().stream()
                        .map(rule -> rule.target()
                                        .filter(id -> Matching.means(rename.collection(), id) && !id.equals(table.id()))
                                        .isPresent()
                                ? referring(rule, rename)
                                : rule)
                        .toList(),
                table.indexes(),
                table.triggers(),
                table.options(),
                table.inherits());
    }

    private static Constraint referring(Constraint rule, Rename rename) {
        // Behind the name of the table, which may be that of the column too.
        int keys = rule.definition().indexOf('(', rule.definition().indexOf("REFERENCES"));
        if (keys < 0) {
            return rule;
        }
        return new Constraint(
                rule.rule(),
                rule.name(),
                rule.columns(),
                rule.definition().substring(0, keys)
                        + Words.renamed(
                                rule.definition().substring(keys), rename.from(), Dialect.POSTGRES.name(rename.to())),
                rule.target());
    }

    private static Table column(Table table, Rename rename) {
        String quoted = Dialect.POSTGRES.name(rename.to());
        return new Table(
                table.id(),
                table.columns().stream()
                        .map(each -> column(each, rename, quoted))
                        .toList(),
                table.constraints().stream()
                        .map(rule -> new Constraint(
                                rule.rule(),
                                rule.name(),
                                rule.columns().stream()
                                        .map(name -> name.equals(rename.from()) ? rename.to() : name)
                                        .toList(),
                                Words.renamed(rule.definition(), rename.from(), quoted),
                                rule.target()))
                        .toList(),
                table.indexes().stream()
                        .map(index -> new Index(
                                index.name(),
                                index.unique(),
                                index.method(),
                                index.parts(),
                                index.condition(),
                                Words.renamed(index.definition(), rename.from(), quoted)))
                        .toList(),
                table.triggers(),
                table.options(),
                table.inherits());
    }

    private static Column column(Column column, Rename rename, String quoted) {
        return new Column(
                column.name().equals(rename.from()) ? rename.to() : column.name(),
                column.type(),
                column.nullable(),
                column.defaultValue(),
                column.generated().map(rule -> Words.renamed(rule, rename.from(), quoted)),
                column.identity(),
                column.collation());
    }
}
