package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;

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
import dev.naust.console.page.ReportPages;
import dev.naust.console.page.SchemaPages;
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
import dev.naust.console.rest.SchemaVersionsResource;
import dev.naust.console.rest.SchemasResource;
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
    private final StaticFiles files = new StaticFiles(Routes.class.getClassLoader());
    private final Csrf csrf = new Csrf();
    private final Deadlines deadlines = new Deadlines();
    private final Limits limits;
    private final Services services;
    private final Guard guard;
    private final Templates templates = new StaticTemplates();
    private final Shells shells = new Shells(files, csrf);
    private final PlainPages plain;
    private final Pages pages;
    private final EventStreams streams;
    private final Readiness readiness;
    private final Door.Files uploads;
    private final List<RouteGroup> groups;

    Routes(Services services, ConsoleSettings settings, Clock clock) {
        this(services, settings, clock, Limits.STANDARD);
    }

    Routes(Services services, ConsoleSettings settings, Clock clock, Limits limits) {
        this.limits = limits;
        this.services = services;
        Callers callers = new Callers(services);
        guard = new Guard(new HostGuard(settings.host(), settings.names()), callers, csrf);
        plain = new PlainPages(templates, shells);
        pages = new Pages(services, templates, shells, deadlines, clock);
        streams = new EventStreams(services, callers, limits.heartbeat());
        readiness = new Readiness(services);
        uploads = new Door.Files(settings.temporary(), () -> services.plugins().largest());
        groups = groups(settings, clock);
    }

    private List<RouteGroup> groups(ConsoleSettings settings, Clock clock) {
        SignIn signIn = new SignIn(services, new SignInDelay(clock));
        Idempotency idempotency = new Idempotency(clock);
        StoreForms forms = new StoreForms(services);
        StorePages storePages = new StorePages(services, templates, shells, deadlines, forms);
        RunsResource runs = new RunsResource(services, streams);
        return List.of(
                new AccountRoutes(
                        new AccountsResource(services, signIn),
                        new SignInPages(signIn, plain::signIn),
                        new PasswordPages(services, templates, shells, signIn)),
                new ProviderRoutes(new ProvidersResource(services), pages),
                new PluginRoutes(
                        new PluginsResource(services),
                        new PluginPages(services, templates, shells, settings.pluginsFolder())),
                new StoreRoutes(
                        new StoresResource(services, idempotency),
                        new RevisionsResource(services),
                        new QueriesResource(services, deadlines),
                        pages,
                        storePages,
                        new StoreEditPages(services, templates, shells, deadlines, forms),
                        new StoreHistoryPages(services, templates, shells, deadlines, forms)),
                new HealthRoutes(
                        new HealthResource(services, deadlines), new HealthPages(services, deadlines, storePages)),
                new RecordRoutes(
                        new CollectionsResource(services, deadlines),
                        new RecordsResource(services, deadlines, idempotency),
                        pages),
                new QueueRoutes(new QueuesResource(services, deadlines, idempotency)),
                new SchemaRoutes(
                        new SchemasResource(services, deadlines),
                        new SchemaVersionsResource(services, deadlines),
                        new SchemaPages(services, templates, shells, deadlines)),
                new MigrationRoutes(
                        new MigrationsResource(services, deadlines, idempotency),
                        new MigrationPages(services, templates, shells, deadlines),
                        new ReportPages(services, templates),
                        pages),
                new LeftoverRoutes(
                        new LeftoversResource(services, deadlines), new LeftoverPages(services, templates, shells)),
                new CompareRoutes(
                        new ComparisonsResource(services, deadlines, idempotency),
                        runs,
                        new ComparePages(services, templates, shells, pages, clock)),
                new BackupRoutes(
                        new BackupsResource(services, idempotency), new BackupPages(services, templates, shells)),
                new PrivacyRoutes(
                        new PrivacyResource(services, idempotency, clock),
                        new PersonalDataResource(services, idempotency, clock),
                        new PrivacyPages(services, templates, shells, clock)),
                new AuditRoutes(new AuditResource(services), new AuditPage(services, templates, shells)),
                new RunRoutes(runs, pages));
    }

    /** The REST interface, all of it under {@link Route#API}. */
    List<Route> rest() {
        return Stream.concat(
                        groups.stream().flatMap(group -> group.rest().stream()),
                        Stream.of(api(GET, "/openapi.json", VIEWER, this::openApi, "This description")
                                .answers(200, "OpenApi")))
                .toList();
    }

    /** The pages. */
    List<Route> pages() {
        return Stream.concat(
                        groups.stream().flatMap(group -> group.pages().stream()),
                        Stream.of(page(GET, "/", VIEWER, pages::overview), page(GET, "/api", VIEWER, this::apiPage)))
                .toList();
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
