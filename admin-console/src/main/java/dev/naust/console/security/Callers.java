package dev.naust.console.security;

import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;

/** Finds out who is asking: by the bearer token where one is sent, else by the session cookie. */
public final class Callers {
    private final Services services;

    public Callers(Services services) {
        this.services = services;
    }

    /**
     * Whoever asks, also attached to the request.
     *
     * @throws ProblemException with status 401 when a token is sent that is not valid; a cookie that is not valid counts as none
     */
    public Optional<Caller> identify(Context request) {
        Optional<Caller> caller = find(request);
        caller.ifPresent(found -> found.attachTo(request));
        return caller;
    }

    /** Whether the request's credentials are still good; for answers that last. */
    public boolean stillValid(Context request) {
        try {
            return find(request).isPresent();
        } catch (ProblemException e) {
            return false;
        }
    }

    private Optional<Caller> find(Context request) {
        String authorization = request.header("Authorization");
        if (authorization != null) {
            return Optional.of(byToken(authorization));
        }
        return SessionCookie.of(request)
                .flatMap(secret -> services.accounts().session(secret))
                .map(session -> new Caller(session.identity(), Optional.of(session)));
    }

    private Caller byToken(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
            throw invalidToken("The Authorization header must say \"Bearer\" and an API token.");
        }
        return services.accounts()
                .verifyToken(authorization.substring("bearer ".length()).strip())
                .map(identity -> new Caller(identity, Optional.empty()))
                .orElseThrow(() -> invalidToken(
                        "The API token is not valid: it is unknown, revoked or expired. An admin can make a new one."));
    }

    private static ProblemException invalidToken(String detail) {
        return new ProblemException(Problem.of(401, "token.invalid", detail));
    }
}
