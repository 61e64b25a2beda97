package dev.naust.console.rest;

import dev.naust.api.service.Backups;
import dev.naust.api.service.Backups.Backup;
import dev.naust.api.service.Backups.NewBackup;
import dev.naust.api.service.Backups.NewSchedule;
import dev.naust.api.service.Backups.Restore;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Run;
import dev.naust.console.security.Caller;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Backups of stores, and when they are made. */
public final class BackupsResource {
    private static final int LONGEST_PASSPHRASE = 1_000;
    private static final int MOST_KEPT = 100_000;

    private final Services services;
    private final Idempotency idempotency;

    public BackupsResource(Services services, Idempotency idempotency) {
        this.services = services;
        this.idempotency = idempotency;
    }

    public void list(Context request) {
        int limit = Answers.limit(request);
        List<Backup> found = services.backups()
                .list(Optional.ofNullable(request.queryParam("store")), Answers.cursor(request), limit + 1);
        List<Backup> page = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next = found.size() > limit
                ? Optional.of(Answers.encode(page.get(page.size() - 1).id()))
                : Optional.empty();
        Map<String, Instant> proven = services.backups().proven();
        Answers.list(
                request, page.stream().map(each -> BackupForms.of(each, proven)).toList(), next);
    }

    public void create(Context request) throws Exception {
        idempotency.once(request, () -> {
            JsonBody body = JsonBody.of(request);
            NewBackup wanted = new NewBackup(
                    body.required("store"), body.texts("collections"), body.text("location"), passphrase(body, true));
            body.done();
            started(request, services.backups().create(wanted, Caller.nameIn(request)));
        });
    }

    public void get(Context request) {
        Answers.send(request, BackupForms.of(find(request), services.backups().proven()));
    }

    public void delete(Context request) {
        services.backups().delete(find(request).id(), Caller.nameIn(request));
        request.status(204);
    }

    public void verify(Context request) {
        Optional<String> passphrase = onlyPassphrase(request);
        started(request, services.backups().verify(find(request).id(), passphrase, Caller.nameIn(request)));
    }

    public void drill(Context request) {
        Optional<String> passphrase = onlyPassphrase(request);
        started(request, services.backups().drill(find(request).id(), passphrase, Caller.nameIn(request)));
    }

    public void restore(Context request) throws Exception {
        idempotency.once(request, () -> {
            Backup backup = find(request);
            Restore wanted = isEmpty(request)
                    ? new Restore(Optional.empty(), List.of(), Options.defaults(), false, Optional.empty())
                    : restore(JsonBody.of(request));
            started(request, services.backups().restore(backup.id(), wanted, Caller.nameIn(request)));
        });
    }

    public void schedules(Context request) {
        Answers.page(
                request,
                services.backups().schedules(),
                schedule -> schedule.rule().id(),
                BackupForms::of);
    }

    public void save(Context request) throws Exception {
        idempotency.once(request, () -> {
            JsonBody body = JsonBody.of(request);
            String store = body.required("store");
            JsonBody keep = body.inner("keep");
            NewSchedule wanted = new NewSchedule(
                    body.text("id").orElse(store),
                    store,
                    body.texts("collections"),
                    body.text("location"),
                    body.required("cron"),
                    body.text("zone").or(() -> body.text("timeZone")).orElse("Europe/Oslo"),
                    keep.number("last", 0, 0, MOST_KEPT),
                    keep.number("days", 0, 0, MOST_KEPT),
                    body.truth("drill", false));
            body.done();
            Backups.Schedule saved = services.backups().save(wanted, Caller.nameIn(request));
            Answers.send(request, 201, BackupForms.of(saved));
        });
    }

    public void deleteSchedule(Context request) {
        services.backups().deleteSchedule(request.pathParam("id"), Caller.nameIn(request));
        request.status(204);
    }

    public void locations(Context request) {
        Answers.page(request, services.backups().locations(), Backups.Location::name, BackupForms::of);
    }

    private static Restore restore(JsonBody body) {
        Optional<String> target = body.text("target").or(() -> body.text("store"));
        List<String> collections = body.texts("collections");
        JsonBody options = body.inner("options");
        Options usual = Options.defaults();
        Conflict conflict = Objects.requireNonNull(options.choice("conflict", Conflict.class, usual.conflict()));
        int batchSize = options.number("batchSize", usual.batchSize(), 1, 100_000);
        boolean validate = options.truth("validate", usual.validate());
        boolean goOn = options.truth("continueOnError", usual.continueOnError());
        int parallelism = options.number("parallelism", usual.parallelism(), 0, 64);
        boolean dryRun = options.truth("dryRun", body.truth("dryRun", false));
        Optional<String> passphrase = passphrase(body, false);
        body.done();
        return new Restore(
                target, collections, new Options(conflict, batchSize, validate, goOn, parallelism), dryRun, passphrase);
    }

    private static Optional<String> onlyPassphrase(Context request) {
        if (isEmpty(request)) {
            return Optional.empty();
        }
        JsonBody body = JsonBody.of(request);
        Optional<String> passphrase = passphrase(body, false);
        body.done();
        return passphrase;
    }

    private static Optional<String> passphrase(JsonBody body, boolean isNew) {
        Optional<String> passphrase = body.text("passphrase");
        if (passphrase.filter(text -> text.length() > LONGEST_PASSPHRASE).isPresent()) {
            body.wrong("passphrase", "must have at most " + LONGEST_PASSPHRASE + " characters");
        }
        if (isNew && passphrase.filter(text -> text.length() < 12).isPresent()) {
            body.wrong("passphrase", "must have at least 12 characters; four or five words do well");
        }
        return passphrase;
    }

    private static boolean isEmpty(Context request) {
        return request.bodyAsBytes().length == 0;
    }

    private static void started(Context request, Run run) {
        request.header("Location", "/api/v1/runs/" + run.id());
        Answers.send(request, 202, RunForm.of(run));
    }

    private Backup find(Context request) {
        String id = request.pathParam("id");
        return services.backups()
                .find(id)
                .orElseThrow(() -> new ProblemException(404, "backup.not_found", "There is no backup " + id + "."));
    }
}
