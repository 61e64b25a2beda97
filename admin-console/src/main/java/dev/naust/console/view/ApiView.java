package dev.naust.console.view;

import java.util.List;

/** The REST interface's routes, by subject. */
public record ApiView(List<Group> groups, String example) {

    /** Routes about one subject. */
    public record Group(String name, List<Route> routes) {}

    /** One route. */
    public record Route(String method, String path, String summary) {}
}
