package dev.naust.console.page;

import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.Run;
import dev.naust.api.service.SchemaComparisons.Comparison;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Request;
import dev.naust.api.service.SchemaVersions.Action;
import dev.naust.api.service.SchemaVersions.Plan;
import dev.naust.api.service.SchemaVersions.Status;
import dev.naust.api.service.SchemaVersions.Wanted;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.Choice;
import dev.naust.console.view.SchemaCompareView;
import dev.naust.console.view.SchemaVersionsView;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The pages about the structure of stores: two of them side by side, and the versions of one. */
public final class SchemaPages {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Problem TOO_SLOW = Problem.of(
                    503, "schema.timeout", "The stores took too long to say what they declare. Try again later.")
            .retryAfter(Duration.ofSeconds(30));

    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final Deadlines deadlines;

    public SchemaPages(Services services, Templates templates, Shells shells, Deadlines deadlines) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.deadlines = deadlines;
    }

    public void compare(Context request) throws Exception {
        String source = text(request, "source");
        String target = text(request, "target");
        boolean destructive = "true".equals(request.queryParam("destructive"));
        List<Rename> renames = renames(request);
        SchemaCompareView view = SchemaViews.empty(choices(source), choices(target), destructive);
        if (!source.isEmpty() && !target.isEmpty()) {
            try {
                Comparison found = deadlines.within(
                        "Comparing structures",
                        LIMIT,
                        TOO_SLOW,
                        () -> services.schemas()
                                .compare(new Request(
                                        new Endpoint.StoreId(source),
                                        new Endpoint.StoreId(target),
                                        List.of(),
                                        renames,
                                        Optional.empty(),
                                        destructive,
                                        true)));
                view = SchemaViews.of(view, found, request.path() + "?" + request.queryString());
            } catch (StoreException e) {
                view = SchemaViews.failed(view, e.getMessage());
            }
        }
        PageWriter.show(request, templates.pageSchemaCompare(shells.of(request), view));
    }

    /** Each as {@code collection/from/to}, every part encoded as in a form. */
    private static List<Rename> renames(Context request) {
        List<Rename> renames = new ArrayList<>();
        for (String each : request.queryParams("rename")) {
            String[] parts = each.split("\n", -1);
            if (parts.length == 3) {
                renames.add(new Rename(parts[0], parts[1], parts[2]));
            }
        }
        return renames;
    }

    private List<Choice> choices(String chosen) {
        return services.stores().stores().stream()
                .map(StoreView::id)
                .map(id -> new Choice(id, id, id.equals(chosen)))
                .toList();
    }

    private static String text(Context request, String name) {
        String text = request.queryParam(name);
        return text == null ? "" : text;
    }

    public void versions(Context request) throws Exception {
        String store = store(request);
        SchemaVersionsView view;
        try {
            Status status = deadlines.within(
                    "Schema versions",
                    LIMIT,
                    TOO_SLOW,
                    () -> services.schemaVersions().status(store));
            Plan plan = deadlines.within(
                    "Schema versions",
                    LIMIT,
                    TOO_SLOW,
                    () -> services.schemaVersions().plan(store, new Wanted(Action.MIGRATE, Optional.empty(), false)));
            view = SchemaViews.of(status, plan);
        } catch (StoreException e) {
            view = SchemaViews.failed(store, e.getMessage());
        }
        PageWriter.show(request, templates.pageSchemaVersions(shells.of(request), view));
    }

    public void run(Context request) throws Exception {
        String store = store(request);
        String asked = request.formParam("action");
        Action action = Arrays.stream(Action.values())
                .filter(each -> each.name().equals(asked))
                .findFirst()
                .orElse(Action.MIGRATE);
        Optional<String> target = Optional.ofNullable(request.formParam("target"))
                .map(String::strip)
                .filter(version -> !version.isEmpty());
        Run run = deadlines.within(
                "Schema versions",
                LIMIT,
                TOO_SLOW,
                () -> services.schemaVersions()
                        .start(store, new Wanted(action, target, "true".equals(request.formParam("outOfOrder")))));
        request.redirect("/runs/" + run.id(), HttpStatus.SEE_OTHER);
    }

    private String store(Context request) {
        String id = request.pathParam("id");
        return services.stores()
                .find(id)
                .map(StoreView::id)
                .orElseThrow(() -> new ProblemException(
                        404, "store.not_found", "There is no store \"" + id + "\". Look at the list of stores."));
    }
}
