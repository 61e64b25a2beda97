package dev.naust.console;

import dev.naust.console.rest.JsonBody;
import dev.naust.console.security.Guard;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problems;
import dev.naust.console.web.Uploaded;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** What every request to a route passes: its body is taken in, its form judged, its sender asked for a name. */
final class Door {
    private final Guard guard;
    private final Deadlines deadlines;
    private final Limits limits;
    private final Files files;

    /**
     * What files may be sent.
     *
     * @param folder where a file lies while its request is answered
     * @param largest how long a file may be, in bytes; asked anew for each
     */
    record Files(Path folder, LongSupplier largest) {}

    Door(Guard guard, Deadlines deadlines, Limits limits, Files files) {
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
            guard.checkCaller(request, route.access(), !api);
            route.handler().handle(request);
        });
    }

    /** A file is taken in by its route, after its sender was asked for a name: it is far too large for a stranger. */
    private void openForFiles(RoutesConfig table, Route route) {
        table.addHttpHandler(route.method(), route.path(), request -> {
            Uploaded.allow(request, files.folder(), files.largest().getAsLong());
            deadlines.within(limits.file(), Problems.ofStatus(408), () -> {
                guard.checkCaller(request, route.access(), route.kind() == Route.Kind.PAGE);
                route.handler().handle(request);
                return request;
            });
        });
    }

    /** Takes in the whole body, which is kept for whoever asks later; a sender that dawdles is cut off. */
    private void receive(Context request) throws Exception {
        if (!request.req().getMethod().equals("GET")) {
            deadlines.within(limits.body(), Problems.ofStatus(408), request::bodyAsBytes);
        }
    }
}
