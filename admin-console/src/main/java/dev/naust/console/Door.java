package dev.naust.console;

import dev.naust.console.rest.JsonBody;
import dev.naust.console.security.AuditTrail;
import dev.naust.console.security.AuditTrail.Noted;
import dev.naust.console.security.Guard;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problems;
import dev.naust.console.web.Target;
import dev.naust.console.web.Uploaded;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** What every request to a route passes: its body is taken in, its form judged, its sender asked for a name. */
final class Door {
    private final Guard guard;
    private final Deadlines deadlines;
    private final Limits limits;
    private final Files files;
    private final AuditTrail trail;

    /**
     * What files may be sent.
     *
     * @param folder where a file lies while its request is answered
     * @param largest how long a file may be, in bytes; asked anew for each
     */
    record Files(Path folder, LongSupplier largest) {}

    Door(Guard guard, Deadlines deadlines, Limits limits, Files files, AuditTrail trail) {
        this.trail = trail;
        this.guard = guard;
        this.deadlines = deadlines;
        this.limits = limits;
        this.files = files;
    }

    /** Puts a route behind the door. */
    void open(RoutesConfig table, Route route) {
        if (route.takesFile()) {
            openForFiles(table, route);
            return;
        }
        boolean api = route.kind() == Route.Kind.API;
        table.addHttpHandler(route.method(), route.path(), request -> {
            receive(request);
            if (api && request.contentType() != null) {
                JsonBody.requireJson(request);
            }
            pass(request, route, !api);
        });
    }

    /** A file is taken in by its route, after its sender was asked for a name: it is far too large for a stranger. */
    private void openForFiles(RoutesConfig table, Route route) {
        table.addHttpHandler(route.method(), route.path(), request -> {
            Uploaded.allow(request, files.folder(), files.largest().getAsLong());
            deadlines.within(limits.file(), Problems.ofStatus(408), () -> {
                pass(request, route, route.kind() == Route.Kind.PAGE);
                return request;
            });
        });
    }

    private void pass(Context request, Route route, boolean form) throws Exception {
        String target = target(request, route);
        Target.note(request, target);
        Handler entry = asked -> {
            guard.checkCaller(asked, route.access(), form);
            route.handler().handle(asked);
        };
        if (route.method() == HandlerType.GET) {
            entry.handle(request);
        } else {
            trail.follow(request, new Noted(route.name(), target), entry);
        }
    }

    /** The address that was asked for; a record's key stays out, because it may be personal data. */
    private static String target(Context request, Route route) {
        String target = route.path().startsWith(Route.API) ? route.path().substring(Route.API.length()) : route.path();
        for (String variable : route.variables()) {
            if (!variable.equals("key")) {
                target = target.replace("{" + variable + "}", request.pathParam(variable));
            }
        }
        return target;
    }

    /** Takes in the whole body, which is kept for whoever asks later; a sender that dawdles is cut off. */
    private void receive(Context request) throws Exception {
        if (!request.req().getMethod().equals("GET")) {
            deadlines.within(limits.body(), Problems.ofStatus(408), request::bodyAsBytes);
        }
    }
}
