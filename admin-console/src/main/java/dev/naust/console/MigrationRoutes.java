package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.MigrationPages;
import dev.naust.console.page.Pages;
import dev.naust.console.page.ReportPages;
import dev.naust.console.rest.MigrationsResource;
import java.util.List;

/** The URLs of migrations: plan, start, watch, stop, go on, take back. */
final class MigrationRoutes implements RouteGroup {
    private final MigrationsResource migrations;
    private final MigrationPages migrationPages;
    private final ReportPages reports;
    private final Pages pages;

    MigrationRoutes(MigrationsResource migrations, MigrationPages migrationPages, ReportPages reports, Pages pages) {
        this.migrations = migrations;
        this.migrationPages = migrationPages;
        this.reports = reports;
        this.pages = pages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(POST, "/migrations/plan", VIEWER, migrations::plan, "What a migration would do, without doing it")
                        .takes("NewMigration")
                        .answers(200, "Plan"),
                api(POST, "/migrations/readiness", VIEWER, migrations::readiness, "Whether a migration could start now")
                        .takes("NewMigration")
                        .answers(200, "Readiness"),
                api(POST, "/migrations", OPERATOR, migrations::start, "Start a migration; takes Idempotency-Key")
                        .takes("NewMigration")
                        .answers(202, "Run"),
                api(GET, "/migrations", VIEWER, migrations::list, "Migrations, the newest first")
                        .query("limit", "cursor")
                        .answers(200, "Run[]"),
                api(GET, "/migrations/{id}", VIEWER, migrations::get, "How a migration stands")
                        .answers(200, "Run"),
                api(
                                POST,
                                "/migrations/{id}/cancel",
                                OPERATOR,
                                migrations::cancel,
                                "Ask a migration to stop; it can be resumed or rolled back then")
                        .answers(202, "Run"),
                api(
                                POST,
                                "/migrations/{id}/pause",
                                OPERATOR,
                                migrations::pause,
                                "Stop a migration from writing until it is resumed")
                        .answers(202, "Run"),
                api(
                                POST,
                                "/migrations/{id}/pace",
                                OPERATOR,
                                migrations::pace,
                                "Change how many records a second a migration may read while it goes on")
                        .takes("Pace")
                        .answers(200, "Run"),
                api(
                                POST,
                                "/migrations/{id}/resume",
                                OPERATOR,
                                migrations::resume,
                                "Go on with a migration that is paused, failed or was cancelled")
                        .answers(202, "Run"),
                api(
                                POST,
                                "/migrations/{id}/cutover",
                                OPERATOR,
                                migrations::cutover,
                                "Let the target of a migration that follows take the source's place")
                        .takes("Cutover")
                        .answers(202, "Run"),
                api(
                                POST,
                                "/migrations/{id}/rollback",
                                OPERATOR,
                                migrations::rollback,
                                "Put the target back as it was; with dryRun, say what that would do")
                        .takes("Rollback")
                        .answers(202, "Run"),
                api(
                                GET,
                                "/rollback-points",
                                VIEWER,
                                migrations::rollbackPoints,
                                "Migrations that can be rolled back, the newest first")
                        .answers(200, "Run[]"),
                api(
                                GET,
                                "/migrations/{id}/report",
                                VIEWER,
                                reports.or(migrations::report),
                                "What a migration did, and the proof that everything arrived; with Accept: text/html as"
                                        + " a page to keep or print")
                        .answers(200, "Report"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/migrations", VIEWER, pages::migrations),
                page(POST, "/migrations", OPERATOR, migrationPages::start),
                page(GET, "/migrations/new", VIEWER, migrationPages::begin),
                page(POST, "/migrations/new", VIEWER, migrationPages::change),
                page(POST, "/migrations/plan", VIEWER, migrationPages::plan),
                page(GET, "/migrations/{run}", VIEWER, pages::run),
                page(GET, "/migrations/{run}/live", VIEWER, pages::liveRun),
                page(POST, "/migrations/{run}/pause", OPERATOR, pages::pauseRun),
                page(POST, "/migrations/{run}/go-on", OPERATOR, pages::goOn),
                page(GET, "/migrations/{run}/cutover", OPERATOR, pages::cutover),
                page(POST, "/migrations/{run}/cutover", OPERATOR, pages::cutOverRun),
                page(GET, "/migrations/{run}/finish", OPERATOR, pages::finish),
                page(GET, "/migrations/{run}/rollback", OPERATOR, pages::rollback),
                page(POST, "/migrations/{run}/rollback", OPERATOR, pages::rollBackRun));
    }
}
