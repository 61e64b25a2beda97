package dev.naust.console.page;

import dev.naust.api.service.Migrations.Following.Stage;
import dev.naust.api.service.Run;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.RunView;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import gg.jte.models.runtime.JteModel;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** Answers requests for pages and takes their forms. Every form that changes something ends in a redirect. */
public final class Pages {
    private static final Duration READING = Duration.ofSeconds(30);
    private static final Duration ROLLBACK_LIMIT = Duration.ofSeconds(60);

    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final Deadlines deadlines;
    private final OverviewPage overview;
    private final StoreCards cards;
    private final CollectionPage collection;
    private final ProvidersPage providers;
    private final RunsPage runs;
    private final RunPage run;
    private final RollbackPage rollback;

    public Pages(Services services, Templates templates, Shells shells, Deadlines deadlines, Clock clock) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.deadlines = deadlines;
        RunRows rows = new RunRows(clock);
        Automations automations = new Automations(new JsonValues());
        this.cards = new StoreCards(services);
        this.overview = new OverviewPage(services, cards, rows, clock);
        this.collection = new CollectionPage(services);
        this.providers = new ProvidersPage(services);
        this.runs = new RunsPage(services, rows);
        this.run = new RunPage(services, rows, automations);
        this.rollback = new RollbackPage(services);
    }

    public void overview(Context request) {
        show(request, templates.pageOverview(shells.of(request), overview.view()));
    }

    public void stores(Context request) {
        show(request, templates.pageStores(shells.of(request), cards.all()));
    }

    public void collection(Context request) throws Exception {
        String id = request.pathParam("store");
        String name = Optional.ofNullable(request.queryParam("name")).orElse("");
        Optional<String> after = Optional.ofNullable(request.queryParam("after"));
        var view = within("The store \"" + id + "\"", READING, () -> collection.view(id, name, after))
                .orElseThrow(() -> missing("collection", name));
        show(request, templates.pageCollection(shells.of(request), view));
    }

    public void providers(Context request) {
        show(request, templates.pageProviders(shells.of(request), providers.view()));
    }

    /** Gives a provider's id to one of the bundles that offer it. */
    public void chooseBundle(Context request) {
        String bundle = Optional.ofNullable(request.formParam("bundle")).orElse("");
        services.providers().choose(request.pathParam("provider"), bundle);
        request.redirect("/providers", HttpStatus.SEE_OTHER);
    }

    /** Makes a store the one that is used where none is named. */
    public void chooseDefault(Context request) {
        String id = request.pathParam("store");
        services.stores().chooseDefault(id);
        request.redirect("/stores/" + id, HttpStatus.SEE_OTHER);
    }

    public void migrations(Context request) {
        Optional<String> before = Optional.ofNullable(request.queryParam("before"));
        var view = runs.view(Optional.of(RunRows.MIGRATION), before, "/migrations");
        show(request, templates.pageMigrations(shells.of(request), view));
    }

    public void runs(Context request) {
        Optional<String> before = Optional.ofNullable(request.queryParam("before"));
        show(request, templates.pageRuns(shells.of(request), runs.view(Optional.empty(), before, "/runs")));
    }

    public void run(Context request) throws InterruptedException {
        show(request, templates.pageRun(shells.of(request), runView(request)));
    }

    /** The changing part of a run's page alone. */
    public void liveRun(Context request) throws InterruptedException {
        show(request, templates.partRunLive(shells.of(request), runView(request)));
    }

    public void cancelRun(Context request) {
        String id = request.pathParam("run");
        Run found = services.runs().find(id).orElseThrow(() -> missing("run", id));
        // Whoever comes too late finds out on the run's page.
        Run run = found.state().isFinal() ? found : services.runs().cancel(id);
        request.redirect(RunRows.href(run), HttpStatus.SEE_OTHER);
    }

    /** Stops a migration from writing; whoever comes too late finds out on the run's page. */
    public void pauseRun(Context request) throws InterruptedException {
        String id = request.pathParam("run");
        Run found = services.runs().find(id).orElseThrow(() -> missing("run", id));
        Run run = found.state().isFinal() ? found : services.migrations().pause(id);
        request.redirect(RunRows.href(run), HttpStatus.SEE_OTHER);
    }

    /** Ends a pause. */
    public void goOn(Context request) throws InterruptedException {
        String id = request.pathParam("run");
        Run found = services.runs().find(id).orElseThrow(() -> missing("run", id));
        Run run = found.state().isFinal() ? found : services.migrations().resume(id);
        request.redirect(RunRows.href(run), HttpStatus.SEE_OTHER);
    }

    /** Goes on with a run; whoever comes too late finds out on the run's page. */
    public void resumeRun(Context request) throws InterruptedException {
        String id = request.pathParam("run");
        Run found = services.runs().find(id).orElseThrow(() -> missing("run", id));
        boolean migration = found.kind().equals(RunRows.MIGRATION);
        Run run = !found.canResume()
                ? found
                : migration ? services.migrations().resume(id) : services.runs().resume(id);
        request.redirect(RunRows.href(run), HttpStatus.SEE_OTHER);
    }

    /** What rolling a migration back would do. */
    public void rollback(Context request) throws Exception {
        String id = request.pathParam("run");
        Run found = services.runs().find(id).orElseThrow(() -> missing("run", id));
        show(
                request,
                templates.pageRollback(
                        shells.of(request),
                        within("Looking at a rollback", ROLLBACK_LIMIT, () -> rollback.view(found))));
    }

    public void rollBackRun(Context request) throws Exception {
        String id = request.pathParam("run");
        boolean force = "true".equals(request.formParam("force"));
        Run run = within(
                "Looking at a rollback",
                ROLLBACK_LIMIT,
                () -> services.migrations().rollBack(id, force));
        request.redirect(RunRows.href(run), HttpStatus.SEE_OTHER);
    }

    public void cutover(Context request) {
        String id = request.pathParam("run");
        Run found = services.runs().find(id).orElseThrow(() -> missing("run", id));
        var now = services.migrations().following(id).orElseThrow(() -> missing("run that follows", id));
        if (now.stage() != Stage.FOLLOWING) {
            request.redirect(RunRows.href(found), HttpStatus.SEE_OTHER);
            return;
        }
        show(request, templates.pageCutover(shells.of(request), FollowingPart.question(found, now)));
    }

    public void finish(Context request) {
        String id = request.pathParam("run");
        Run found = services.runs().find(id).orElseThrow(() -> missing("run", id));
        var now = services.migrations().following(id).orElseThrow(() -> missing("run that follows", id));
        if (now.since().isEmpty()) {
            request.redirect(RunRows.href(found), HttpStatus.SEE_OTHER);
            return;
        }
        show(request, templates.pageFinish(shells.of(request), FollowingPart.finish(found)));
    }

    public void cutOverRun(Context request) throws Exception {
        String id = request.pathParam("run");
        Set<String> override = Set.copyOf(request.formParams("override"));
        Run run = within(
                "Cutting over", ROLLBACK_LIMIT, () -> services.migrations().cutOver(id, override));
        request.redirect(RunRows.href(run), HttpStatus.SEE_OTHER);
    }

    private RunView runView(Context request) throws InterruptedException {
        String id = request.pathParam("run");
        return run.view(id, serverUrl(request)).orElseThrow(() -> missing("run", id));
    }

    private <T> T within(String subject, Duration limit, Callable<T> work) throws Exception {
        Problem late = Problem.of(
                        503,
                        "request.timeout",
                        "The store did not answer within " + limit.toSeconds()
                                + " seconds. Try again when it has less to do.")
                .retryAfter(Duration.ofSeconds(10));
        return deadlines.within(subject, limit, late, work);
    }

    private static String serverUrl(Context request) {
        return request.scheme() + "://" + request.host();
    }

    private static ProblemException missing(String what, String name) {
        return new ProblemException(
                404, what + ".not_found", "There is no " + what + " \"" + name + "\" here, or not any more.");
    }

    private static void show(Context request, JteModel page) {
        PageWriter.show(request, page);
    }
}
