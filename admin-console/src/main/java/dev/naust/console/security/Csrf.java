package dev.naust.console.security;

import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Uploaded;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * Protection against requests that another site's page makes a person's browser send. A changing request that a cookie
 * vouches for must carry the session's token, in the header {@code X-CSRF-Token} or the form field {@code _csrf}. Before there
 * is a session, the token is a random value that the browser also holds in a cookie.
 */
public final class Csrf {
    /** The form field that carries the token. */
    public static final String FIELD = "_csrf";

    /** The header that carries the token. */
    public static final String HEADER = "X-CSRF-Token";

    private static final String COOKIE = "naust_form";

    private final SecureRandom random = new SecureRandom();

    /** The token that the page being made must put into its forms; sets a cookie where nobody has signed in. */
    public String token(Context request) {
        return expected(request).orElseGet(() -> {
            String fresh = fresh();
            request.attribute(COOKIE, fresh);
            request.cookie(SessionCookie.cookie(COOKIE, fresh, -1));
            return fresh;
        });
    }

    /** Refuses a changing request that does not carry its token. */
    void check(Context request) {
        String sent = Objects.requireNonNullElseGet(request.header(HEADER), () -> field(request));
        boolean genuine = expected(request)
                .map(token -> MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8)))
                .orElse(false);
        if (!genuine) {
            throw new ProblemException(
                    403,
                    "csrf.refused",
                    "The form is out of date or came from another site, so nothing was done. Open the page again and repeat.");
        }
    }

    private static String field(Context request) {
        if (Uploaded.isForm(request)) {
            return Uploaded.field(request, FIELD).orElse("");
        }
        return request.isFormUrlencoded() ? Objects.requireNonNullElse(request.formParam(FIELD), "") : "";
    }

    private static Optional<String> expected(Context request) {
        Optional<Caller> caller = Caller.of(request);
        if (caller.isPresent()) {
            return caller.get().session().map(session -> session.csrfToken());
        }
        return Optional.ofNullable(request.<String>attribute(COOKIE))
                .or(() -> Optional.ofNullable(request.cookie(COOKIE)).filter(token -> token.length() >= 20));
    }

    private String fresh() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
