package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.View;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import dev.naust.migration.schema.Steps.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Tables, views and indexes of the target whose name the source has for something else: SQLite has a name once for all of them.
 * It renames neither views nor indexes, so that these are made again under another. For one thread.
 */
final class SqliteAside {
    private final Delta delta;
    private final Steps steps;
    /** The new names of indexes by their old ones, in lower case: the source cannot have both a table and an index of a name. */
    private final Map<String, String> indexes = new HashMap<>();

    private final Map<String, String> views = new HashMap<>();
    private final List<Rename> tables = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();

    private SqliteAside(Delta delta, Steps steps) {
        this.delta = delta;
        this.steps = steps;
    }

    /** The delta with indexes and views under the names that the steps, which are put in, give them. */
    static Delta apply(Delta delta, Steps steps) {
        SqliteAside names = new SqliteAside(delta, steps);
        delta.target().views().stream().filter(names::isInTheWay).forEach(names::aside);
        delta.target().tables().forEach(names::aside);
        delta.target().tables().forEach(names::asideIndexes);
        Delta now = names.indexes.isEmpty() && names.views.isEmpty() ? delta : names.renamed();
        return names.tables.isEmpty() ? now : names.withTables(now);
    }

    /** A table that only the target has, whose name the source has for an index or a view. */
    private void aside(Table table) {
        String had = table.id().name();
        boolean wanted = delta.source().tables().stream()
                        .noneMatch(each -> each.id().name().equalsIgnoreCase(had))
                && Stream.concat(
                                delta.source().views().stream()
                                        .map(view -> view.id().name()),
                                delta.source().tables().stream()
                                        .flatMap(each -> each.indexes().stream())
                                        .map(Index::name))
                        .anyMatch(had::equalsIgnoreCase);
        if (wanted) {
            String free = free(had);
            tables.add(new Rename("", had, free));
            steps.add(
                    Phase.RENAME,
                    Effect.QUICK,
                    "Set table " + table.id() + " aside as " + free,
                    "Something else gets its name. What uses it in its own code has to change at the same time.",
                    SqliteTables.rename(had, free).toArray(String[]::new));
        }
    }

    /** References to a table follow it to its new name. */
    private Delta withTables(Delta now) {
        Structure target = Renaming.apply(now.target(), tables);
        return new Delta(
                now.source(),
                target,
                now.renames(),
                now.tables().stream().map(this::of).toList(),
                now.views(),
                now.sequences(),
                now.enums(),
                now.domains());
    }

    private TableDelta of(TableDelta table) {
        String had = table.id().name();
        return tables.stream()
                .filter(rename -> table.table().isExtra() && rename.from().equals(had))
                .findFirst()
                .map(rename -> new TableDelta(
                        Pair.extra(moved(table.table().any(), rename.to())),
                        table.columns(),
                        table.constraints(),
                        table.indexes(),
                        table.triggers()))
                .orElse(table);
    }

    private static Table moved(Table table, String name) {
        return new Table(
                DatasetId.of(name),
                table.columns(),
                table.constraints(),
                table.indexes(),
                table.triggers(),
                table.options(),
                table.inherits());
    }

    private static String name(String name) {
        return Dialect.SQLITE.name(name);
    }

    private boolean isInTheWay(View view) {
        return delta.source().tables().stream()
                .anyMatch(table -> isNamed(table.id().name(), view)
                        || table.indexes().stream().anyMatch(index -> isNamed(index.name(), view)));
    }

    private static boolean isNamed(String name, View view) {
        return name.equalsIgnoreCase(view.id().name());
    }

    /** A view whose name the source has for a table; its triggers go with it. */
    private void aside(View view) {
        String had = view.id().name();
        String free = free(had);
        views.put(had, free);
        int triggers = view.definition().indexOf(";\nCREATE");
        String definition = triggers < 0
                ? view.definition()
                : view.definition().substring(0, triggers)
                        + Words.renamed(view.definition().substring(triggers), had, name(free));
        steps.add(
                Phase.RENAME,
                Effect.QUICK,
                "Set view " + view.id() + " aside as " + free,
                "Something else gets its name. What uses it in its own code has to change at the same time.",
                "DROP VIEW " + name(had),
                "CREATE VIEW " + name(free) + " " + definition);
    }

    /** An index under the name that it has from now on, in the target and, where it stays, in what is wanted. */
    private Table renamed(Table table) {
        return new Table(
                table.id(),
                table.columns(),
                table.constraints(),
                table.indexes().stream().map(this::now).toList(),
                table.triggers(),
                table.options(),
                table.inherits());
    }

    private Index now(Index index) {
        String free = indexes.get(index.name().toLowerCase(Locale.ROOT));
        return free == null
                ? index
                : new Index(free, index.unique(), index.method(), index.parts(), index.condition(), index.definition());
    }

    private View now(View view) {
        String free = views.get(view.id().name());
        return free == null
                ? view
                : new View(DatasetId.of(free), view.stored(), view.definition(), view.uses(), view.indexes());
    }

    private void asideIndexes(Table table) {
        for (Index index : table.indexes()) {
            boolean wanted = delta.source().tables().stream()
                    .anyMatch(each -> each.id().name().equalsIgnoreCase(index.name()));
            if (wanted) {
                String free = free(index.name());
                indexes.put(index.name().toLowerCase(Locale.ROOT), free);
                steps.add(
                        Phase.RENAME,
                        Effect.LOCKS,
                        "Set index " + index.name() + " of " + table.id() + " aside as " + free,
                        "Something else gets its name.",
                        "DROP INDEX " + name(index.name()),
                        SqliteTables.create(table.id(), index, free));
            } else if (staysInTheWay(table, index)) {
                String free = free(index.name());
                taken.add(free);
                steps.add(
                        Phase.RENAME,
                        Effect.LOCKS,
                        "Set index " + index.name() + " of " + table.id() + " aside as " + free,
                        "Another index gets its name.",
                        "DROP INDEX " + name(index.name()),
                        SqliteTables.create(table.id(), index, free));
            }
        }
    }

    /** Whether an index stays, as the source has it under another name, while another index of the source has its name. */
    private boolean staysInTheWay(Table table, Index index) {
        Optional<Table> wanted = delta.source().table(table.id());
        boolean stays = wanted.isPresent()
                && delta.tables().stream()
                        .flatMap(each -> each.indexes().stream())
                        .noneMatch(pair ->
                                pair.target().filter(had -> had == index).isPresent());
        boolean itself = stays
                && wanted.get().indexes().stream()
                        .anyMatch(other -> other.name().equalsIgnoreCase(index.name())
                                && Matching.same(other.definition(), index.definition()));
        return stays
                && !itself
                && delta.source().tables().stream()
                        .flatMap(each -> each.indexes().stream())
                        .anyMatch(other -> other.name().equalsIgnoreCase(index.name()));
    }

    private Delta renamed() {
        return new Delta(
                renamed(delta.source()),
                renamed(delta.target()),
                delta.renames(),
                delta.tables().stream()
                        .map(table -> new TableDelta(
                                renamed(table.table(), this::renamed),
                                table.columns(),
                                table.constraints(),
                                table.indexes().stream()
                                        .map(pair -> renamed(pair, this::now))
                                        .toList(),
                                table.triggers()))
                        .toList(),
                delta.views().stream()
                        .map(pair -> new Pair<>(pair.source(), pair.target().map(this::now)))
                        .toList(),
                delta.sequences(),
                delta.enums(),
                delta.domains());
    }

    private static <T> Pair<T> renamed(Pair<T> pair, UnaryOperator<T> form) {
        return new Pair<>(pair.source().map(form), pair.target().map(form));
    }

    private Structure renamed(Structure structure) {
        return new Structure(
                structure.technology(),
                structure.tables().stream().map(this::renamed).toList(),
                structure.views().stream().map(this::now).toList(),
                structure.sequences(),
                structure.enums(),
                structure.domains(),
                structure.notes());
    }

    private String free(String name) {
        String free = name + "_before";
        for (int i = 2; isTaken(free); i++) {
            free = name + "_before_" + i;
        }
        return free;
    }

    private boolean isTaken(String name) {
        return Stream.of(delta.source(), delta.target())
                        .flatMap(each -> Stream.concat(
                                each.views().stream().map(view -> view.id().name()),
                                each.tables().stream()
                                        .flatMap(table -> Stream.concat(
                                                Stream.of(table.id().name()),
                                                table.indexes().stream().map(Index::name)))))
                        .anyMatch(name::equalsIgnoreCase)
                || taken.stream().anyMatch(name::equalsIgnoreCase);
    }
}
