package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Sequence;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a target should be when its source speaks another technology's words: what both can say is as the source has it, and all
 * else, such as views, checks, computed columns and indexes over expressions, stays as the target has it, unless what it speaks
 * of goes or becomes something else. For one thread.
 */
final class Standing {
    private final Dialect dialect;
    private final Structure said;
    private final Structure there;
    private final List<String> notes;
    /** The columns that texts of the target cannot speak of any more. */
    private final Map<DatasetId, Set<String>> going = new HashMap<>();

    /**
     * A target.
     *
     * @param said what it says to all technologies alike
     * @param there all that it says
     * @param notes gets a sentence for each thing that is not as the source has it, or goes
     */
    Standing(Dialect dialect, Structure said, Structure there, List<String> notes) {
        this.dialect = dialect;
        this.said = said;
        this.there = there;
        this.notes = notes;
    }

    /**
     * The whole structure.
     *
     * @param designed what the source has, in the target's words
     */
    Structure wanted(Structure designed) {
        List<Table> carried = designed.tables().stream()
                .filter(this::isPossible)
                .map(this::divided)
                .toList();
        carried.forEach(this::lookForGoing);
        StandingRules rules = new StandingRules(dialect, said, there, carried, this::isSpeakingOfGoing, notes);
        List<Table> tables = new ArrayList<>();
        for (Table table : carried) {
            Optional<Table> had = there.table(table.id());
            Optional<Table> plain = said.table(table.id());
            tables.add(
                    had.isPresent() && plain.isPresent()
                            ? rules.merged(table, columns(table, plain.get(), had.get()), plain.get(), had.get())
                            : rules.named(table));
        }
        tables.replaceAll(table -> heir(table, tables));
        return new Structure(
                dialect.id(),
                tables,
                views(tables),
                there.sequences().stream().map(each -> owned(each, tables)).toList(),
                there.enums(),
                there.domains(),
                notes);
    }

    /** A table goes on inheriting as long as it has all that the other has. */
    private Table heir(Table table, List<Table> tables) {
        List<DatasetId> kept = new ArrayList<>();
        for (DatasetId parent : there.table(table.id()).map(Table::inherits).orElse(List.of())) {
            boolean stays = tables.stream()
                    .filter(each -> each.id().equals(parent))
                    .anyMatch(each -> each.columns().stream()
                            .allMatch(column -> table.column(column.name())
                                    .filter(own -> Matching.sameType(own, column))
                                    .isPresent()));
            if (stays) {
                kept.add(parent);
            }
            notes.add("That " + table.id() + " inherits from " + parent
                    + (stays
                            ? " in the target is not compared and stays"
                            : " in the target cannot stay: their columns are not the same any more"));
        }
        return new Table(
                table.id(),
                table.columns(),
                table.constraints(),
                table.indexes(),
                table.triggers(),
                table.options(),
                kept);
    }

    /** A name that the target has for something with records that is no table of its own. */
    private boolean isPossible(Table table) {
        boolean foreign =
                there.table(table.id()).isEmpty() && said.table(table.id()).isPresent();
        if (foreign) {
            notes.add(table.id() + " is not compared: in the target it is a virtual or foreign table");
        }
        // A table without columns is named where the source is carried over.
        boolean bare = dialect == Dialect.SQLITE && table.columns().isEmpty();
        return !foreign && !bare;
    }

    /** PostgreSQL changes no column that divides a table, and takes none of them away. */
    private Table divided(Table table) {
        Optional<String> division = there.table(table.id()).stream()
                .flatMap(had -> had.options().stream())
                .filter(option -> option.startsWith("PARTITION"))
                .findFirst();
        Optional<Table> plain = said.table(table.id());
        if (division.isEmpty() || plain.isEmpty()) {
            return table;
        }
        List<Column> columns = new ArrayList<>();
        for (Column column : table.columns()) {
            boolean divides = Words.mention(division.get(), column.name());
            columns.add(divides ? plain.get().column(column.name()).orElse(column) : column);
        }
        plain.get().columns().stream()
                .filter(column -> Words.mention(division.get(), column.name())
                        && table.column(column.name()).isEmpty())
                .forEach(columns::add);
        notes.add("The columns of " + table.id() + " that divide it are not compared: in the target it is "
                + division.get());
        return new Table(
                table.id(),
                columns,
                table.constraints(),
                table.indexes(),
                table.triggers(),
                table.options(),
                table.inherits());
    }

    private void lookForGoing(Table table) {
        Set<String> names = new HashSet<>();
        for (Column had : there.table(table.id()).map(Table::columns).orElse(List.of())) {
            Optional<Column> wanted = table.column(had.name());
            if (wanted.filter(each -> dialect == Dialect.SQLITE
                            || isOfType(table.id(), each)
                            || Casts.areAlike(had.type(), each.type()))
                    .isEmpty()) {
                names.add(had.name());
            }
        }
        going.put(table.id(), names);
    }

    private boolean isOfType(DatasetId table, Column wanted) {
        return said.table(table)
                .flatMap(plain -> plain.column(wanted.name()))
                .filter(plain -> Matching.sameType(wanted, plain))
                .isPresent();
    }

    private boolean isSpeakingOfGoing(DatasetId table, String text) {
        return going.getOrDefault(table, Set.of()).stream().anyMatch(column -> Words.mention(text, column));
    }

    private List<Column> columns(Table wanted, Table plain, Table had) {
        boolean strict = had.options().contains("STRICT");
        return wanted.columns().stream()
                .map(column -> strict ? strictly(column) : column)
                .map(column -> plain.column(column.name()).isEmpty()
                                || had.column(column.name()).isEmpty()
                        ? column
                        : column(
                                wanted,
                                column,
                                plain.column(column.name()).get(),
                                plain,
                                had.column(column.name()).get()))
                .toList();
    }

    /** The few types that SQLite takes in a strict table. */
    private static Column strictly(Column column) {
        String type = column.type().toUpperCase(Locale.ROOT);
        String taken = type.contains("INT")
                ? "INTEGER"
                : type.contains("CHAR") || type.contains("TEXT")
                        ? "TEXT"
                        : type.contains("DOUB") || type.contains("REAL") ? "REAL" : type.equals("BLOB") ? type : "ANY";
        return new Column(
                column.name(),
                taken,
                column.nullable(),
                column.defaultValue(),
                column.generated(),
                column.identity(),
                column.collation());
    }

    private Column column(Table table, Column wanted, Column plain, Table said, Column had) {
        boolean typed = Matching.sameType(wanted, plain);
        boolean numbered = wanted.identity().isPresent() && plain.identity().isPresent();
        // A default may be what numbers a column, whatever type of whole numbers it gets.
        boolean defaults = numbered
                || typed
                        && wanted.identity().isPresent() == plain.identity().isPresent()
                        && Matching.same(wanted.defaultValue(), plain.defaultValue());
        Optional<String> generated = had.generated()
                .filter(rule -> typed && !isSpeakingOfGoing(table.id(), rule) && !isNewlyRuled(table, said, wanted));
        if (had.generated().isPresent()) {
            notes.add("The column " + wanted.name() + " of " + table.id()
                    + (generated.isPresent()
                            ? " stays computed in the target"
                            : " is computed in the target and cannot stay so: it keeps its values"));
        }
        boolean counted = dialect == Dialect.SQLITE && typed && isKey(table, List.of(wanted.name()));
        boolean asBefore = wanted.nullable() == plain.nullable() && isInKey(table, wanted) == isInKey(said, wanted);
        return new Column(
                wanted.name(),
                typed ? had.type() : wanted.type(),
                asBefore ? had.nullable() : wanted.nullable(),
                generated.isPresent() ? Optional.empty() : defaults ? had.defaultValue() : wanted.defaultValue(),
                generated,
                numbered || counted ? had.identity() : wanted.identity(),
                dialect == Dialect.SQLITE
                        ? collated(table, said, wanted, had)
                        : typed ? had.collation() : wanted.collation());
    }

    /** A key or an index of the source compares texts as they are. */
    private Optional<String> collated(Table table, Table said, Column wanted, Column had) {
        boolean stays = had.collation().isEmpty() || !isNewlyRuled(table, said, wanted);
        if (!stays) {
            notes.add("COLLATE " + had.collation().get() + " of the column " + wanted.name() + " of " + table.id()
                    + " cannot stay in the target: a key or an index of the source is over the column");
        }
        return stays ? had.collation() : wanted.collation();
    }

    private static boolean isKey(Table table, List<String> columns) {
        return table.constraints().stream()
                .anyMatch(rule ->
                        rule.rule() == Rule.PRIMARY_KEY && rule.columns().equals(columns));
    }

    private static boolean isInKey(Table table, Column column) {
        return table.constraints().stream()
                .anyMatch(rule ->
                        rule.rule() == Rule.PRIMARY_KEY && rule.columns().contains(column.name()));
    }

    /** Whether the source has a rule or an index over a column that the target does not have. */
    private static boolean isNewlyRuled(Table wanted, Table said, Column column) {
        return wanted.constraints().stream()
                        .filter(rule -> rule.columns().contains(column.name()))
                        .anyMatch(rule -> said.constraints().stream()
                                .noneMatch(other -> Matching.same(rule.definition(), other.definition())))
                || wanted.indexes().stream()
                        .filter(index -> Words.mention(index.definition(), column.name()))
                        .anyMatch(index -> said.indexes().stream()
                                .noneMatch(other -> Matching.same(index.definition(), other.definition())));
    }

    private List<View> views(List<Table> tables) {
        Set<DatasetId> kept = new HashSet<>();
        // A view of the target may have the name of a table that is yet to be made.
        tables.stream().map(Table::id).filter(id -> there.table(id).isPresent()).forEach(kept::add);
        List<View> open = new ArrayList<>(there.views());
        List<View> views = new ArrayList<>();
        boolean more = true;
        while (more) {
            List<View> found = open.stream().filter(view -> isKept(view, kept)).toList();
            more = open.removeAll(found);
            views.addAll(found);
            found.forEach(view -> kept.add(view.id()));
        }
        views.forEach(view -> notes.add("The view " + view.id() + " of the target is not compared and stays"));
        open.forEach(view -> notes.add(
                "The view " + view.id() + " of the target cannot stay: what it reads goes or becomes something else"));
        return views;
    }

    private boolean isKept(View view, Set<DatasetId> kept) {
        boolean here = dialect == Dialect.SQLITE
                ? there.tables().stream()
                        .map(Table::id)
                        .filter(id -> Words.mention(view.definition(), id.name()))
                        .allMatch(kept::contains)
                : view.uses().stream().allMatch(kept::contains);
        return here
                && going.keySet().stream()
                        .filter(id -> view.uses().contains(id) || Words.mention(view.definition(), id.name()))
                        .noneMatch(id -> isSpeakingOfGoing(id, view.definition()));
    }

    /** A sequence outlives the column that it goes with. */
    private static Sequence owned(Sequence sequence, List<Table> tables) {
        boolean stays = tables.stream()
                .anyMatch(table -> sequence.owner().filter(table.id()::equals).isPresent()
                        && table.column(sequence.ownerColumn()).isPresent());
        return stays ? sequence : new Sequence(sequence.id(), sequence.settings(), Optional.empty(), "");
    }
}
