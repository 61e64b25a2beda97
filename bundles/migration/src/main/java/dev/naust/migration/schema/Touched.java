package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.EnumType;
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

/**
 * Which columns of a delta get another type or are made anew, and what hangs on them: a database changes such a column only
 * when the views, references and rules that speak of it are out of the way.
 */
final class Touched {
    private final Delta delta;
    private final Map<DatasetId, Map<String, Effect>> columns = new HashMap<>();
    private final Set<DatasetId> views = new LinkedHashSet<>();

    Touched(Delta delta) {
        this.delta = delta;
        delta.tables().stream().filter(each -> each.table().isBoth()).forEach(this::look);
        delta.enums().stream()
                .filter(Pair::isBoth)
                .map(pair -> pair.target().orElseThrow())
                .filter(this::isMadeAnew)
                .forEach(this::lookForUsers);
        delta.views().stream()
                .filter(pair -> pair.target().isPresent())
                .forEach(pair -> views.add(pair.any().id()));
        spreadToViews();
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
                            Casts.keepAll(from.type(), to.type()) || from.type().equals(to.type())
                                    ? Effect.REWRITES
                                    : Effect.DESTRUCTIVE);
                }
            }
        }
        // What is computed from a touched column has to go and come back with it.
        table.table().source().orElseThrow().columns().stream()
                .filter(column -> column.generated().isPresent()
                        && effect(table.id(), column.name()).isEmpty())
                .forEach(column -> mentioned(table.id(), column.generated().orElseThrow())
                        .filter(effect -> table.table()
                                .target()
                                .flatMap(had -> had.column(column.name()))
                                .isPresent())
                        .ifPresent(effect -> touch(table.id(), column.name(), effect)));
    }

    private void lookForUsers(EnumType type) {
        for (Table table : delta.target().tables()) {
            Optional<Table> wanted = delta.source().table(table.id());
            table.columns().stream()
                    .filter(column -> isOf(column, type)
                            && wanted.flatMap(other -> other.column(column.name()))
                                    .isPresent())
                    .forEach(column -> touch(table.id(), column.name(), Effect.DESTRUCTIVE));
        }
    }

    static boolean isOf(Column column, EnumType type) {
        String plain = Words.plain(column.type());
        return plain.equals(type.id().toString()) || plain.equals(type.id().name());
    }

    /** An enum to which labels are only added keeps its values; any other change makes it anew. */
    boolean isMadeAnew(EnumType had) {
        return delta.source().enums().stream()
                .filter(wanted -> wanted.id().equals(had.id()))
                .anyMatch(wanted -> !wanted.labels().stream()
                        .filter(had.labels()::contains)
                        .toList()
                        .equals(had.labels()));
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
        return columns.getOrDefault(table, Map.of()).entrySet().stream()
                .filter(each -> Words.mention(text, each.getKey()))
                .map(Map.Entry::getValue)
                .max(Effect::compareTo);
    }

    /** The same for a constraint, which a reference's target is a part of. */
    Optional<Effect> effect(DatasetId table, Constraint rule) {
        Optional<Effect> here = mentioned(table, rule.definition());
        Optional<Effect> there = rule.target().flatMap(target -> mentioned(target, rule.definition()));
        return here.isEmpty()
                ? there
                : there.isEmpty()
                        ? here
                        : here.filter(Effect.DESTRUCTIVE::equals).or(() -> there);
    }

    /** Whether a table's key or uniqueness is taken away or changed, so that references to it have to let go. */
    boolean losesKey(DatasetId table) {
        return delta.tables().stream()
                .filter(each -> each.table().isBoth() && each.id().equals(table))
                .flatMap(each -> each.constraints().stream())
                .filter(pair -> pair.target().isPresent())
                .anyMatch(pair -> Set.of(Rule.PRIMARY_KEY, Rule.UNIQUE)
                                .contains(pair.any().rule())
                        && !(pair.isBoth()
                                && Matching.same(
                                        pair.source().orElseThrow().definition(),
                                        pair.target().orElseThrow().definition())));
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
                && delta.source().views().stream().anyMatch(each -> each.id().equals(view.id()))
                && effect(view) != Effect.DESTRUCTIVE;
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

    /** What making a view waits for: the columns of its tables. */
    Effect effect(View view) {
        return view.uses().stream()
                        .flatMap(id -> columns.getOrDefault(id, Map.of()).values().stream())
                        .anyMatch(Effect.DESTRUCTIVE::equals)
                ? Effect.DESTRUCTIVE
                : Effect.QUICK;
    }
}
