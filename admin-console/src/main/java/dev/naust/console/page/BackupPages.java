package dev.naust.console.page;

import dev.naust.api.service.Backups.Backup;
import dev.naust.api.service.Backups.NewBackup;
import dev.naust.api.service.Backups.NewSchedule;
import dev.naust.api.service.Backups.Restore;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Run;
import dev.naust.api.store.StoreException;
import dev.naust.console.security.Caller;
import dev.naust.console.templates.Templates;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Problems;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;

/** The pages of backups and their schedules. What takes time goes on as a run, on whose page people then are. */
public final class BackupPages {
    private static final String LIST = "/backups";

    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final BackupShapes shapes;

    public BackupPages(Services services, Templates templates, Shells shells) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.shapes = new BackupShapes(services);
    }

    public void list(Context request) {
        showAll(request, Optional.empty());
    }

    public void backup(Context request) {
        show(request, find(request), Optional.empty());
    }

    public void create(Context request) {
        try {
            NewBackup wanted =
                    new NewBackup(field(request, "store"), List.of(), chosen(request, "location"), Optional.empty());
            follow(request, services.backups().create(wanted, Caller.nameIn(request)));
        } catch (StoreException e) {
            showAll(request, refused(request, e));
        }
    }

    public void verify(Context request) {
        Backup backup = find(request);
        follow(request, services.backups().verify(backup.id(), passphrase(request), Caller.nameIn(request)));
    }

    public void drill(Context request) {
        Backup backup = find(request);
        follow(request, services.backups().drill(backup.id(), passphrase(request), Caller.nameIn(request)));
    }

    public void restore(Context request) {
        Backup backup = find(request);
        Options usual = Options.defaults();
        try {
            Options options = new Options(
                    Conflict.valueOf(chosen(request, "conflict").orElse(Conflict.FAIL.name())),
                    usual.batchSize(),
                    usual.validate(),
                    usual.continueOnError(),
                    usual.parallelism());
            Restore wanted = new Restore(
                    chosen(request, "target"),
                    request.formParams("collection"),
                    options,
                    !"restore".equals(request.formParam("action")),
                    passphrase(request));
            follow(request, services.backups().restore(backup.id(), wanted, Caller.nameIn(request)));
        } catch (StoreException e) {
            show(request, backup, refused(request, e));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(422, "option.unsupported", "There is no such conflict policy.");
        }
    }

    public void remove(Context request) {
        Backup backup = find(request);
        try {
            services.backups().delete(backup.id(), Caller.nameIn(request));
            request.redirect(LIST, HttpStatus.SEE_OTHER);
        } catch (StoreException e) {
            show(request, backup, refused(request, e));
        }
    }

    public void saveSchedule(Context request) {
        String store = field(request, "store");
        try {
            NewSchedule wanted = new NewSchedule(
                    chosen(request, "id").orElse(store),
                    store,
                    List.of(),
                    chosen(request, "location"),
                    field(request, "cron"),
                    chosen(request, "zone").orElse("Europe/Oslo"),
                    number(request, "last"),
                    number(request, "days"),
                    request.formParam("drill") != null);
            services.backups().save(wanted, Caller.nameIn(request));
            request.redirect(LIST + "#schedules", HttpStatus.SEE_OTHER);
        } catch (StoreException e) {
            showAll(request, refused(request, e));
        }
    }

    public void removeSchedule(Context request) {
        services.backups().deleteSchedule(request.pathParam("schedule"), Caller.nameIn(request));
        request.redirect(LIST + "#schedules", HttpStatus.SEE_OTHER);
    }

    private static void follow(Context request, Run run) {
        request.redirect(RunRows.href(run), HttpStatus.SEE_OTHER);
    }

    private static Optional<String> refused(Context request, StoreException failure) {
        Problem problem = Problems.of(failure).orElseThrow();
        request.status(problem.status());
        return Optional.of(problem.detail());
    }

    private void showAll(Context request, Optional<String> problem) {
        Optional<String> before = Optional.ofNullable(request.queryParam("before"));
        Optional<String> store = Optional.ofNullable(request.queryParam("store"));
        PageWriter.show(request, templates.pageBackups(shells.of(request), shapes.all(store, before, problem)));
    }

    private void show(Context request, Backup backup, Optional<String> problem) {
        PageWriter.show(request, templates.pageBackup(shells.of(request), shapes.one(backup, problem)));
    }

    private Backup find(Context request) {
        return services.backups()
                .find(request.pathParam("backup"))
                .orElseThrow(() -> new ProblemException(404, "backup.not_found", "There is no such backup."));
    }

    private static Optional<String> passphrase(Context request) {
        return Optional.ofNullable(request.formParam("passphrase")).filter(text -> !text.isEmpty());
    }

    private static Optional<String> chosen(Context request, String name) {
        return Optional.ofNullable(request.formParam(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String field(Context request, String name) {
        return chosen(request, name).orElse("");
    }

    private static int number(Context request, String name) {
        return chosen(request, name)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Integer::parseInt)
                .orElse(0);
    }
}
