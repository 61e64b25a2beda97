package dev.naust.console;

import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.PUBLIC;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.PlainPages;
import dev.naust.console.page.SignInPages;
import dev.naust.console.security.Callers;
import dev.naust.console.security.Csrf;
import dev.naust.console.security.Guard;
import dev.naust.console.security.HostGuard;
import dev.naust.console.security.SignIn;
import dev.naust.console.security.SignInDelay;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.ErrorPages;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Problems;
import dev.naust.console.web.Services;
import dev.naust.console.web.StaticFiles;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Every URL of the product: what people and programs can ask of this server, and who may. */
final class Routes implements AutoCloseable {
    private static final Duration BODY_LIMIT = Duration.ofSeconds(20);

    private final StaticFiles files = new StaticFiles(Routes.class.getClassLoader());
    private final Csrf csrf = new Csrf();
    private final Deadlines deadlines = new Deadlines();
    private final Services services;
    private final Guard guard;
    private final PlainPages plain;
    private final SignInPages signInPages;

    Routes(Services services, ConsoleSettings settings, Clock clock) {
        this.services = services;
        Callers callers = new Callers(services);
        guard = new Guard(new HostGuard(settings.host(), settings.names()), callers, csrf);
        SignIn signIn = new SignIn(services, new SignInDelay(clock));
        plain = new PlainPages(files, csrf);
        signInPages = new SignInPages(signIn, plain::signIn);
    }

    /** The pages. */
    private List<Route> pages() {
        return List.of(
                page(GET, "/sign-in", PUBLIC, signInPages::form),
                page(POST, "/sign-in", PUBLIC, signInPages::submit),
                page(POST, "/sign-out", VIEWER, signInPages::end));
    }

    void register(RoutesConfig table) {
        table.get("/livez", request -> request.result("live\n"));
        table.get("/readyz", this::ready);
        table.get("/static/{file}", this::file);
        pages().forEach(route -> register(table, route));
    }

    Guard guard() {
        return guard;
    }

    ErrorPages errorPages() {
        return plain::problem;
    }

    @Override
    public void close() {
        deadlines.close();
    }

    private void register(RoutesConfig table, Route route) {
        table.addHttpHandler(route.method(), route.path(), request -> {
            receive(request);
            guard.checkCaller(request, route.access(), route.kind() == Route.Kind.PAGE);
            route.handler().handle(request);
        });
    }

    /** Takes in the whole body, which is kept for whoever asks later; a sender that dawdles is cut off. */
    private void receive(Context request) throws Exception {
        if (!request.req().getMethod().equals("GET")) {
            deadlines.within(BODY_LIMIT, Problems.ofStatus(408), request::bodyAsBytes);
        }
    }

    private void ready(Context request) {
        boolean complete = services.complete();
        request.status(complete ? 200 : 503).result(complete ? "ready\n" : "not ready\n");
    }

    private void file(Context request) {
        if (!files.serve(request, request.pathParam("file"))) {
            throw new ProblemException(Problems.ofStatus(404));
        }
    }
}
