package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Run;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Moving data from one store to another. */
public final class MigrationsResource {
    /** The kind of run that a migration is. */
    static final String KIND = "migration";

    private static final Duration PLAN_LIMIT = Duration.ofSeconds(60);
    private static final Problem TOO_SLOW = Problem.of(
                    503,
                    "plan.timeout",
                    "The stores took more than " + PLAN_LIMIT.toSeconds()
                            + " seconds to answer what a plan asks. Try again when they have less to do.")
            .retryAfter(Duration.ofSeconds(30));

    private final Services services;
    private final Deadlines deadlines;
    private final Idempotency idempotency;

    public MigrationsResource(Services services, Deadlines deadlines, Idempotency idempotency) {
        this.services = services;
        this.deadlines = deadlines;
        this.idempotency = idempotency;
    }

    public void plan(Context request) throws Exception {
        sendPlan(request, read(request).migration());
    }

    public void readiness(Context request) throws Exception {
        MigrationRequest asked = read(request).migration();
        Answers.send(
                request,
                ReadinessForm.of(deadlines.within(
                        "Planning migrations",
                        PLAN_LIMIT,
                        TOO_SLOW,
                        () -> services.migrations().readiness(asked))));
    }

    public void start(Context request) throws Exception {
        idempotency.once(request, () -> {
            Wanted wanted = read(request);
            if (wanted.dryRun()) {
                sendPlan(request, wanted.migration());
                return;
            }
            Run run = deadlines.within(
                    "Planning migrations",
                    PLAN_LIMIT,
                    TOO_SLOW,
                    () -> services.migrations().start(wanted.migration()));
            request.header("Location", "/api/v1/runs/" + run.id());
            Answers.send(request, 202, RunForm.of(run));
        });
    }

    public void list(Context request) {
        RunsResource.list(services, request, Optional.of(KIND));
    }

    public void get(Context request) {
        Run run = find(request);
        Document form = RunForm.of(run);
        Answers.send(
                request,
                services.migrations()
                        .following(run.id())
                        .map(now -> form.with("following", MigrationForms.of(now)))
                        .orElse(form));
    }

    /** Lets the target take the source's place. */
    public void cutover(Context request) throws Exception {
        Run run = find(request);
        Set<String> override = Set.of();
        if (request.bodyAsBytes().length > 0) {
            JsonBody body = JsonBody.of(request);
            override = Set.copyOf(body.textOrTexts("override"));
            body.done();
        }
        Set<String> named = override;
        Run going = deadlines.within(
                "Planning migrations",
                PLAN_LIMIT,
                TOO_SLOW,
                () -> services.migrations().cutOver(run.id(), named));
        request.header("Location", "/api/v1/runs/" + run.id());
        Answers.send(request, 202, RunForm.of(going));
    }

    public void cancel(Context request) {
        Run run = find(request);
        if (run.state().isFinal()) {
            throw new ProblemException(
                    409, "run.finished", "Migration " + run.id() + " is over already; there is nothing to cancel.");
        }
        request.header("Location", "/api/v1/runs/" + run.id());
        Answers.send(request, 202, RunForm.of(services.runs().cancel(run.id())));
    }

    public void pause(Context request) throws InterruptedException {
        Run run = find(request);
        request.header("Location", "/api/v1/runs/" + run.id());
        Answers.send(request, 202, RunForm.of(services.migrations().pause(run.id())));
    }

    /** Changes the rate limit of a migration that is going on. */
    public void pace(Context request) throws InterruptedException {
        Run run = find(request);
        JsonBody body = JsonBody.of(request);
        long limit = body.number("rateLimit", 0, 0, 1_000_000_000);
        body.done();
        Answers.send(request, RunForm.of(services.migrations().pace(run.id(), limit)));
    }

    public void resume(Context request) throws Exception {
        Run run = find(request);
        Run going = deadlines.within(
                "Resuming migrations",
                PLAN_LIMIT,
                TOO_SLOW,
                () -> services.migrations().resume(run.id()));
        request.header("Location", "/api/v1/runs/" + run.id());
        Answers.send(request, 202, RunForm.of(going));
    }

    public void rollback(Context request) throws Exception {
        Run run = find(request);
        JsonBody body = JsonBody.of(request);
        boolean dryRun = body.truth("dryRun", false);
        boolean force = body.truth("force", false);
        body.done();
        if (dryRun) {
            Answers.send(
                    request,
                    MigrationForms.of(deadlines.within(
                            "Planning migrations",
                            PLAN_LIMIT,
                            TOO_SLOW,
                            () -> services.migrations().planRollback(run.id()))));
            return;
        }
        Run going = deadlines.within(
                "Planning migrations",
                PLAN_LIMIT,
                TOO_SLOW,
                () -> services.migrations().rollBack(run.id(), force));
        request.header("Location", "/api/v1/runs/" + run.id());
        Answers.send(request, 202, RunForm.of(going));
    }

    public void rollbackPoints(Context request) throws Exception {
        Answers.list(
                request,
                services.migrations().rollbackPoints().stream().map(RunForm::of).toList(),
                Optional.empty());
    }

    public void report(Context request) {
        Run run = find(request);
        MigrationReport report = services.migrations()
                .report(run.id())
                .orElseThrow(() -> new ProblemException(
                        404,
                        "report.not_found",
                        run.state().isFinal()
                                ? "Migration " + run.id() + " ended without a report; its errors say why."
                                : "Migration " + run.id() + " has not finished yet; its report comes at the end."));
        Answers.send(request, MigrationForms.of(report));
    }

    private void sendPlan(Context request, MigrationRequest migration) throws Exception {
        Answers.send(
                request,
                MigrationForms.of(deadlines.within(
                        "Planning migrations",
                        PLAN_LIMIT,
                        TOO_SLOW,
                        () -> services.migrations().plan(migration))));
    }

    private Run find(Context request) {
        return RunsResource.find(services, request, Optional.of(KIND));
    }

    private record Wanted(MigrationRequest migration, boolean dryRun) {}

    private static Wanted read(Context request) {
        Document body = JsonBody.object(request);
        try {
            MigrationRequest migration = MigrationRequestForm.read(body);
            List<ConfigProblem> problems = new ArrayList<>();
            refuseAddress(migration.source(), "/source", problems);
            refuseAddress(migration.target(), "/target", problems);
            if (!problems.isEmpty()) {
                throw new InvalidConfigException(problems);
            }
            return new Wanted(migration, MigrationRequestForm.isDryRun(body));
        } catch (InvalidConfigException e) {
            throw new ProblemException(
                    Problem.invalid("request.invalid", "This cannot be migrated as asked for.", e.problems()));
        }
    }

    /** Only stores' ids: an address would let its sender reach whatever this machine can reach. */
    private static void refuseAddress(Endpoint endpoint, String pointer, List<ConfigProblem> problems) {
        if (!(endpoint instanceof Endpoint.StoreId)) {
            problems.add(new ConfigProblem(pointer, "must be the id of a configured store"));
        }
    }
}
