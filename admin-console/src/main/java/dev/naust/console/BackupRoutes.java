package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.BackupPages;
import dev.naust.console.rest.BackupsResource;
import java.util.List;

/** The URLs about backups. Those of fixed names stand before those of an id. */
final class BackupRoutes implements RouteGroup {
    private final BackupsResource backups;
    private final BackupPages pages;

    BackupRoutes(BackupsResource backups, BackupPages pages) {
        this.backups = backups;
        this.pages = pages;
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/backups", VIEWER, pages::list),
                page(POST, "/backups", OPERATOR, pages::create),
                page(POST, "/backups/schedules", OPERATOR, pages::saveSchedule),
                page(POST, "/backups/schedules/{schedule}/remove", OPERATOR, pages::removeSchedule),
                page(GET, "/backups/{backup}", VIEWER, pages::backup),
                page(POST, "/backups/{backup}/verify", OPERATOR, pages::verify),
                page(POST, "/backups/{backup}/drill", OPERATOR, pages::drill),
                page(POST, "/backups/{backup}/restore", OPERATOR, pages::restore),
                page(POST, "/backups/{backup}/remove", OPERATOR, pages::remove));
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(GET, "/backups", VIEWER, backups::list, "Backups, the newest first")
                        .query("store", "limit", "cursor")
                        .answers(200, "Backup[]"),
                api(POST, "/backups", OPERATOR, backups::create, "Back up a store; takes Idempotency-Key")
                        .takes("NewBackup")
                        .answers(202, "Run"),
                api(GET, "/backups/schedules", VIEWER, backups::schedules, "When backups are made")
                        .query("limit", "cursor")
                        .answers(200, "BackupSchedule[]"),
                api(
                                POST,
                                "/backups/schedules",
                                OPERATOR,
                                backups::save,
                                "Make a schedule, or change the one with the same id; takes Idempotency-Key")
                        .takes("NewBackupSchedule")
                        .answers(201, "BackupSchedule"),
                api(
                                DELETE,
                                "/backups/schedules/{id}",
                                OPERATOR,
                                backups::deleteSchedule,
                                "Remove a schedule; its backups stay")
                        .answers(204),
                api(GET, "/backups/locations", VIEWER, backups::locations, "Where backups can be kept")
                        .query("limit", "cursor")
                        .answers(200, "BackupLocation[]"),
                api(GET, "/backups/{id}", VIEWER, backups::get, "One backup; its id is its run's")
                        .answers(200, "Backup"),
                api(DELETE, "/backups/{id}", OPERATOR, backups::delete, "Remove a backup and its file")
                        .answers(204),
                api(
                                POST,
                                "/backups/{id}/verify",
                                OPERATOR,
                                backups::verify,
                                "Authenticate all of a backup and compute its hashes anew")
                        .takes("BackupKey")
                        .answers(202, "Run"),
                api(
                                POST,
                                "/backups/{id}/restore",
                                OPERATOR,
                                backups::restore,
                                "Restore a backup, all of which is authenticated first; takes Idempotency-Key")
                        .takes("NewRestore")
                        .answers(202, "Run"),
                api(
                                POST,
                                "/backups/{id}/drill",
                                OPERATOR,
                                backups::drill,
                                "Restore a backup into a throw-away store and compare it with its manifest")
                        .takes("BackupKey")
                        .answers(202, "Run"));
    }
}
