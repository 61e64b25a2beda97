package dev.naust.console.page;

import dev.naust.console.templates.Templates;
import dev.naust.console.view.ErrorView;
import dev.naust.console.web.Problem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The pages that need no service: signing in, and what went wrong. */
public final class PlainPages {
    private final Templates templates;
    private final Shells shells;

    public PlainPages(Templates templates, Shells shells) {
        this.templates = templates;
        this.shells = shells;
    }

    /** Shows the sign-in form, or the question whether to use a one-time link. */
    public void signIn(Context request, String next, String code, String problem) {
        PageWriter.show(
                request,
                code.isEmpty()
                        ? templates.pageSignIn(shells.of(request), next, problem)
                        : templates.pageSignInLink(shells.of(request), code));
    }

    /** Shows a problem; whoever has to sign in first is led there and back. */
    public void problem(Context request, Problem problem, String requestId) {
        if (problem.status() == 401 && request.header("Authorization") == null) {
            leadToSignIn(request);
            return;
        }
        String logged = problem.status() >= 500 ? requestId : "";
        String title = problem.status() == 404 ? "There is nothing here" : problem.title();
        ErrorView view = new ErrorView(problem.status(), title, problem.detail(), logged);
        PageWriter.show(request, templates.pageError(shells.of(request), view));
    }

    private static void leadToSignIn(Context request) {
        boolean part = request.header("HX-Request") != null;
        String wanted = request.path() + (request.queryString() == null ? "" : "?" + request.queryString());
        boolean comesBack = request.req().getMethod().equals("GET") && !part && !wanted.equals("/");
        String signIn = "/sign-in" + (comesBack ? "?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8) : "");
        if (part) {
            request.header("HX-Redirect", signIn);
        } else {
            request.redirect(signIn, HttpStatus.SEE_OTHER);
        }
    }
}
