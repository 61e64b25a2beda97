package dev.naust.console.page;

import dev.naust.console.security.LocalPath;
import dev.naust.console.security.SignIn;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Objects;

/** Signing in and out in a browser. */
public final class SignInPages {
    private final SignIn signIn;
    private final Look look;

    public SignInPages(SignIn signIn, Look look) {
        this.signIn = signIn;
        this.look = look;
    }

    /** Draws the sign-in page. */
    @FunctionalInterface
    public interface Look {
        /**
         * @param next where the person goes on afterwards
         * @param code the one-time code that the person only has to confirm; empty where a password is asked for
         * @param problem what went wrong before; empty at first
         */
        void show(Context request, String next, String code, String problem);
    }

    /** Asks for the password, or to confirm a one-time link: a program that only follows links must not use it up. */
    public void form(Context request) {
        look.show(
                request,
                LocalPath.orStart(request.queryParam("next")),
                Objects.requireNonNullElse(request.queryParam("code"), ""),
                "");
    }

    /** Signs in with what the form says and goes on to the wanted page. */
    public void submit(Context request) {
        String next = LocalPath.orStart(request.formParam("next"));
        String code = Objects.requireNonNullElse(request.formParam("code"), "");
        try {
            if (code.isEmpty()) {
                signIn.withPassword(
                        request,
                        Objects.requireNonNullElse(request.formParam("username"), ""),
                        Objects.requireNonNullElse(request.formParam("password"), ""));
            } else {
                signIn.withCode(request, code);
            }
            request.redirect(next, HttpStatus.SEE_OTHER);
        } catch (ProblemException e) {
            Problem problem = e.problem();
            request.status(problem.status());
            look.show(request, next, "", problem.detail());
        }
    }

    /** Signs out. */
    public void end(Context request) {
        signIn.end(request);
        request.redirect("/sign-in", HttpStatus.SEE_OTHER);
    }
}
