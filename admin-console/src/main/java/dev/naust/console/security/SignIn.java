package dev.naust.console.security;

import dev.naust.api.service.Accounts.NewSession;
import dev.naust.api.service.Accounts.Session;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends sessions; REST and the sign-in page both come here. */
public final class SignIn {
    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);
    private static final String CODE = "(code)";

    private final Services services;
    private final SignInDelay delay;

    public SignIn(Services services, SignInDelay delay) {
        this.services = services;
        this.delay = delay;
    }

    /**
     * Begins a session with a name and a password and sets its cookie.
     *
     * @throws ProblemException with status 401 when one of them is wrong, 429 after too many wrong tries
     */
    public Session withPassword(Context request, String name, String password) {
        delay.check(name, request.ip());
        Optional<NewSession> begun = password.length() > 1_000
                ? Optional.empty()
                : services.accounts().signIn(name, password);
        return begin(request, name, begun, "The name or the password is wrong.");
    }

    /**
     * Begins a session with a one-time code and sets its cookie.
     *
     * @throws ProblemException with status 401 when the code is wrong, used or too old, 429 after too many wrong tries
     */
    public Session withCode(Context request, String code) {
        delay.check(CODE, request.ip());
        Optional<NewSession> begun = services.accounts().signInWithCode(code);
        return begin(
                request,
                CODE,
                begun,
                "This sign-in link was used already or is too old. Restart the server for a new one, "
                        + "or sign in with the password.");
    }

    /** Ends the request's session, if there is one, and takes its cookie back. */
    public void end(Context request) {
        SessionCookie.of(request).ifPresent(secret -> services.accounts().signOut(secret));
        SessionCookie.clear(request);
        request.header("Clear-Site-Data", "\"cache\"");
    }

    private Session begin(Context request, String account, Optional<NewSession> begun, String whyNot) {
        if (begun.isEmpty()) {
            delay.failed(account, request.ip());
            LOG.warn("Sign-in refused from {}", request.ip());
            throw new ProblemException(401, "sign_in.failed", whyNot);
        }
        delay.succeeded(account, request.ip());
        // A session of before the sign-in must not live on beside the new one.
        SessionCookie.of(request).ifPresent(secret -> services.accounts().signOut(secret));
        SessionCookie.set(request, begun.get().secret());
        Session session = begun.get().session();
        new Caller(session.identity(), Optional.of(session)).attachTo(request);
        LOG.info("{} signed in from {}", session.identity().name(), request.ip());
        return session;
    }
}
