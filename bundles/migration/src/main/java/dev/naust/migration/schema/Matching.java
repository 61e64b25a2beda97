package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Domain;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.Trigger;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/** Pairs what two structures have in common and leaves what differs. */
final class Matching {
    private final boolean namedRules;

    /**
     * A matching.
     *
     * @param namedRules whether the names of constraints and indexes are part of what is compared
     */
    private Matching(boolean namedRules) {
        this.namedRules = namedRules;
    }

    /** Where two structures in the same words differ, once the target's things are renamed. */
    static Delta of(Structure source, Structure target, List<Rename> renames, boolean namedRules) {
        List<Rename> all = Spelling.of(source, target, renames);
        Structure had = Renaming.apply(target, all);
        Lineage lineage = new Lineage(source, had);
        return new Matching(namedRules).match(lineage.wanted(), lineage.there(), all);
    }

    /** SQLite writes a renamed name into the texts of views and triggers in its own way: those are made again. */
    private static boolean isRewritten(Structure target, List<Rename> renames, String text) {
        return target.technology().equals(Dialect.SQLITE.id())
                && renames.stream().anyMatch(rename -> Words.mention(text, rename.from()));
    }

    private Delta match(Structure source, Structure target, List<Rename> renames) {
        List<TableDelta> tables = new ArrayList<>();
        for (Pair<Table> pair : pairs(source.tables(), target.tables(), Table::id, (a, b) -> false)) {
            TableDelta delta = table(pair, text -> isRewritten(target, renames, text));
            if (!delta.isEqual()) {
                tables.add(delta);
            }
        }
        return new Delta(
                source,
                target,
                renames,
                tables,
                pairs(
                        source.views(),
                        target.views(),
                        Structure.View::id,
                        (a, b) -> a.stored() == b.stored()
                                && !isRewritten(target, renames, b.definition())
                                && same(a.definition(), b.definition())
                                && indexes(a.indexes(), b.indexes()).isEmpty()),
                pairs(
                        source.sequences(),
                        target.sequences(),
                        Structure.Sequence::id,
                        (a, b) -> a.settings().equals(b.settings())
                                && a.owner().equals(b.owner())
                                && a.ownerColumn().equals(b.ownerColumn())),
                pairs(
                        source.enums(),
                        target.enums(),
                        Structure.EnumType::id,
                        (a, b) -> a.labels().equals(b.labels())),
                pairs(source.domains(), target.domains(), Domain::id, this::same));
    }

    private TableDelta table(Pair<Table> pair, Predicate<String> isRewritten) {
        List<Column> had = pair.target().map(Table::columns).orElse(List.of());
        List<Constraint> rules = pair.target().map(Table::constraints).orElse(List.of());
        List<Index> indexed = pair.target().map(Table::indexes).orElse(List.of());
        List<Trigger> triggers = pair.target().map(Table::triggers).orElse(List.of());
        return new TableDelta(
                pair,
                pairs(pair.source().map(Table::columns).orElse(List.of()), had, Column::name, Matching::same),
                constraints(pair.source().map(Table::constraints).orElse(List.of()), rules),
                indexes(pair.source().map(Table::indexes).orElse(List.of()), indexed),
                pairs(
                        pair.source().map(Table::triggers).orElse(List.of()),
                        triggers,
                        Trigger::name,
                        (a, b) -> !isRewritten.test(b.definition()) && same(a.definition(), b.definition())));
    }

    /** Columns agree when all that is declared of them does; types are compared without case and white space. */
    static boolean same(Column a, Column b) {
        return sameType(a, b)
                && a.nullable() == b.nullable()
                && same(a.defaultValue(), b.defaultValue())
                && same(a.generated(), b.generated())
                && a.identity().equals(b.identity());
    }

    private boolean same(Domain a, Domain b) {
        return sameType(a, b)
                && a.nullable() == b.nullable()
                && same(a.defaultValue(), b.defaultValue())
                && constraints(a.checks(), b.checks()).isEmpty();
    }

    static boolean sameType(Domain a, Domain b) {
        return sameType(a.type(), b.type()) && a.collation().equals(b.collation());
    }

    private static boolean sameType(String a, String b) {
        return String.join(" ", Words.of(a)).equals(String.join(" ", Words.of(b)));
    }

    static boolean sameType(Column a, Column b) {
        return sameType(a.type(), b.type()) && a.collation().equals(b.collation());
    }

    static boolean same(Optional<String> a, Optional<String> b) {
        return a.isPresent() == b.isPresent() && (a.isEmpty() || same(a.get(), b.orElseThrow()));
    }

    static boolean same(String a, String b) {
        return a.equals(b) || Words.canonical(a).equals(Words.canonical(b));
    }

    /** Rules that differ, each with what it is on the other side. */
    static List<Pair<Constraint>> rules(Domain source, Domain target) {
        return new Matching(true).constraints(source.checks(), target.checks());
    }

    private List<Pair<Constraint>> constraints(List<Constraint> source, List<Constraint> target) {
        return named(
                source,
                target,
                Constraint::name,
                (a, b) -> a.rule() == b.rule() && same(a.definition(), b.definition()),
                (a, b) -> a.rule() == Rule.PRIMARY_KEY && b.rule() == Rule.PRIMARY_KEY
                        || a.rule() == b.rule()
                                && !a.name().isEmpty()
                                && a.name().equals(b.name()));
    }

    private List<Pair<Index>> indexes(List<Index> source, List<Index> target) {
        return named(
                source,
                target,
                Index::name,
                (a, b) -> a.unique() == b.unique() && same(a.definition(), b.definition()),
                (a, b) -> a.name().equals(b.name()));
    }

    /** First what is the same under the same name, then what is the same, then what has the same name. */
    private <T> List<Pair<T>> named(
            List<T> source,
            List<T> target,
            Function<T, String> name,
            BiPredicate<T, T> equal,
            BiPredicate<T, T> related) {
        List<T> left = new ArrayList<>(source);
        List<T> right = new ArrayList<>(target);
        List<Pair<T>> found = new ArrayList<>();
        pair(left, right, (a, b) -> equal.test(a, b) && name.apply(a).equals(name.apply(b)));
        for (Pair<T> renamed : pair(left, right, equal)) {
            if (namedRules
                    && !name.apply(renamed.any()).isEmpty()
                    && !name.apply(renamed.target().orElseThrow()).isEmpty()) {
                found.add(renamed);
            }
        }
        found.addAll(pair(left, right, related));
        left.forEach(each -> found.add(Pair.missing(each)));
        right.forEach(each -> found.add(Pair.extra(each)));
        return found;
    }

    private static <T> List<Pair<T>> pair(List<T> left, List<T> right, BiPredicate<T, T> related) {
        List<Pair<T>> found = new ArrayList<>();
        left.removeIf(each -> {
            Optional<T> partner =
                    right.stream().filter(other -> related.test(each, other)).findFirst();
            partner.ifPresent(other -> {
                right.remove(other);
                found.add(Pair.both(each, other));
            });
            return partner.isPresent();
        });
        return found;
    }

    private static <T, K> List<Pair<T>> pairs(
            List<T> source, List<T> target, Function<T, K> key, BiPredicate<T, T> equal) {
        List<T> left = new ArrayList<>(source);
        List<T> right = new ArrayList<>(target);
        List<Pair<T>> found =
                new ArrayList<>(pair(left, right, (a, b) -> key.apply(a).equals(key.apply(b))));
        found.removeIf(
                pair -> equal.test(pair.source().orElseThrow(), pair.target().orElseThrow()));
        left.forEach(each -> found.add(Pair.missing(each)));
        right.forEach(each -> found.add(Pair.extra(each)));
        return found;
    }

    /** Whether a name that somebody typed means a collection. */
    static boolean means(String typed, DatasetId id) {
        return typed.equals(id.toString())
                || typed.toLowerCase(Locale.ROOT).equals(id.name().toLowerCase(Locale.ROOT));
    }
}
