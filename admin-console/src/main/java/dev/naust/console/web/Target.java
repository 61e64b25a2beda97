package dev.naust.console.web;

import io.javalin.http.Context;
import java.util.Objects;

/** What a request works on, in words that may be shown to others: keys of records stay out, because they may be personal data. */
public final class Target {
    private static final String KEY = "target";

    private Target() {}

    /**
     * Takes note of what a request works on.
     *
     * @param address without keys of records
     */
    public static void note(Context request, String address) {
        request.attribute(KEY, address);
    }

    /** The request's method and what it works on. */
    public static String of(Context request) {
        return request.method() + " " + Objects.requireNonNullElse(request.<String>attribute(KEY), "");
    }
}
