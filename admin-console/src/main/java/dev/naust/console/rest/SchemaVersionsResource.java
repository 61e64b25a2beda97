package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Run;
import dev.naust.api.service.SchemaVersions.Action;
import dev.naust.api.service.SchemaVersions.Plan;
import dev.naust.api.service.SchemaVersions.State;
import dev.naust.api.service.SchemaVersions.Status;
import dev.naust.api.service.SchemaVersions.Step;
import dev.naust.api.service.SchemaVersions.Version;
import dev.naust.api.service.SchemaVersions.Wanted;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.Problem;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** The versions that a store's structure goes through. */
public final class SchemaVersionsResource {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Problem TOO_SLOW = Problem.of(
                    503,
                    "schema.timeout",
                    "The store took more than " + LIMIT.toSeconds()
                            + " seconds to say at which version it is. Try again when it has less to do.")
            .retryAfter(Duration.ofSeconds(30));

    private final Services services;
    private final Deadlines deadlines;

    public SchemaVersionsResource(Services services, Deadlines deadlines) {
        this.services = services;
        this.deadlines = deadlines;
    }

    public void status(Context request) throws Exception {
        String store = store(request);
        Answers.send(request, form(within(() -> services.schemaVersions().status(store))));
    }

    public void plan(Context request) throws Exception {
        sendPlan(request, read(request, Action.MIGRATE).wanted());
    }

    public void run(Context request) throws Exception {
        start(request, read(request, Action.MIGRATE));
    }

    public void undo(Context request) throws Exception {
        start(request, read(request, Action.UNDO));
    }

    public void baseline(Context request) throws Exception {
        start(request, read(request, Action.BASELINE));
    }

    public void repair(Context request) throws Exception {
        start(request, read(request, Action.REPAIR));
    }

    private void start(Context request, Asked asked) throws Exception {
        if (asked.dryRun()) {
            sendPlan(request, asked.wanted());
            return;
        }
        String store = store(request);
        Run run = within(() -> services.schemaVersions().start(store, asked.wanted()));
        request.header("Location", "/api/v1/runs/" + run.id());
        Answers.send(request, 202, RunForm.of(run));
    }

    private void sendPlan(Context request, Wanted wanted) throws Exception {
        String store = store(request);
        Answers.send(request, form(within(() -> services.schemaVersions().plan(store, wanted))));
    }

    private interface Question<T> {
        T ask() throws Exception;
    }

    private <T> T within(Question<T> question) throws Exception {
        return deadlines.within("Schema versions", LIMIT, TOO_SLOW, question::ask);
    }

    private String store(Context request) {
        return StoreWork.store(services, request.pathParam("id")).id();
    }

    private record Asked(Wanted wanted, boolean dryRun) {}

    /** A body is not needed: everything has a usual value. */
    private static Asked read(Context request, Action usual) {
        if (request.body().isBlank()) {
            return new Asked(new Wanted(usual, Optional.empty(), false), false);
        }
        JsonBody body = JsonBody.of(request);
        Action action = Objects.requireNonNull(body.choice("action", Action.class, usual));
        Optional<String> target = body.text("target").filter(text -> !text.isEmpty());
        boolean outOfOrder = body.truth("outOfOrder", false);
        boolean dryRun = body.truth("dryRun", false);
        body.done();
        return new Asked(new Wanted(action, target, outOfOrder), dryRun);
    }

    private static Document form(Status status) {
        return new JsonObject()
                .put("store", status.store())
                .put("folder", status.folder())
                .putText("current", status.current())
                .put(
                        "pending",
                        status.versions().stream()
                                .filter(version ->
                                        List.of(State.PENDING, State.UNDONE).contains(version.state()))
                                .map(SchemaVersionsResource::form)
                                .toList())
                .put(
                        "versions",
                        status.versions().stream()
                                .map(SchemaVersionsResource::form)
                                .toList())
                .putTexts("drift", status.drift())
                .document();
    }

    private static Document form(Version version) {
        return new JsonObject()
                .putText("version", version.version())
                .put("description", version.description())
                .put("script", version.script())
                .put("state", version.state().name())
                .put("checksum", number(version.checksum()))
                .putText("installedOn", Optional.of(version.installedOn()).filter(text -> !text.isEmpty()))
                .putText("installedBy", Optional.of(version.installedBy()).filter(text -> !text.isEmpty()))
                .put("executionTime", number(version.milliseconds()))
                .put("undo", version.undo())
                .document();
    }

    private static Value number(OptionalInt number) {
        return number.isPresent() ? Value.int64(number.getAsInt()) : Value.ofNull();
    }

    private static Document form(Plan plan) {
        return new JsonObject()
                .put("store", plan.store())
                .put("action", plan.action().name())
                .put("canProceed", plan.canProceed())
                .put(
                        "steps",
                        plan.steps().stream().map(SchemaVersionsResource::form).toList())
                .putTexts("warnings", plan.warnings())
                .putTexts("blockers", plan.blockers())
                .document();
    }

    private static Document form(Step step) {
        return new JsonObject()
                .putText("version", step.version())
                .put("description", step.description())
                .put("script", step.script())
                .put("transactional", step.transactional())
                .putTexts("statements", step.statements())
                .put("note", step.note())
                .document();
    }
}
