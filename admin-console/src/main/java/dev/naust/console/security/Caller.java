package dev.naust.console.security;

import dev.naust.api.service.Accounts.Identity;
import dev.naust.api.service.Accounts.Session;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * Who is asking.
 *
 * @param session the person's session; empty for a machine with a token
 */
public record Caller(Identity identity, Optional<Session> session) {
    private static final String KEY = "caller";

    /** Whoever asks in this request; empty when nobody has signed in. */
    public static Optional<Caller> of(Context request) {
        return Optional.ofNullable(request.attribute(KEY));
    }

    /** The name of whoever asks, for histories; a machine's can never be taken for a person's. */
    public static String nameIn(Context request) {
        return of(request).map(Caller::actor).orElse("nobody");
    }

    /** The name for the audit log: a person's own, a machine's as {@code token:<name>}. */
    public String actor() {
        return session.isPresent() ? identity.name() : "token:" + identity.name();
    }

    void attachTo(Context request) {
        request.attribute(KEY, this);
    }
}
