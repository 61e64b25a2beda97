package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import dev.naust.migration.schema.Steps.Phase;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Names of indexes and rules that the target has on one thing and the source on another: PostgreSQL has such a name once in
 * a schema, so that the target's is called otherwise before the source's is made. For one thread.
 */
final class NamesAside {
    private static final int LONGEST = 63;
    private static final String BEFORE = "_before";

    private final Delta delta;
    private final Steps steps;
    private final Map<DatasetId, DatasetId> wanted = new HashMap<>();
    private final Set<DatasetId> taken = new HashSet<>();
    private final Map<Object, Object> moved = new IdentityHashMap<>();

    private NamesAside(Delta delta, Steps steps) {
        this.delta = delta;
        this.steps = steps;
    }

    /** The delta with the target's things under the names that the steps, which are put in, give them. */
    static Delta apply(Delta delta, Steps steps) {
        NamesAside names = new NamesAside(delta, steps);
        names.collect(delta.source(), names.wanted);
        Map<DatasetId, DatasetId> had = new HashMap<>();
        names.collect(delta.target(), had);
        names.taken.addAll(names.wanted.keySet());
        names.taken.addAll(had.keySet());
        delta.tables().forEach(names::look);
        return names.moved.isEmpty() ? delta : names.renamed();
    }

    /** A name for what is put aside, no longer than PostgreSQL's names are. */
    static String before(String name) {
        return cut(name, LONGEST - BEFORE.length()) + BEFORE;
    }

    /** A name that PostgreSQL takes: one that is too long for it keeps its beginning, and what makes it differ from others. */
    static String fitting(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST
                ? name
                : cut(name, LONGEST - 9) + "_" + String.format("%08x", name.hashCode());
    }

    private static String cut(String name, int bytes) {
        String kept = name;
        while (kept.getBytes(StandardCharsets.UTF_8).length > bytes) {
            kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
        }
        return kept;
    }

    private void collect(Structure structure, Map<DatasetId, DatasetId> owners) {
        structure.views().forEach(view -> {
            owners.put(view.id(), view.id());
            view.indexes().forEach(index -> owners.put(Renaming.id(view.id(), index.name()), view.id()));
        });
        structure.sequences().forEach(each -> owners.put(each.id(), each.id()));
        for (Table table : structure.tables()) {
            owners.put(table.id(), table.id());
            table.indexes().forEach(index -> owners.put(Renaming.id(table.id(), index.name()), table.id()));
            table.constraints().stream()
                    .filter(NamesAside::hasIndex)
                    .forEach(rule -> owners.put(Renaming.id(table.id(), rule.name()), table.id()));
        }
    }

    private static boolean hasIndex(Constraint rule) {
        return !rule.name().isEmpty()
                && (rule.rule() == Rule.PRIMARY_KEY || rule.rule() == Rule.UNIQUE || rule.rule() == Rule.EXCLUSION);
    }

    private void look(TableDelta table) {
        Set<String> comers = new HashSet<>();
        table.constraints().forEach(pair -> comer(pair, Constraint::name, comers));
        table.indexes().forEach(pair -> comer(pair, Index::name, comers));
        DatasetId id = table.id();
        for (Constraint rule : table.table().target().map(Table::constraints).orElse(List.of())) {
            if (comers.contains(rule.name()) || hasIndex(rule) && isElsewhere(id, rule.name())) {
                String name = free(id, rule.name());
                moved.put(rule, new Constraint(rule.rule(), name, rule.columns(), rule.definition(), rule.target()));
                step(
                        id,
                        rule.name(),
                        "ALTER TABLE " + Dialect.POSTGRES.name(id) + " RENAME CONSTRAINT "
                                + Dialect.POSTGRES.name(rule.name()) + " TO " + Dialect.POSTGRES.name(name));
            }
        }
        for (Index index : table.table().target().map(Table::indexes).orElse(List.of())) {
            if (comers.contains(index.name()) || isElsewhere(id, index.name())) {
                String name = free(id, index.name());
                moved.put(
                        index,
                        new Index(
                                name,
                                index.unique(),
                                index.method(),
                                index.parts(),
                                index.condition(),
                                index.definition()));
                step(
                        id,
                        index.name(),
                        "ALTER INDEX " + Dialect.POSTGRES.name(Renaming.id(id, index.name())) + " RENAME TO "
                                + Dialect.POSTGRES.name(name));
            }
        }
    }

    /** The name that something of the table gets which is called otherwise now. */
    private static <T> void comer(Pair<T> pair, Function<T, String> name, Set<String> comers) {
        if (pair.isBoth()) {
            String to = name.apply(pair.source().orElseThrow());
            if (!to.isEmpty() && !to.equals(name.apply(pair.target().orElseThrow()))) {
                comers.add(to);
            }
        }
    }

    private boolean isElsewhere(DatasetId table, String name) {
        DatasetId owner = wanted.get(Renaming.id(table, name));
        return owner != null && !owner.equals(table);
    }

    private String free(DatasetId table, String name) {
        String free = before(name);
        for (int i = 2; !taken.add(Renaming.id(table, free)); i++) {
            free = before(name.substring(0, Math.min(name.length(), 30)) + "_" + i);
        }
        return free;
    }

    private void step(DatasetId table, String name, String statement) {
        steps.add(
                Phase.RENAME,
                Effect.QUICK,
                "Set the name " + name + " on " + table + " aside",
                "Something else gets this name.",
                statement);
    }

    private Delta renamed() {
        return new Delta(
                delta.source(),
                new Structure(
                        delta.target().technology(),
                        delta.target().tables().stream().map(this::table).toList(),
                        delta.target().views(),
                        delta.target().sequences(),
                        delta.target().enums(),
                        delta.target().domains(),
                        delta.target().notes()),
                delta.renames(),
                delta.tables().stream().map(this::table).toList(),
                delta.views(),
                delta.sequences(),
                delta.enums(),
                delta.domains());
    }

    private TableDelta table(TableDelta table) {
        return new TableDelta(
                new Pair<>(table.table().source(), table.table().target().map(this::table)),
                table.columns(),
                table.constraints().stream().map(this::pair).toList(),
                table.indexes().stream().map(this::pair).toList(),
                table.triggers());
    }

    private Table table(Table table) {
        return new Table(
                table.id(),
                table.columns(),
                table.constraints().stream().map(this::now).toList(),
                table.indexes().stream().map(this::now).toList(),
                table.triggers(),
                table.options(),
                table.inherits());
    }

    private <T> Pair<T> pair(Pair<T> pair) {
        return new Pair<>(pair.source(), pair.target().map(this::now));
    }

    @SuppressWarnings("unchecked")
    private <T> T now(T thing) {
        return (T) moved.getOrDefault(thing, thing);
    }
}
