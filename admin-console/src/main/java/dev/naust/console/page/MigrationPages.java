package dev.naust.console.page;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.Run;
import dev.naust.api.store.StoreException;
import dev.naust.console.templates.Templates;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The way to a migration: a form, its plan, its start. */
public final class MigrationPages {
    private static final Duration READING = Duration.ofSeconds(30);
    private static final Duration PLANNING = Duration.ofMinutes(10);
    private static final String CLOSE = "close ";

    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final Deadlines deadlines;
    private final MigrationFormPage form;
    private final PlanPage plan;

    public MigrationPages(Services services, Templates templates, Shells shells, Deadlines deadlines) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.deadlines = deadlines;
        this.form = new MigrationFormPage(services, new StoreCards(services));
        this.plan = new PlanPage(new Automations(new JsonValues()));
    }

    /** An empty form, or one with the stores that the address names. */
    public void begin(Context request) throws Exception {
        MigrationForm begun = MigrationForm.begun(
                Optional.ofNullable(request.queryParam("source")).orElse(""),
                Optional.ofNullable(request.queryParam("target")).orElse(""));
        showForm(request, begun, List.of());
    }

    /** The form again with all that was filled in: for another source, or with a collection opened or closed. */
    public void change(Context request) throws Exception {
        MigrationForm sent = MigrationForm.sent(request.formParamMap());
        String act = Optional.ofNullable(request.formParam("do")).orElse("");
        String opened = Optional.ofNullable(request.formParam("openable")).orElse("");
        if (act.equals("open") && !opened.isEmpty()) {
            sent = sent.opened(opened);
        } else if (act.startsWith(CLOSE)) {
            sent = sent.closed(act.substring(CLOSE.length()));
        }
        showForm(request, sent, List.of());
    }

    /** Shows the plan. It only reads, but a long list of collections fits no URL, so it is posted. */
    public void plan(Context request) throws Exception {
        MigrationForm sent = MigrationForm.sent(request.formParamMap());
        Optional<MigrationRequest> asked = asked(request, sent);
        if (asked.isEmpty()) {
            return;
        }
        try {
            MigrationPlan planned = within(
                    "Planning migrations", PLANNING, () -> services.migrations().plan(asked.get()));
            PageWriter.show(
                    request,
                    templates.pagePlan(shells.of(request), plan.view(sent, planned, Optional.empty(), url(request))));
        } catch (StoreException e) {
            refuse(request, sent, whole(e.getMessage()));
        }
    }

    /** Starts it and goes to its page. */
    public void start(Context request) throws Exception {
        MigrationForm sent = MigrationForm.sent(request.formParamMap());
        Optional<MigrationRequest> asked = asked(request, sent);
        if (asked.isEmpty()) {
            return;
        }
        try {
            Run started = within(
                    "Planning migrations", PLANNING, () -> services.migrations().start(asked.get()));
            request.redirect(RunRows.href(started), HttpStatus.SEE_OTHER);
        } catch (StoreException e) {
            refuse(request, sent, whole(e.getMessage()));
        }
    }

    /** What a form asks for; empty when something is wrong with it and the form was shown again. */
    private Optional<MigrationRequest> asked(Context request, MigrationForm sent) throws Exception {
        Optional<String> missing = sent.problem();
        if (missing.isPresent()) {
            refuse(request, sent, whole(missing.get()));
            return Optional.empty();
        }
        MigrationForm.Judged judged = sent.judged();
        if (judged.request().isEmpty()) {
            refuse(request, sent, judged.problems());
        }
        return judged.request();
    }

    private static List<ConfigProblem> whole(String message) {
        return List.of(new ConfigProblem("", message));
    }

    private void refuse(Context request, MigrationForm sent, List<ConfigProblem> problems) throws Exception {
        request.status(HttpStatus.UNPROCESSABLE_CONTENT);
        showForm(request, sent, problems);
    }

    private void showForm(Context request, MigrationForm sent, List<ConfigProblem> problems) throws Exception {
        var view = within("The form for migrations", READING, () -> form.view(sent, problems));
        PageWriter.show(request, templates.pageMigrationForm(shells.of(request), view));
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

    private static String url(Context request) {
        return request.scheme() + "://" + request.host();
    }
}
