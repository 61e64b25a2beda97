package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Index;
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
    private final PostgresColumns columns;

    PostgresViews(Delta delta, Touched touched, Steps steps, PostgresColumns columns) {
        this.delta = delta;
        this.touched = touched;
        this.steps = steps;
        this.columns = columns;
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
            if (touched.comesBackAsItWas(view)) {
                steps.add(
                        Phase.DROP_VIEWS,
                        Effect.QUICK,
                        "Set view " + view.id() + " aside",
                        "It is made again at the end; rights that were granted on it are not.",
                        readsRenamed(view) ? new String[] {remember(view), drop(view)} : new String[] {drop(view)});
            }
            steps.add(
                    Phase.DROP_VIEWS,
                    wanted.map(touched::effect).orElse(Effect.DESTRUCTIVE),
                    "Remove view " + view.id(),
                    wanted.isPresent() ? "It is made again at the end; rights that were granted on it are not." : "",
                    wanted.filter(this::staysUnderNewNames).isPresent()
                            ? new String[] {remember(view), drop(view)}
                            : new String[] {drop(view)});
        }
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
        made.forEach(view -> make(view, touched.effect(view), staysUnderNewNames(view) ? again(view) : create(view)));
        List<View> aside = new ArrayList<>(Touched.outermostFirst(delta.target().views().stream()
                .filter(view -> touched.views().contains(view.id()) && touched.comesBackAsItWas(view))
                .toList()));
        Collections.reverse(aside);
        aside.forEach(view -> make(view, Effect.QUICK, readsRenamed(view) ? again(view) : create(view)));
    }

    /** Whether a view reads what is called otherwise now: how the database says that is known only when the script runs. */
    private boolean readsRenamed(View view) {
        return delta.renames().stream()
                .map(rename -> rename.collection().isEmpty() ? rename.to() : rename.collection())
                .anyMatch(table -> view.uses().stream().anyMatch(id -> Matching.means(table, id)));
    }

    /** A view that is only the target's own, across technologies, still speaks of the old names. */
    private boolean staysUnderNewNames(View wanted) {
        return readsRenamed(wanted)
                && delta.target().views().stream()
                        .anyMatch(had -> had.id().equals(wanted.id())
                                && had.definition().equals(wanted.definition())
                                && delta.renames().stream()
                                        .anyMatch(rename -> Words.mention(had.definition(), rename.from())));
    }

    private static String remember(View view) {
        return "SELECT pg_catalog.set_config(" + setting(view) + ", pg_catalog.pg_get_viewdef("
                + Dialect.POSTGRES.literal(name(view.id())) + "::regclass), false)";
    }

    private static String again(View view) {
        String options = view.definition().startsWith("WITH (")
                ? view.definition().substring(0, view.definition().indexOf(") AS ") + 2)
                : "";
        return "DO $view$\nBEGIN\n  EXECUTE " + Dialect.POSTGRES.literal(begin(view) + options + "AS ")
                + " || pg_catalog.current_setting(" + setting(view) + ");\nEND\n$view$";
    }

    private static String setting(View view) {
        return "'naust.view_" + Integer.toHexString(view.id().toString().hashCode()) + "'";
    }

    private static String begin(View view) {
        return "CREATE " + (view.stored() ? "MATERIALIZED " : "") + "VIEW " + name(view.id()) + " ";
    }

    private static String create(View view) {
        return begin(view) + view.definition();
    }

    /** Whether views wait for steps that rows may refuse: one that groups by a key stands on it, and others may read that view. */
    private boolean standsOnKeys() {
        return delta.source().views().stream()
                .anyMatch(view -> view.definition().contains("GROUP BY")
                        || view.uses().stream().anyMatch(id -> columns.waitsForRows(id, view.definition())));
    }

    private void make(View view, Effect effect, String statement) {
        String note = effect == Effect.DESTRUCTIVE
                ? "It waits for what it reads, or for a view that only this store has and that reads it."
                : "";
        if (standsOnKeys()) {
            steps.addRefusable(Phase.VIEWS, effect, "Make view " + view.id(), note, statement);
        } else {
            steps.add(Phase.VIEWS, effect, "Make view " + view.id(), note, statement);
        }
        for (Index index : view.indexes()) {
            String title = "Add index " + index.name() + " to " + view.id();
            String made = "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + name(index.name()) + " ON "
                    + name(view.id()) + " " + index.definition();
            if (index.unique() || standsOnKeys()) {
                steps.addRefusable(Phase.VIEWS, effect, title, "", made);
            } else {
                steps.add(Phase.VIEWS, effect, title, "", made);
            }
        }
    }
}
