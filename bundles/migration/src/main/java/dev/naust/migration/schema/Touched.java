package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Domain;
import dev.naust.api.model.Structure.EnumType;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.View;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which columns of a delta get another type or are made anew, and what hangs on them: a database changes such a column only
 * when the views, references and rules that speak of it are out of the way.
 */
final class Touched {
    /** The option of a table whose changes PostgreSQL does not log. */
    static final String UNLOGGED = "UNLOGGED";

    private final Delta delta;
    private final Lineage lineage;
    private final Map<DatasetId, Map<String, Effect>> columns = new HashMap<>();
    private final Set<DatasetId> views = new LinkedHashSet<>();
    private final Set<DatasetId> types = new LinkedHashSet<>();

    Touched(Delta delta) {
        this.delta = delta;
        this.lineage = new Lineage(delta.source(), delta.target());
        delta.tables().stream().filter(each -> each.table().isBoth()).forEach(this::look);
        typesMadeAnew();
        types.forEach(this::lookForUsers);
        spreadToChildren();
        lookForComputed();
        delta.views().stream()
                .filter(pair -> pair.target().isPresent())
                .forEach(pair -> views.add(pair.any().id()));
        spreadToViews();
        while (isHeldBack() || isHeldBackByViews() || spreadToChildren()) {
            lookForComputed();
            spreadToViews();
        }
    }

    private void look(TableDelta table) {
        for (Pair<Column> pair : table.columns()) {
            if (pair.isBoth()) {
                Column to = pair.source().orElseThrow();
                Column from = pair.target().orElseThrow();
                if (isMadeAnew(from, to)) {
                    boolean computedBefore =
                            from.generated().isPresent() && to.generated().isPresent();
                    touch(table.id(), to.name(), computedBefore ? Effect.REWRITES : Effect.DESTRUCTIVE);
                } else if (!Matching.sameType(to, from)) {
                    touch(
                            table.id(),
                            to.name(),
                            !divides(table.id(), to.name())
                                            && (Casts.keepAll(from.type(), to.type())
                                                    || from.type().equals(to.type()))
                                    ? Effect.REWRITES
                                    : Effect.DESTRUCTIVE);
                }
            }
        }
    }

    /** Whether a table of the target is divided by a column, which no statement changes. */
    boolean divides(DatasetId table, String column) {
        return delta.target().table(table).stream()
                .flatMap(each -> each.options().stream())
                .anyMatch(option -> option.startsWith("PARTITION") && Words.mention(option, column));
    }

    /** What is computed from a touched column has to go and come back with it, also in tables that are otherwise equal. */
    private void lookForComputed() {
        for (Table table : delta.source().tables()) {
            Optional<Table> had = delta.target().table(table.id());
            Stream<Column> extra = had.stream()
                    .flatMap(each -> each.columns().stream())
                    .filter(column -> table.column(column.name()).isEmpty());
            Stream.concat(table.columns().stream(), extra)
                    .filter(column -> column.generated().isPresent()
                            && had.filter(each -> each.column(column.name()).isEmpty()
                                            && table.column(column.name()).isPresent())
                                    .isEmpty())
                    .forEach(column -> mentioned(table.id(), column.generated().orElseThrow())
                            .ifPresent(effect -> touch(table.id(), column.name(), effect)));
        }
    }

    /**
     * Whether another column has to wait: as long as a computed column stays, because what it becomes loses something, no column
     * that it is computed from can be changed.
     */
    private boolean isHeldBack() {
        boolean more = false;
        for (Table had : delta.target().tables()) {
            for (Column computed : had.columns()) {
                boolean stays = computed.generated().isPresent()
                        && effect(had.id(), computed.name())
                                .filter(Effect.DESTRUCTIVE::equals)
                                .isPresent()
                        && delta.source()
                                .table(had.id())
                                .flatMap(wanted -> wanted.column(computed.name()))
                                .flatMap(Column::generated)
                                .isPresent();
                more |= stays && holdBack(had.id(), computed.generated().orElseThrow());
            }
        }
        return more;
    }

    /** A column is changed together with those that inherit it, and made where it comes from behind what becomes of theirs. */
    private boolean spreadToChildren() {
        boolean more = false;
        for (Lineage.Link link : lineage.stays()) {
            for (Table table : List.of(
                    delta.source().table(link.parent()).orElse(none(link.parent())),
                    delta.target().table(link.parent()).orElse(none(link.parent())))) {
                for (Column column : table.columns()) {
                    boolean inherited = lineage.isInherited(link.child(), column.name());
                    boolean merged =
                            lineage.merging(link.parent(), column.name()).contains(link.child());
                    Optional<Effect> above = effect(link.parent(), column.name());
                    Optional<Effect> below = effect(link.child(), column.name());
                    if (inherited && above.isPresent() && !above.equals(below)) {
                        more |= raise(link.child(), column.name(), above.get());
                    }
                    if ((inherited || merged)
                            && below.filter(Effect.DESTRUCTIVE::equals).isPresent()) {
                        more |= raise(link.parent(), column.name(), Effect.DESTRUCTIVE);
                    }
                }
            }
        }
        return more;
    }

    private static Table none(DatasetId id) {
        return new Table(id, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private boolean raise(DatasetId table, String column, Effect effect) {
        Optional<Effect> before = effect(table, column);
        touch(table, column, effect);
        return !before.equals(effect(table, column));
    }

    /** Whether a column is as it was until losing something is asked for. */
    boolean waits(DatasetId table, String column) {
        return effect(table, column).filter(Effect.DESTRUCTIVE::equals).isPresent();
    }

    /**
     * Whether another column has to wait, because a view that comes back as it was says something of it that may not be said of
     * its new type.
     */
    private boolean isHeldBackByViews() {
        boolean more = false;
        for (View view : delta.target().views()) {
            if (comesBackAsItWas(view)) {
                for (DatasetId table : view.uses()) {
                    List<String> early = columns.getOrDefault(table, Map.of()).entrySet().stream()
                            .filter(each ->
                                    each.getValue() != Effect.DESTRUCTIVE && mayRefuse(view, table, each.getKey()))
                            .map(Map.Entry::getKey)
                            .toList();
                    early.forEach(column -> touch(table, column, Effect.DESTRUCTIVE));
                    more |= !early.isEmpty();
                }
            }
        }
        return more;
    }

    private boolean mayRefuse(View view, DatasetId table, String column) {
        if (!Words.mention(view.definition(), column)) {
            return false;
        }
        Optional<Column> from = delta.target().table(table).flatMap(each -> each.column(column));
        Optional<Column> to = delta.source().table(table).flatMap(each -> each.column(column));
        return from.isPresent()
                && to.isPresent()
                && !from.get().type().equals(to.get().type())
                && (!Casts.areAlike(from.get().type(), to.get().type())
                        || Casts.areNumbers(from.get().type(), to.get().type())
                                && Words.isArgument(view.definition(), column));
    }

    /** Whether a view makes room for a safe step, while only a step that loses something makes it what it shall be. */
    boolean comesBackAsItWas(View view) {
        return isInTheWay(view)
                && delta.source().views().stream()
                        .filter(each -> each.id().equals(view.id()))
                        .allMatch(each -> effect(each) == Effect.DESTRUCTIVE);
    }

    /** Whether a column's own change loses or refuses something, or it only waits for another thing. */
    boolean losesItself(Column from, Column to) {
        return !(Casts.keepAll(from.type(), to.type()) || from.type().equals(to.type()))
                || types.stream().anyMatch(type -> isOf(from.type(), type));
    }

    private boolean holdBack(DatasetId table, String rule) {
        List<String> early = columns.getOrDefault(table, Map.of()).entrySet().stream()
                .filter(each -> each.getValue() != Effect.DESTRUCTIVE && Words.mention(rule, each.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        early.forEach(column -> touch(table, column, Effect.DESTRUCTIVE));
        return !early.isEmpty();
    }

    /** A type whose making no statement changes, and the domains that are made of such a type. */
    private void typesMadeAnew() {
        delta.enums().stream()
                .filter(Pair::isBoth)
                .filter(pair ->
                        losesLabels(pair.source().orElseThrow(), pair.target().orElseThrow()))
                .forEach(pair -> types.add(pair.any().id()));
        for (Domain wanted : delta.source().domains()) {
            boolean other = delta.target().domains().stream()
                    .filter(had -> had.id().equals(wanted.id()))
                    .anyMatch(had ->
                            !Matching.sameType(wanted, had) || isStricter(wanted, had) && isInArrays(wanted.id()));
            if (other || types.stream().anyMatch(type -> isOf(wanted.type(), type))) {
                types.add(wanted.id());
            }
        }
    }

    private static boolean isStricter(Domain wanted, Domain had) {
        return had.nullable() && !wanted.nullable()
                || Matching.rules(wanted, had).stream()
                        .anyMatch(pair -> pair.source().isPresent());
    }

    /** Whether the target has arrays of a domain, whose values no statement looks through for a new rule ("ALTER DOMAIN"). */
    private boolean isInArrays(DatasetId domain) {
        return delta.target().tables().stream()
                        .flatMap(table -> table.columns().stream())
                        .anyMatch(column -> isArrayOf(column.type(), domain))
                || delta.target().domains().stream()
                        .anyMatch(made ->
                                isArrayOf(made.type(), domain) || isOf(made.type(), domain) && isInArrays(made.id()));
    }

    private static boolean isArrayOf(String declared, DatasetId type) {
        return declared.endsWith("]") && isOf(declared, type);
    }

    /** An enum to which labels are only added keeps its values; any other change makes it anew. */
    private static boolean losesLabels(EnumType wanted, EnumType had) {
        return !wanted.labels().stream().filter(had.labels()::contains).toList().equals(had.labels());
    }

    /** Columns that are of a type now, and those that are made of it while it is still the old one. */
    private void lookForUsers(DatasetId type) {
        for (Table table : delta.source().tables()) {
            Optional<Table> had = delta.target().table(table.id());
            table.columns().stream()
                    .filter(column -> isOf(
                            had.flatMap(other -> other.column(column.name()))
                                    .orElse(column)
                                    .type(),
                            type))
                    .forEach(column -> touch(table.id(), column.name(), Effect.DESTRUCTIVE));
        }
    }

    /** Whether a declared type is a named one, or an array of it. */
    static boolean isOf(String declared, DatasetId type) {
        String plain = Words.plain(declared);
        return plain.equals(type.toString()) || plain.equals(type.name());
    }

    /** Whether a type is made under its name with the old one put aside. */
    boolean isMadeAnew(DatasetId type) {
        return types.contains(type);
    }

    /** Whether a column is dropped and added again, because no statement makes the one out of the other. */
    static boolean isMadeAnew(Column from, Column to) {
        if (to.generated().isPresent()) {
            return !Matching.same(from.generated(), to.generated()) || !Matching.sameType(from, to);
        }
        return from.generated().filter(rule -> !rule.endsWith("STORED")).isPresent();
    }

    private void touch(DatasetId table, String column, Effect effect) {
        columns.computeIfAbsent(table, none -> new HashMap<>())
                .merge(column, effect, (a, b) -> a == Effect.DESTRUCTIVE ? a : b);
    }

    /** Views that read a touched table, and views that read those. */
    private void spreadToViews() {
        boolean grew = true;
        while (grew) {
            grew = false;
            for (View view : delta.target().views()) {
                if (!views.contains(view.id())
                        && view.uses().stream().anyMatch(id -> columns.containsKey(id) || views.contains(id))) {
                    grew |= views.add(view.id());
                }
            }
        }
    }

    /** What happens to a column's values; empty when it is left as it is. */
    Optional<Effect> effect(DatasetId table, String column) {
        return Optional.ofNullable(columns.getOrDefault(table, Map.of()).get(column));
    }

    /** The worst that happens to the columns that a text speaks of. */
    Optional<Effect> mentioned(DatasetId table, String text) {
        return effects(table, text).max(Effect::compareTo);
    }

    private Stream<Effect> effects(DatasetId table, String text) {
        return columns.getOrDefault(table, Map.of()).entrySet().stream()
                .filter(each -> Words.mention(text, each.getKey()))
                .map(Map.Entry::getValue);
    }

    /** The same for a constraint, which a reference's target is a part of. */
    Optional<Effect> effect(DatasetId table, Constraint rule) {
        return effects(table, rule).max(Effect::compareTo);
    }

    /** A reference has names of two tables, which may be the same ones. */
    private Stream<Effect> effects(DatasetId table, Constraint rule) {
        int referred = rule.definition().indexOf("REFERENCES");
        if (rule.target().isEmpty() || referred < 0) {
            return effects(table, rule.definition());
        }
        return Stream.concat(
                effects(table, rule.definition().substring(0, referred)),
                effects(rule.target().get(), rule.definition().substring(referred)));
    }

    /** Whether a column that a constraint is about is changed without losing anything. */
    boolean isChangedSafely(DatasetId table, Constraint rule) {
        return effects(table, rule).anyMatch(effect -> effect != Effect.DESTRUCTIVE);
    }

    /** Whether a table's key or uniqueness is taken away or changed, so that references to it have to let go. */
    boolean losesKey(DatasetId table) {
        return delta.tables().stream()
                .filter(each -> each.table().isBoth() && each.id().equals(table))
                .anyMatch(each -> each.constraints().stream().anyMatch(Touched::losesKey)
                        || each.indexes().stream().anyMatch(Touched::losesUniqueness));
    }

    private static boolean losesKey(Pair<Constraint> pair) {
        return pair.target()
                        .filter(had -> Set.of(Rule.PRIMARY_KEY, Rule.UNIQUE).contains(had.rule()))
                        .isPresent()
                && !pair.source()
                        .filter(wanted -> Matching.same(
                                wanted.definition(), pair.target().orElseThrow().definition()))
                        .isPresent();
    }

    /** A reference may stand on an index that no rule is made of. */
    private static boolean losesUniqueness(Pair<Index> pair) {
        return pair.target().filter(Index::unique).isPresent()
                && !pair.source()
                        .filter(wanted -> wanted.unique()
                                && Matching.same(
                                        wanted.definition(),
                                        pair.target().orElseThrow().definition()))
                        .isPresent();
    }

    /** Whether a table begins or ends to be logged, which references between it and others do not allow one by one. */
    boolean changesLogging(DatasetId table) {
        return delta.tables().stream()
                .filter(each -> each.id().equals(table))
                .map(TableDelta::table)
                .filter(Pair::isBoth)
                .anyMatch(pair -> pair.source().orElseThrow().options().contains(UNLOGGED)
                        != pair.target().orElseThrow().options().contains(UNLOGGED));
    }

    /** The views of the target that go: those that differ or are extra, and those in the way. */
    Set<DatasetId> views() {
        return views;
    }

    /** Whether a view reads, itself or through others, something that is changed without losing anything. */
    boolean isInTheWay(View view) {
        return view.uses().stream().anyMatch(this::isChangedSafely);
    }

    private boolean isChangedSafely(DatasetId id) {
        boolean column =
                columns.getOrDefault(id, Map.of()).values().stream().anyMatch(effect -> effect != Effect.DESTRUCTIVE);
        return column
                || delta.target().views().stream()
                        .filter(view -> view.id().equals(id))
                        .anyMatch(view -> isMadeAgain(view) || isInTheWay(view));
    }

    private boolean isMadeAgain(View view) {
        return views.contains(view.id())
                && delta.source().views().stream()
                        .anyMatch(each -> each.id().equals(view.id()) && effect(each) != Effect.DESTRUCTIVE);
    }

    /** Views from those that read others to those that are read. */
    static List<View> outermostFirst(List<View> views) {
        LinkedHashSet<View> ordered = new LinkedHashSet<>();
        Set<DatasetId> seen = new HashSet<>();
        views.forEach(view -> visit(view, views, seen, ordered));
        List<View> list = new java.util.ArrayList<>(ordered);
        java.util.Collections.reverse(list);
        return list;
    }

    private static void visit(View view, List<View> all, Set<DatasetId> seen, Set<View> ordered) {
        if (seen.add(view.id())) {
            all.stream()
                    .filter(other -> view.uses().contains(other.id()))
                    .forEach(other -> visit(other, all, seen, ordered));
            ordered.add(view);
        }
    }

    /** What making a view waits for: the columns of its tables, and the views that it reads. */
    Effect effect(View view) {
        Set<DatasetId> seen = new HashSet<>();
        seen.add(view.id());
        return waits(view, seen) ? Effect.DESTRUCTIVE : Effect.QUICK;
    }

    /** Whether a view that is changed is read by one that stays as it was until losing something is asked for. */
    private boolean isRead(View view, Set<DatasetId> seen) {
        return delta.views().stream()
                        .filter(Pair::isBoth)
                        .anyMatch(pair -> pair.any().id().equals(view.id()))
                && delta.target().views().stream()
                        .filter(reader -> reader.uses().contains(view.id())
                                && !reader.id().equals(view.id()))
                        .anyMatch(reader -> delta.source().views().stream()
                                .filter(each -> each.id().equals(reader.id()))
                                .allMatch(each -> seen.add(each.id()) && waits(each, seen)));
    }

    private boolean waits(View view, Set<DatasetId> seen) {
        return isRead(view, seen) || isWaited(view, seen);
    }

    private boolean isWaited(View view, Set<DatasetId> seen) {
        return view.uses().stream()
                .filter(seen::add)
                .anyMatch(id -> columns.getOrDefault(id, Map.of()).containsValue(Effect.DESTRUCTIVE)
                        || Stream.concat(delta.source().views().stream(), delta.target().views().stream())
                                .filter(each -> each.id().equals(id))
                                .findFirst()
                                .filter(each -> waits(each, seen))
                                .isPresent());
    }
}
