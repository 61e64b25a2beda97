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
 * @param takesFile whether the body is a file, or a form with one, rather than JSON or a short form
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
        Optional<String> result,
        boolean takesFile) {
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
                Optional.empty(),
                false);
    }

    static Route page(HandlerType method, String path, Access access, Handler handler) {
        return new Route(
                method,
                path,
                Kind.PAGE,
                access,
                handler,
                "",
                List.of(),
                Optional.empty(),
                200,
                Optional.empty(),
                false);
    }

    Route query(String... names) {
        return new Route(
                method, path, kind, access, handler, summary, List.of(names), body, success, result, takesFile);
    }

    Route takes(String schema) {
        return new Route(
                method, path, kind, access, handler, summary, query, Optional.of(schema), success, result, takesFile);
    }

    Route answers(int status) {
        return new Route(method, path, kind, access, handler, summary, query, body, status, result, takesFile);
    }

    Route answers(int status, String schema) {
        return new Route(
                method, path, kind, access, handler, summary, query, body, status, Optional.of(schema), takesFile);
    }

    /** The same, for a body that is a file or a form with one. */
    Route withFile() {
        return new Route(method, path, kind, access, handler, summary, query, body, success, result, true);
    }

    /** A name for the log: the fixed segments of the path, and what is done, such as {@code stores.create}. */
    String name() {
        String shown = path.startsWith(API + "/") ? path.substring(API.length()) : path;
        String fixed =
                VARIABLE.matcher(shown).replaceAll("").replaceAll("/+", ".").replaceAll("^\\.|\\.$", "");
        return switch (method.name()) {
            case "PUT" -> fixed + ".replace";
            case "PATCH" -> fixed + ".update";
            case "DELETE" -> fixed + ".delete";
            default -> fixed.endsWith("s") ? fixed + ".create" : fixed;
        };
    }

    /** The names of the variable segments. */
    List<String> variables() {
        return VARIABLE.matcher(path)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
