package dev.naust.console.security;

import dev.naust.api.service.Accounts;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Optional;

/** The cookie that holds a session's secret: scripts of pages cannot read it and other sites' pages cannot make it sent. */
public final class SessionCookie {
    private static final String NAME = "naust_session";

    private SessionCookie() {}

    /** The secret that a request brings. */
    static Optional<String> of(Context request) {
        return Optional.ofNullable(request.cookie(NAME)).filter(secret -> !secret.isEmpty() && secret.length() <= 256);
    }

    static void set(Context request, String secret) {
        request.cookie(cookie(NAME, secret, (int) Accounts.SESSION_LIFETIME.toSeconds()));
    }

    static void clear(Context request) {
        request.cookie(cookie(NAME, "", 0));
    }

    static Cookie cookie(String name, String value, int maxAge) {
        return new Cookie(name, value, "/", maxAge, false, true, null, SameSite.STRICT);
    }
}
