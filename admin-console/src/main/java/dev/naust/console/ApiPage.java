package dev.naust.console;

import dev.naust.console.view.ApiView;
import dev.naust.console.view.ApiView.Group;
import dev.naust.console.view.Show;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows the REST interface to people, made from the routes themselves. */
final class ApiPage {
    private ApiPage() {}

    /**
     * @param serverUrl where a script reaches this server
     */
    static ApiView view(List<Route> routes, String serverUrl) {
        Map<String, List<ApiView.Route>> bySubject = new LinkedHashMap<>();
        for (Route route : routes) {
            bySubject
                    .computeIfAbsent(subject(route), subject -> new ArrayList<>())
                    .add(new ApiView.Route(route.method().name(), route.path(), route.summary()));
        }
        return new ApiView(
                bySubject.entrySet().stream()
                        .map(entry -> new Group(entry.getKey(), entry.getValue()))
                        .toList(),
                "curl -H \"Authorization: Bearer $NAUST_API_TOKEN\" " + serverUrl + Route.API + "/stores");
    }

    /** What a route is about: the first noun of its path. */
    private static String subject(Route route) {
        String rest = route.path().substring(Route.API.length() + 1);
        String noun = rest.split("[/.]", 2)[0];
        return switch (noun) {
            case "events" -> "Runs";
            case "openapi" -> "Description";
            default -> Show.word(noun);
        };
    }
}
