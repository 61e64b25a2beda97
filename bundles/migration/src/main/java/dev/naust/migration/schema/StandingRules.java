package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.Trigger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The rules and indexes of tables that are wanted across technologies: each of the source's in the target's own form where the
 * target has it, and under a name that is free where not; and those of the target that no other technology knows. For one thread.
 */
final class StandingRules {
    private final Dialect dialect;
    private final Structure there;
    private final BiPredicate<DatasetId, String> isSpeakingOfGoing;
    private final List<String> notes;
    private final Set<List<String>> taken = new HashSet<>();

    /** @param isSpeakingOfGoing whether a text of a table speaks of a column that goes or becomes something else */
    StandingRules(
            Dialect dialect,
            Structure said,
            Structure there,
            List<Table> carried,
            BiPredicate<DatasetId, String> isSpeakingOfGoing,
            List<String> notes) {
        this.dialect = dialect;
        this.there = there;
        this.isSpeakingOfGoing = isSpeakingOfGoing;
        this.notes = notes;
        carried.forEach(table -> take(table.id(), table.id().name()));
        there.tables().forEach(table -> take(table.id(), table.id().name()));
        there.views().forEach(view -> {
            take(view.id(), view.id().name());
            view.indexes().forEach(index -> take(view.id(), index.name()));
        });
        there.sequences().forEach(each -> take(each.id(), each.id().name()));
        for (Table table : carried) {
            there.table(table.id())
                    .ifPresent(had -> reserve(table, said.table(table.id()).orElse(had), had));
        }
    }

    private boolean take(DatasetId beside, String name) {
        List<String> path = new ArrayList<>(Renaming.id(beside, name).path());
        if (dialect == Dialect.SQLITE) {
            path.replaceAll(part -> part.toLowerCase(Locale.ROOT));
        }
        return taken.add(path);
    }

    private String free(DatasetId beside, String name) {
        String free = fitting(name);
        for (int i = 2; !take(beside, free); i++) {
            free = fitting(name + "_" + i);
        }
        return free;
    }

    private String fitting(String name) {
        return dialect == Dialect.POSTGRES ? NamesAside.fitting(name) : name;
    }

    /** What stays keeps its name. */
    private void reserve(Table wanted, Table said, Table had) {
        Kept kept = kept(wanted, said, had);
        kept.rules.stream().filter(rule -> !rule.name().isEmpty()).forEach(rule -> take(wanted.id(), rule.name()));
        kept.indexes.forEach(index -> take(wanted.id(), index.name()));
    }

    /** A table that the target does not have. */
    Table named(Table table) {
        return new Table(
                table.id(),
                table.columns(),
                table.constraints().stream()
                        .filter(rule -> !isImplied(table, rule) && isReferable(table, rule, List.of()))
                        .map(rule -> named(table, rule))
                        .toList(),
                table.indexes().stream().map(index -> named(table, index)).toList(),
                table.triggers(),
                table.options(),
                table.inherits());
    }

    /** SQLite makes one rule of two that are over the same columns, and tells of the first only. */
    private boolean isImplied(Table table, Constraint rule) {
        return dialect == Dialect.SQLITE
                && rule.rule() == Rule.UNIQUE
                && table.constraints().stream()
                                .filter(other -> other.columns().equals(rule.columns()))
                                .filter(other -> other.rule() == Rule.PRIMARY_KEY || other.rule() == Rule.UNIQUE)
                                .findFirst()
                                .orElse(rule)
                        != rule;
    }

    private Constraint named(Table table, Constraint rule) {
        boolean free = dialect == Dialect.SQLITE || rule.rule() == Rule.FOREIGN_KEY && !isTaken(table, rule.name());
        if (free) {
            return rule;
        }
        String wanted = rule.name().isEmpty()
                ? table.id().name() + "_"
                        + rule.rule().name().toLowerCase(Locale.ROOT).charAt(0) + "key"
                : rule.name();
        return new Constraint(rule.rule(), free(table.id(), wanted), rule.columns(), rule.definition(), rule.target());
    }

    private boolean isTaken(Table table, String name) {
        return taken.contains(Renaming.id(table.id(), name).path());
    }

    private Index named(Table table, Index index) {
        return new Index(
                free(table.id(), index.name()),
                index.unique(),
                index.method(),
                index.parts(),
                index.condition(),
                index.definition());
    }

    /** What the target has of a table and keeps, in its own form. */
    private record Kept(List<Constraint> rules, List<Index> indexes, Set<Object> met) {}

    private Kept kept(Table wanted, Table said, Table had) {
        Kept kept = new Kept(new ArrayList<>(), new ArrayList<>(), Collections.newSetFromMap(new IdentityHashMap<>()));
        List<Constraint> rules = new ArrayList<>(had.constraints());
        for (Constraint plain : said.constraints()) {
            Optional<Constraint> own =
                    rules.stream().filter(rule -> isOne(rule, plain)).findFirst();
            own.ifPresent(rules::remove);
            Optional<Constraint> met = wanted.constraints().stream()
                    .filter(rule -> !kept.met.contains(rule) && isEqual(rule, plain))
                    .findFirst();
            if (own.isPresent() && met.isPresent()) {
                kept.rules.add(own.get());
                kept.met.add(met.get());
            }
        }
        for (Constraint own : rules) {
            Optional<Constraint> met = wanted.constraints().stream()
                    .filter(rule -> !kept.met.contains(rule) && isEqual(rule, own))
                    .findFirst();
            met.ifPresent(kept.met::add);
            if (met.isPresent() || isStanding(own, wanted, had)) {
                kept.rules.add(own);
            }
        }
        for (Index own : had.indexes()) {
            Optional<Index> plain = said.indexes().stream()
                    .filter(index -> index.name().equals(own.name()))
                    .findFirst();
            Optional<Index> met = wanted.indexes().stream()
                    .filter(other -> !kept.met.contains(other)
                            && other.unique() == own.unique()
                            && Matching.same(
                                    other.definition(), plain.orElse(own).definition()))
                    .findFirst();
            met.ifPresent(kept.met::add);
            if (met.isPresent() || plain.isEmpty() && !isSpeakingOfGoing.test(wanted.id(), own.definition())) {
                kept.indexes.add(own);
            }
        }
        return kept;
    }

    /** Whether a rule of the target that it does not tell other technologies of is left as it is. */
    private boolean isStanding(Constraint own, Table wanted, Table had) {
        return switch (own.rule()) {
            case FOREIGN_KEY -> false;
            case CHECK, EXCLUSION -> !isSpeakingOfGoing.test(wanted.id(), own.definition());
            case PRIMARY_KEY, UNIQUE ->
                !isSpeakingOfGoing.test(wanted.id(), own.definition())
                        && !isImplied(had, own)
                        && wanted.constraints().stream()
                                .noneMatch(rule -> rule.columns().equals(own.columns())
                                        || own.rule() == Rule.PRIMARY_KEY && rule.rule() == own.rule());
        };
    }

    private static boolean hasKey(Table table) {
        return table.constraints().stream().anyMatch(rule -> rule.rule() == Rule.PRIMARY_KEY);
    }

    private static boolean isOne(Constraint own, Constraint plain) {
        return own.rule() == plain.rule()
                && own.columns().equals(plain.columns())
                && own.target().equals(plain.target())
                && (plain.name().isEmpty() || own.name().isEmpty() || own.name().equals(plain.name()));
    }

    private static boolean isEqual(Constraint wanted, Constraint plain) {
        return wanted.rule() == plain.rule() && Matching.same(wanted.definition(), plain.definition());
    }

    /** A table that both have, with columns that are merged already. */
    Table merged(Table wanted, List<Column> columns, Table said, Table had) {
        Kept kept = kept(wanted, said, had);
        List<Constraint> rules = new ArrayList<>(kept.rules);
        rules.removeIf(rule -> rule.rule() == Rule.UNIQUE
                && !has(wanted.constraints(), rule)
                && rule.columns().stream().anyMatch(name -> losesCollation(name, columns, had)));
        wanted.constraints().stream()
                .filter(rule -> !kept.met.contains(rule)
                        && !isImplied(wanted, rule)
                        && isTakenByDivision(wanted, rule, had)
                        && isReferable(wanted, rule, had.options()))
                .forEach(rule -> rules.add(named(wanted, rule)));
        List<Index> indexes = new ArrayList<>(kept.indexes);
        indexes.removeIf(index ->
                wanted.indexes().stream().noneMatch(other -> Matching.same(other.definition(), index.definition()))
                        && had.columns().stream()
                                .anyMatch(column -> Words.mention(index.definition(), column.name())
                                        && losesCollation(column.name(), columns, had)));
        wanted.indexes().stream()
                .filter(index -> !kept.met.contains(index))
                .forEach(index -> indexes.add(named(wanted, index)));
        noteRest(wanted, kept, had);
        List<Trigger> triggers = had.triggers().stream()
                .filter(trigger -> !isSpeakingOfGoing.test(wanted.id(), trigger.definition()))
                .toList();
        List<String> options = had.options().stream()
                .filter(option -> !option.equals("WITHOUT ROWID") || hasKey(wanted))
                .toList();
        return new Table(wanted.id(), columns, rules, indexes, triggers, options, wanted.inherits());
    }

    private static boolean has(List<Constraint> wanted, Constraint own) {
        return wanted.stream().anyMatch(rule -> isEqual(rule, own));
    }

    /** What was over a column in the order of its collation is something else without that. */
    private static boolean losesCollation(String name, List<Column> columns, Table had) {
        Optional<String> before = had.column(name).flatMap(Column::collation);
        return before.isPresent()
                && columns.stream()
                        .filter(column -> column.name().equals(name))
                        .anyMatch(column -> !column.collation().equals(before));
    }

    /** PostgreSQL has a key over a table in parts only with all that divides it. */
    private boolean isTakenByDivision(Table wanted, Constraint rule, Table had) {
        Optional<String> division = had.options().stream()
                .filter(option -> option.startsWith("PARTITION"))
                .findFirst();
        boolean taken = division.isEmpty()
                || rule.rule() == Rule.FOREIGN_KEY
                || had.columns().stream()
                        .filter(column -> Words.mention(division.get(), column.name()))
                        .allMatch(column -> rule.columns().contains(column.name()));
        if (!taken) {
            notes.add(rule.definition() + " of " + wanted.id() + " is not compared: the target's table is "
                    + division.get() + ", which its key would have to hold");
        }
        return taken;
    }

    /** PostgreSQL lets no reference lead to a key that is checked later, nor from a table that is logged to one that is not. */
    private boolean isReferable(Table table, Constraint rule, List<String> options) {
        Optional<Table> target = rule.target().flatMap(there::table);
        if (dialect != Dialect.POSTGRES || target.isEmpty()) {
            return true;
        }
        boolean unlogged = target.get().options().contains(Touched.UNLOGGED) && !options.contains(Touched.UNLOGGED);
        boolean later = target.get().constraints().stream()
                .filter(key -> key.rule() == Rule.PRIMARY_KEY || key.rule() == Rule.UNIQUE)
                .anyMatch(key -> key.definition().contains(" DEFERRABLE")
                        && key.columns().stream()
                                .allMatch(column -> Words.mention(
                                        rule.definition()
                                                .substring(rule.definition().indexOf("REFERENCES")),
                                        column)));
        if (unlogged || later) {
            notes.add(rule.definition() + " of " + table.id() + " is not compared: in the target "
                    + (unlogged ? "what it refers to is not logged" : "the key that it refers to is checked later"));
        }
        return !unlogged && !later;
    }

    private void noteRest(Table wanted, Kept kept, Table had) {
        for (Constraint rule : had.constraints()) {
            if (rule.rule() == Rule.CHECK || rule.rule() == Rule.EXCLUSION) {
                notes.add("The rule " + (rule.name().isEmpty() ? rule.definition() : rule.name()) + " of " + wanted.id()
                        + (kept.rules.contains(rule)
                                ? " in the target is not compared and stays"
                                : " in the target cannot stay: what it speaks of goes or becomes something else"));
            }
        }
    }
}
