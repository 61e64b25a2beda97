package dev.naust.console;

import dev.naust.console.security.Access;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One URL and method of the product.
 *
 * @param path with {@code {name}} for a variable segment
 * @param summary what it does, in one sentence
 * @param query the names of the query parameters
 * @param body the schema of the request's body in the API's description
 * @param success the status when all goes well
 * @param result the schema of the answer's body; a list's name ends in {@code []}
 */
record Route(
        HandlerType method,
        String path,
        Kind kind,
        Access access,
        Handler handler,
        String summary,
        List<String> query,
        Optional<String> body,
        int success,
        Optional<String> result) {
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z]+)}");

    /** What kind of client a route is for. */
    enum Kind {
        /** JSON for programs, under {@link Route#API}. */
        API,
        /** HTML for people. */
        PAGE
    }

    /** Where the REST interface begins. */
    static final String API = "/api/v1";

    static Route api(HandlerType method, String path, Access access, Handler handler, String summary) {
        return new Route(
                method,
                API + path,
                Kind.API,
                access,
                handler,
                summary,
                List.of(),
                Optional.empty(),
                200,
                Optional.empty());
    }

    static Route page(HandlerType method, String path, Access access, Handler handler) {
        return new Route(
                method, path, Kind.PAGE, access, handler, "", List.of(), Optional.empty(), 200, Optional.empty());
    }

    Route query(String... names) {
        return new Route(method, path, kind, access, handler, summary, List.of(names), body, success, result);
    }

    Route takes(String schema) {
        return new Route(method, path, kind, access, handler, summary, query, Optional.of(schema), success, result);
    }

    Route answers(int status) {
        return new Route(method, path, kind, access, handler, summary, query, body, status, result);
    }

    Route answers(int status, String schema) {
        return new Route(method, path, kind, access, handler, summary, query, body, status, Optional.of(schema));
    }

    /** The names of the variable segments. */
    List<String> variables() {
        return VARIABLE.matcher(path)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
