package dev.naust.console.web;

import io.javalin.http.Context;

/** Shows a problem to people. */
@FunctionalInterface
public interface ErrorPages {

    /** Answers with a page; the status is set already. */
    void show(Context request, Problem problem, String requestId);
}
