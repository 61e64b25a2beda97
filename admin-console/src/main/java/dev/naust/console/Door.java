package dev.naust.console;

import dev.naust.console.rest.JsonBody;
import dev.naust.console.security.Guard;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problems;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;

/** What every request to a route passes: its body is taken in, its form judged, its sender asked for a name. */
final class Door {
    private final Guard guard;
    private final Deadlines deadlines;
    private final Duration bodyLimit;

    Door(Guard guard, Deadlines deadlines, Duration bodyLimit) {
        this.guard = guard;
        this.deadlines = deadlines;
        this.bodyLimit = bodyLimit;
    }

    /** Puts a route behind the door. */
    void open(RoutesConfig table, Route route) {
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

    /** Takes in the whole body, which is kept for whoever asks later; a sender that dawdles is cut off. */
    private void receive(Context request) throws Exception {
        if (!request.req().getMethod().equals("GET")) {
            deadlines.within(bodyLimit, Problems.ofStatus(408), request::bodyAsBytes);
        }
    }
}
