package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.View;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.migration.schema.Steps.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes views as statements for PostgreSQL: removed before what they read changes, made again after it. For one thread. */
final class PostgresViews {
    private final Delta delta;
    private final Touched touched;
    private final Steps steps;

    PostgresViews(Delta delta, Touched touched, Steps steps) {
        this.delta = delta;
        this.touched = touched;
        this.steps = steps;
    }

    private static String name(String name) {
        return Dialect.POSTGRES.name(name);
    }

    private static String name(DatasetId id) {
        return Dialect.POSTGRES.name(id);
    }

    void drop() {
        List<View> going = delta.target().views().stream()
                .filter(view -> touched.views().contains(view.id()))
                .toList();
        for (View view : Touched.outermostFirst(going)) {
            Optional<View> wanted = delta.source().views().stream()
                    .filter(each -> each.id().equals(view.id()))
                    .findFirst();
            if (comesBackAsItWas(view)) {
                steps.add(
                        Phase.DROP_VIEWS,
                        Effect.QUICK,
                        "Set view " + view.id() + " aside",
                        "It is made again at the end; rights that were granted on it are not.",
                        drop(view));
            }
            steps.add(
                    Phase.DROP_VIEWS,
                    wanted.map(touched::effect).orElse(Effect.DESTRUCTIVE),
                    "Remove view " + view.id(),
                    wanted.isPresent() ? "It is made again at the end; rights that were granted on it are not." : "",
                    drop(view));
        }
    }

    /** Whether a view makes room for a safe step, while only a step that loses something makes it what it shall be. */
    private boolean comesBackAsItWas(View view) {
        return touched.isInTheWay(view)
                && delta.source().views().stream()
                        .filter(each -> each.id().equals(view.id()))
                        .allMatch(each -> touched.effect(each) == Effect.DESTRUCTIVE);
    }

    private static String drop(View view) {
        return "DROP " + (view.stored() ? "MATERIALIZED " : "") + "VIEW " + name(view.id());
    }

    void make() {
        Set<DatasetId> there = new LinkedHashSet<>();
        delta.target().views().forEach(view -> there.add(view.id()));
        List<View> made = new ArrayList<>(delta.source().views().stream()
                .filter(view -> !there.contains(view.id()) || touched.views().contains(view.id()))
                .toList());
        made = new ArrayList<>(Touched.outermostFirst(made));
        Collections.reverse(made);
        made.forEach(view -> make(view, touched.effect(view)));
        List<View> aside = new ArrayList<>(Touched.outermostFirst(delta.target().views().stream()
                .filter(view -> touched.views().contains(view.id()) && comesBackAsItWas(view))
                .toList()));
        Collections.reverse(aside);
        aside.forEach(view -> make(view, Effect.QUICK));
    }

    private void make(View view, Effect effect) {
        steps.add(
                Phase.VIEWS,
                effect,
                "Make view " + view.id(),
                "",
                "CREATE " + (view.stored() ? "MATERIALIZED " : "") + "VIEW " + name(view.id()) + " "
                        + view.definition());
        view.indexes()
                .forEach(index -> steps.add(
                        Phase.VIEWS,
                        effect,
                        "Add index " + index.name() + " to " + view.id(),
                        "",
                        "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + name(index.name()) + " ON "
                                + name(view.id()) + " " + index.definition()));
    }
}
