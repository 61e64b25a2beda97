package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.ADMIN;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.PUBLIC;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;
import static io.javalin.http.HandlerType.PUT;

import dev.naust.console.page.AuditPage;
import dev.naust.console.page.BackupPages;
import dev.naust.console.page.ComparePages;
import dev.naust.console.page.HealthPages;
import dev.naust.console.page.LeftoverPages;
import dev.naust.console.page.MigrationPages;
import dev.naust.console.page.PageWriter;
import dev.naust.console.page.Pages;
import dev.naust.console.page.PasswordPages;
import dev.naust.console.page.PlainPages;
import dev.naust.console.page.PluginPages;
import dev.naust.console.page.PrivacyPages;
import dev.naust.console.page.Shells;
import dev.naust.console.page.SignInPages;
import dev.naust.console.page.StoreEditPages;
import dev.naust.console.page.StoreForms;
import dev.naust.console.page.StoreHistoryPages;
import dev.naust.console.page.StorePages;
import dev.naust.console.rest.AccountsResource;
import dev.naust.console.rest.AuditResource;
import dev.naust.console.rest.BackupsResource;
import dev.naust.console.rest.CollectionsResource;
import dev.naust.console.rest.ComparisonsResource;
import dev.naust.console.rest.EventStreams;
import dev.naust.console.rest.HealthResource;
import dev.naust.console.rest.Idempotency;
import dev.naust.console.rest.LeftoversResource;
import dev.naust.console.rest.MigrationsResource;
import dev.naust.console.rest.PersonalDataResource;
import dev.naust.console.rest.PluginsResource;
import dev.naust.console.rest.PrivacyResource;
import dev.naust.console.rest.ProvidersResource;
import dev.naust.console.rest.QueriesResource;
import dev.naust.console.rest.QueuesResource;
import dev.naust.console.rest.RecordsResource;
import dev.naust.console.rest.RevisionsResource;
import dev.naust.console.rest.RunsResource;
import dev.naust.console.rest.StoresResource;
import dev.naust.console.security.AuditTrail;
import dev.naust.console.security.Callers;
import dev.naust.console.security.Csrf;
import dev.naust.console.security.Guard;
import dev.naust.console.security.HostGuard;
import dev.naust.console.security.SignIn;
import dev.naust.console.security.SignInDelay;
import dev.naust.console.templates.StaticTemplates;
import dev.naust.console.templates.Templates;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.ErrorPages;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Problems;
import dev.naust.console.web.Services;
import dev.naust.console.web.StaticFiles;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Every URL of the product: what people and programs can ask of this server, and who may. */
final class Routes implements AutoCloseable {
    private static final String RECORDS = "/stores/{id}/collections/{collection}/records";
    private static final String QUEUE = "/stores/{id}/queues/{queue}";

    private final StaticFiles files = new StaticFiles(Routes.class.getClassLoader());
    private final Csrf csrf = new Csrf();
    private final Deadlines deadlines = new Deadlines();
    private final Limits limits;
    private final Services services;
    private final Guard guard;
    private final Templates templates = new StaticTemplates();
    private final Shells shells = new Shells(files, csrf);
    private final PlainPages plain;
    private final SignInPages signInPages;
    private final PasswordPages passwordPages;
    private final Pages pages;
    private final MigrationPages migrationPages;
    private final StorePages storePages;
    private final StoreEditPages storeEditPages;
    private final StoreHistoryPages storeHistoryPages;
    private final EventStreams streams;
    private final ProvidersResource providers;
    private final PluginRoutes plugins;
    private final SchemaRoutes schemas;
    private final AuditRoutes audit;
    private final PrivacyRoutes privacy;
    private final BackupRoutes backups;
    private final CompareRoutes compare;
    private final HealthRoutes health;
    private final LeftoverRoutes leftovers;
    private final Readiness readiness;
    private final Door.Files uploads;
    private final StoresResource stores;
    private final RevisionsResource revisions;
    private final CollectionsResource collections;
    private final RecordsResource records;
    private final QueuesResource queues;
    private final QueriesResource queries;
    private final MigrationsResource migrations;
    private final RunsResource runs;
    private final AccountsResource accounts;

    Routes(Services services, ConsoleSettings settings, Clock clock) {
        this(services, settings, clock, Limits.STANDARD);
    }

    Routes(Services services, ConsoleSettings settings, Clock clock, Limits limits) {
        this.limits = limits;
        this.services = services;
        Callers callers = new Callers(services);
        guard = new Guard(new HostGuard(settings.host(), settings.names()), callers, csrf);
        SignIn signIn = new SignIn(services, new SignInDelay(clock));
        plain = new PlainPages(templates, shells);
        signInPages = new SignInPages(signIn, plain::signIn);
        passwordPages = new PasswordPages(services, templates, shells, signIn);
        pages = new Pages(services, templates, shells, deadlines, clock);
        migrationPages = new MigrationPages(services, templates, shells, deadlines);
        StoreForms forms = new StoreForms(services);
        storePages = new StorePages(services, templates, shells, deadlines, forms);
        storeEditPages = new StoreEditPages(services, templates, shells, deadlines, forms);
        storeHistoryPages = new StoreHistoryPages(services, templates, shells, deadlines, forms);
        Idempotency idempotency = new Idempotency(clock);
        streams = new EventStreams(services, callers, limits.heartbeat());
        providers = new ProvidersResource(services);
        plugins = new PluginRoutes(
                new PluginsResource(services), new PluginPages(services, templates, shells, settings.pluginsFolder()));
        health = new HealthRoutes(
                new HealthResource(services, deadlines), new HealthPages(services, deadlines, storePages));
        backups = new BackupRoutes(
                new BackupsResource(services, idempotency), new BackupPages(services, templates, shells));
        leftovers = new LeftoverRoutes(
                new LeftoversResource(services, deadlines), new LeftoverPages(services, templates, shells));
        readiness = new Readiness(services);
        audit = new AuditRoutes(new AuditResource(services), new AuditPage(services, templates, shells));
        privacy = new PrivacyRoutes(
                new PrivacyResource(services, idempotency, clock),
                new PersonalDataResource(services, idempotency, clock),
                new PrivacyPages(services, templates, shells, clock));
        schemas = new SchemaRoutes(services, templates, shells, deadlines);
        uploads = new Door.Files(settings.temporary(), () -> services.plugins().largest());
        stores = new StoresResource(services, idempotency);
        revisions = new RevisionsResource(services);
        collections = new CollectionsResource(services, deadlines);
        records = new RecordsResource(services, deadlines, idempotency);
        queues = new QueuesResource(services, deadlines, idempotency);
        queries = new QueriesResource(services, deadlines);
        migrations = new MigrationsResource(services, deadlines, idempotency);
        runs = new RunsResource(services, streams);
        compare = new CompareRoutes(
                new ComparisonsResource(services, deadlines, idempotency),
                runs,
                new ComparePages(services, templates, shells, pages, clock));
        accounts = new AccountsResource(services, signIn);
    }

    /** The REST interface, all of it under {@link Route#API}. */
    List<Route> rest() {
        return Stream.of(
                        plugins.rest(),
                        audit.rest(),
                        privacy.rest(),
                        compare.rest(),
                        health.rest(),
                        schemas.rest(),
                        backups.rest(),
                        leftovers.rest(),
                        others())
                .flatMap(List::stream)
                .toList();
    }

    private List<Route> others() {
        return List.of(
                api(GET, "/providers", VIEWER, providers::list, "Which providers are registered")
                        .query("capability", "limit", "cursor")
                        .answers(200, "Provider[]"),
                api(GET, "/providers/{id}", VIEWER, providers::get, "One provider")
                        .answers(200, "Provider"),
                api(
                                POST,
                                "/providers/{id}/bundle",
                                OPERATOR,
                                providers::choose,
                                "Give a provider's id to one of the bundles that offer it")
                        .takes("ChosenBundle")
                        .answers(200, "Provider"),
                api(
                                GET,
                                "/providers/{id}/schema",
                                VIEWER,
                                providers::schema,
                                "The JSON Schema of its stores' connection")
                        .answers(200, "JsonSchema"),
                api(
                                GET,
                                "/schemas/store",
                                VIEWER,
                                stores::schema,
                                "The JSON Schema of a store's file, but for its connection")
                        .answers(200, "JsonSchema"),
                api(GET, "/stores", VIEWER, stores::list, "The configured stores")
                        .query("limit", "cursor")
                        .answers(200, "Store[]"),
                api(POST, "/stores", OPERATOR, stores::create, "Configure a store")
                        .takes("NewStore")
                        .answers(201, "Store"),
                api(POST, "/stores/validate", OPERATOR, stores::validate, "Judge a configuration without saving it")
                        .takes("NewStore")
                        .answers(200, "Valid"),
                api(POST, "/stores/test", OPERATOR, stores::testDraft, "Try a configuration without saving it")
                        .takes("NewStore")
                        .answers(200, "Tested"),
                api(GET, "/stores/{id}", VIEWER, stores::get, "One store; its ETag is the configuration's revision")
                        .answers(200, "Store"),
                api(
                                PUT,
                                "/stores/{id}",
                                OPERATOR,
                                stores::replace,
                                "Replace a store's configuration; takes If-Match, and tries it first unless test=false")
                        .query("test")
                        .takes("NewStore")
                        .answers(200, "Store"),
                api(DELETE, "/stores/{id}", OPERATOR, stores::delete, "Remove a store's configuration; its data stays")
                        .answers(204),
                api(
                                POST,
                                "/stores/{id}/test",
                                OPERATOR,
                                stores::test,
                                "Try a store's configuration, or the one that is sent for it, and say how far it comes")
                        .answers(200, "Tested"),
                api(
                                GET,
                                "/stores/{id}/revisions",
                                VIEWER,
                                revisions::list,
                                "The configuration's history, the newest first")
                        .query("limit", "cursor")
                        .answers(200, "RevisionLine[]"),
                api(
                                GET,
                                "/stores/{id}/revisions/{number}",
                                VIEWER,
                                revisions::get,
                                "One revision, and what changed since the one before or another")
                        .query("compare")
                        .answers(200, "Revision"),
                api(
                                POST,
                                "/stores/{id}/revisions/{number}/restore",
                                OPERATOR,
                                revisions::restore,
                                "Save what a revision held; takes If-Match, and tries it first unless test=false")
                        .query("test")
                        .answers(200, "Store"),
                api(
                                POST,
                                "/stores/{id}/default",
                                OPERATOR,
                                stores::chooseDefault,
                                "Make a store the one that is used where none is named")
                        .answers(200, "Store"),
                api(GET, "/stores/{id}/collections", VIEWER, collections::list, "A store's collections")
                        .query("limit", "cursor")
                        .answers(200, "Collection[]"),
                api(
                                GET,
                                "/stores/{id}/collections/{collection}/schema",
                                VIEWER,
                                collections::schema,
                                "What a store declares for a collection")
                        .answers(200, "Schema"),
                api(GET, RECORDS, VIEWER, records::list, "A collection's records, page by page")
                        .query("filter", "sort", "limit", "cursor")
                        .answers(200, "Record[]"),
                api(
                                POST,
                                RECORDS,
                                OPERATOR,
                                records::create,
                                "Add a record; makes the collection when it is not there; takes Idempotency-Key")
                        .takes("Record")
                        .answers(201, "Record"),
                api(GET, RECORDS + "/{key}", VIEWER, records::get, "One record; its ETag is its version")
                        .answers(200, "Record"),
                api(PUT, RECORDS + "/{key}", OPERATOR, records::replace, "Replace a record; takes If-Match")
                        .takes("Record")
                        .answers(200, "Record"),
                api(PATCH, RECORDS + "/{key}", OPERATOR, records::update, "Change some fields; takes If-Match")
                        .takes("Record")
                        .answers(200, "Record"),
                api(DELETE, RECORDS + "/{key}", OPERATOR, records::delete, "Remove a record; takes If-Match")
                        .answers(204),
                api(
                                GET,
                                "/stores/{id}/collections/{collection}/count",
                                VIEWER,
                                records::count,
                                "How many records there are")
                        .query("filter")
                        .answers(200, "Count"),
                api(
                                POST,
                                "/stores/{id}/query",
                                OPERATOR,
                                queries::query,
                                "Ask in the store's SQL; cannot change anything")
                        .takes("Question")
                        .answers(200, "Answer"),
                api(POST, "/stores/{id}/explain", OPERATOR, queries::explain, "How the store would answer")
                        .takes("Question")
                        .answers(200, "Explanation"),
                api(GET, "/stores/{id}/queues", VIEWER, queues::list, "A store's queues")
                        .query("limit", "cursor")
                        .answers(200, "Queue[]"),
                api(GET, QUEUE, VIEWER, queues::counts, "How many jobs a queue has in each state")
                        .answers(200, "Counts"),
                api(GET, QUEUE + "/jobs", VIEWER, queues::jobs, "A queue's jobs of one state, to look at")
                        .query("state", "limit", "cursor")
                        .answers(200, "Job[]"),
                api(POST, QUEUE + "/jobs", OPERATOR, queues::enqueue, "Add a job; takes Idempotency-Key")
                        .takes("NewJob")
                        .answers(201, "JobId"),
                api(
                                POST,
                                QUEUE + "/jobs/dequeue",
                                OPERATOR,
                                queues::dequeue,
                                "Lease the next jobs; 204 when none is due")
                        .takes("Lease")
                        .answers(200, "LeasedJobs"),
                api(POST, QUEUE + "/jobs/{job}/ack", OPERATOR, queues::acknowledge, "The job is done")
                        .takes("JobToken")
                        .answers(204),
                api(POST, QUEUE + "/jobs/{job}/fail", OPERATOR, queues::fail, "The attempt failed")
                        .takes("JobFailure")
                        .answers(204),
                api(POST, QUEUE + "/jobs/{job}/heartbeat", OPERATOR, queues::heartbeat, "Keep the job for longer")
                        .takes("JobToken")
                        .answers(200, "LeaseEnd"),
                api(POST, QUEUE + "/jobs/{job}/requeue", OPERATOR, queues::requeue, "Try a dead job again")
                        .answers(204),
                api(POST, QUEUE + "/purge", OPERATOR, queues::purge, "Remove ready or dead jobs")
                        .takes("Purge")
                        .answers(200, "Purged"),
                api(POST, "/migrations/plan", VIEWER, migrations::plan, "What a migration would do, without doing it")
                        .takes("NewMigration")
                        .answers(200, "Plan"),
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
                                "/migrations/{id}/resume",
                                OPERATOR,
                                migrations::resume,
                                "Go on with a migration that failed or was cancelled")
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
                                migrations::report,
                                "What a migration did, and the proof that everything arrived")
                        .answers(200, "Report"),
                api(GET, "/runs", VIEWER, runs::list, "Anything long, the newest first")
                        .query("kind", "limit", "cursor")
                        .answers(200, "Run[]"),
                api(GET, "/runs/{id}", VIEWER, runs::get, "How a run stands").answers(200, "Run"),
                api(GET, "/runs/{id}/report", VIEWER, runs::report, "What a run that is over found out or did")
                        .answers(200, "RunReport"),
                api(
                                GET,
                                "/runs/{id}/events",
                                VIEWER,
                                runs::events,
                                "A run's changes as they happen (server-sent events)")
                        .answers(200, "Events"),
                api(
                                GET,
                                "/events",
                                VIEWER,
                                runs::allEvents,
                                "The changes of all runs and of all stores' health as they happen (server-sent events)")
                        .answers(200, "Events"),
                api(POST, "/session", PUBLIC, accounts::signIn, "Sign in; sets the session cookie")
                        .takes("SignIn")
                        .answers(201, "Session"),
                api(GET, "/session", VIEWER, accounts::session, "Who is asking").answers(200, "Session"),
                api(DELETE, "/session", VIEWER, accounts::signOut, "Sign out").answers(204),
                api(GET, "/tokens", ADMIN, accounts::tokens, "API tokens, without their secrets")
                        .query("limit", "cursor")
                        .answers(200, "Token[]"),
                api(POST, "/tokens", ADMIN, accounts::createToken, "Make an API token; its secret is shown this once")
                        .takes("NewToken")
                        .answers(201, "Token"),
                api(DELETE, "/tokens/{id}", ADMIN, accounts::revokeToken, "Make a token void")
                        .answers(204),
                api(GET, "/users", ADMIN, accounts::users, "Users")
                        .query("limit", "cursor")
                        .answers(200, "User[]"),
                api(POST, "/users", ADMIN, accounts::createUser, "Make a user")
                        .takes("NewUser")
                        .answers(201, "User"),
                api(GET, "/openapi.json", VIEWER, this::openApi, "This description")
                        .answers(200, "OpenApi"));
    }

    /** The pages. */
    List<Route> pages() {
        return Stream.of(
                        plugins.pages(),
                        health.pages(),
                        audit.pages(),
                        privacy.pages(),
                        compare.pages(),
                        schemas.pages(),
                        backups.pages(),
                        leftovers.pages(),
                        otherPages())
                .flatMap(List::stream)
                .toList();
    }

    private List<Route> otherPages() {
        return List.of(
                page(GET, "/sign-in", PUBLIC, signInPages::form),
                page(POST, "/sign-in", PUBLIC, signInPages::submit),
                page(POST, "/sign-out", VIEWER, signInPages::end),
                page(GET, "/password", VIEWER, passwordPages::form),
                page(POST, "/password", VIEWER, passwordPages::submit),
                page(GET, "/", VIEWER, pages::overview),
                page(GET, "/stores", VIEWER, pages::stores),
                page(POST, "/stores", OPERATOR, storePages::create),
                page(GET, "/stores/new", OPERATOR, storePages::newStore),
                page(POST, "/stores/new", OPERATOR, storePages::redrawNew),
                page(GET, "/stores/{store}", VIEWER, storePages::store),
                page(POST, "/stores/{store}", OPERATOR, storeEditPages::save),
                page(POST, "/stores/{store}/test", OPERATOR, storePages::test),
                page(POST, "/stores/{store}/remove", OPERATOR, storePages::remove),
                page(GET, "/stores/{store}/edit", OPERATOR, storeEditPages::edit),
                page(POST, "/stores/{store}/edit", OPERATOR, storeEditPages::redraw),
                page(POST, "/stores/{store}/review", OPERATOR, storeEditPages::review),
                page(POST, "/stores/{store}/merge", OPERATOR, storeEditPages::merge),
                page(GET, "/stores/{store}/revisions", VIEWER, storeHistoryPages::list),
                page(GET, "/stores/{store}/revisions/{number}", OPERATOR, storeHistoryPages::review),
                page(POST, "/stores/{store}/revisions/{number}/restore", OPERATOR, storeHistoryPages::restore),
                page(GET, "/stores/{store}/collection", VIEWER, pages::collection),
                page(GET, "/providers", VIEWER, pages::providers),
                page(POST, "/providers/{provider}/bundle", OPERATOR, pages::chooseBundle),
                page(POST, "/stores/{store}/default", OPERATOR, pages::chooseDefault),
                page(GET, "/migrations", VIEWER, pages::migrations),
                page(POST, "/migrations", OPERATOR, migrationPages::start),
                page(GET, "/migrations/new", VIEWER, migrationPages::begin),
                page(POST, "/migrations/new", VIEWER, migrationPages::change),
                page(POST, "/migrations/plan", VIEWER, migrationPages::plan),
                page(GET, "/migrations/{run}", VIEWER, pages::run),
                page(GET, "/migrations/{run}/live", VIEWER, pages::liveRun),
                page(GET, "/runs", VIEWER, pages::runs),
                page(GET, "/runs/{run}", VIEWER, pages::run),
                page(GET, "/runs/{run}/live", VIEWER, pages::liveRun),
                page(POST, "/runs/{run}/cancel", OPERATOR, pages::cancelRun),
                page(POST, "/runs/{run}/resume", OPERATOR, pages::resumeRun),
                page(GET, "/migrations/{run}/rollback", OPERATOR, pages::rollback),
                page(POST, "/migrations/{run}/rollback", OPERATOR, pages::rollBackRun),
                page(GET, "/api", VIEWER, this::apiPage));
    }

    void register(RoutesConfig table) {
        Door door = new Door(guard, deadlines, limits, uploads, new AuditTrail(services));
        table.get("/livez", request -> request.result("live\n"));
        table.get("/readyz", readiness::answer);
        table.get("/metrics", this::metrics);
        table.get("/static/{file}", this::file);
        rest().forEach(route -> door.open(table, route));
        pages().forEach(route -> door.open(table, route));
    }

    Guard guard() {
        return guard;
    }

    ErrorPages errorPages() {
        return plain::problem;
    }

    @Override
    public void close() {
        streams.close();
        deadlines.close();
    }

    private void apiPage(Context request) {
        String serverUrl = request.scheme() + "://" + request.host();
        PageWriter.show(request, templates.pageApi(shells.of(request), ApiPage.view(rest(), serverUrl)));
    }

    private void openApi(Context request) {
        request.contentType("application/json").result(OpenApi.describe(rest()));
    }

    /** Names of stores are nobody's business who may not see them; Prometheus can send a token. */
    private void metrics(Context request) {
        guard.checkCaller(request, VIEWER, false);
        request.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(services.metrics().text());
    }

    private void file(Context request) {
        if (!files.serve(request, request.pathParam("file"))) {
            throw new ProblemException(Problems.ofStatus(404));
        }
    }
}
