package dev.naust.console;

import java.util.List;

/** The URLs of one part of the product. */
interface RouteGroup {

    /** For programs; paths are below {@link Route#API}. */
    default List<Route> rest() {
        return List.of();
    }

    /** For people. */
    default List<Route> pages() {
        return List.of();
    }
}
