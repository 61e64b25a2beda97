package dev.naust.console.security;

import dev.naust.api.store.StoreException;
import dev.naust.console.web.ProblemException;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides for each request whether it may reach its route. */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final HostGuard hosts;
    private final Callers callers;
    private final Csrf csrf;

    public Guard(HostGuard hosts, Callers callers, Csrf csrf) {
        this.hosts = hosts;
        this.callers = callers;
        this.csrf = csrf;
    }

    /** Refuses what no route should ever see: another server's name, an address that can be read in two ways. */
    public void checkAddress(Context request) {
        hosts.check(Optional.ofNullable(request.header("Host")).orElse(""));
        String path = request.path();
        if (path.contains(";")
                || path.contains("\\")
                || path.toLowerCase(Locale.ROOT).contains("%5c")
                || path.contains("//")) {
            throw new ProblemException(
                    400, "address.ambiguous", "The address has characters that can be read in more than one way.");
        }
    }

    /**
     * Finds out who asks and whether they may.
     *
     * @param access who may use the route
     * @param form whether a browser's form may be the sender, which then must carry a token even when nobody has signed in
     */
    public void checkCaller(Context request, Access access, boolean form) {
        Optional<Caller> caller = identify(request, access);
        if (access != Access.PUBLIC) {
            if (caller.isEmpty()) {
                throw new ProblemException(
                        401, "sign_in.required", "Sign in, or send an API token in the Authorization header.");
            }
            if (!access.allows(caller.get().identity().role())) {
                LOG.warn("{} may not {} {}", caller.get().identity().name(), request.method(), request.path());
                throw new ProblemException(
                        403,
                        "role.insufficient",
                        "Your role, " + caller.get().identity().role().name().toLowerCase(Locale.ROOT)
                                + ", does not allow this; it takes the role "
                                + access.name().toLowerCase(Locale.ROOT) + ".");
            }
        }
        if (!SAFE.contains(request.req().getMethod())) {
            checkForgery(request, caller, access != Access.PUBLIC || form);
        }
    }

    private Optional<Caller> identify(Context request, Access access) {
        // A public page must open while the accounts are away, and with a token that has run out.
        if (access == Access.PUBLIC) {
            try {
                return callers.identify(request);
            } catch (ProblemException | StoreException e) {
                LOG.debug("Asked without a valid account: {}", e.getMessage());
                return Optional.empty();
            }
        }
        return callers.identify(request);
    }

    private void checkForgery(Context request, Optional<Caller> caller, boolean needsToken) {
        boolean byToken = caller.isPresent() && caller.get().session().isEmpty();
        if (byToken) {
            return;
        }
        SameOrigin.check(request);
        if (needsToken) {
            csrf.check(request);
        }
    }
}
