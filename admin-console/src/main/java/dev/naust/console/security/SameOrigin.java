package dev.naust.console.security;

import dev.naust.console.web.ProblemException;
import io.javalin.http.Context;
import java.util.Locale;

/** Refuses changing requests that a browser says come from another site's page. */
final class SameOrigin {
    private SameOrigin() {}

    /**
     * Refuses a request of another origin. Browsers that send {@code Sec-Fetch-Site} are believed; the others' {@code Origin}
     * must be ours where it names one. It is {@code null} on our own forms too, because our pages send no referrer: then the
     * forgery token alone decides.
     */
    static void check(Context request) {
        String site = request.header("Sec-Fetch-Site");
        if (site != null) {
            if (!site.equals("same-origin") && !site.equals("none")) {
                throw refused();
            }
            return;
        }
        String origin = request.header("Origin");
        if (origin != null && !origin.equals("null")) {
            String own = "http://" + request.header("Host");
            String ownSecure = "https://" + request.header("Host");
            String theirs = origin.toLowerCase(Locale.ROOT);
            if (!theirs.equals(own.toLowerCase(Locale.ROOT)) && !theirs.equals(ownSecure.toLowerCase(Locale.ROOT))) {
                throw refused();
            }
        }
    }

    private static ProblemException refused() {
        return new ProblemException(
                403, "origin.refused", "The request came from another site's page, so nothing was done.");
    }
}
