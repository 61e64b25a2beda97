package dev.naust.console.page;

import dev.naust.console.templates.Templates;
import dev.naust.console.view.ErrorView;
import dev.naust.console.web.ErrorPages;
import dev.naust.console.web.Problem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Shows problems to people; whoever has to sign in is led there and back. */
public final class ProblemPages implements ErrorPages {
    private final Templates templates;
    private final Shells shells;

    public ProblemPages(Templates templates, Shells shells) {
        this.templates = templates;
        this.shells = shells;
    }

    @Override
    public void show(Context request, Problem problem, String requestId) {
        if (problem.status() == 401 && request.header("Authorization") == null) {
            leadToSignIn(request);
            return;
        }
        String logged = problem.status() >= 500 ? requestId : "";
        ErrorView view = new ErrorView(problem.status(), title(problem), problem.detail(), logged);
        PageWriter.show(request, templates.pageError(shells.of(request), view));
    }

    private static void leadToSignIn(Context request) {
        boolean part = request.header("HX-Request") != null;
        String wanted = request.path() + (request.queryString() == null ? "" : "?" + request.queryString());
        boolean comesBack = request.method().name().equals("GET") && !part && !wanted.equals("/");
        String signIn = "/sign-in" + (comesBack ? "?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8) : "");
        if (part) {
            request.header("HX-Redirect", signIn);
        } else {
            request.redirect(signIn, HttpStatus.SEE_OTHER);
        }
    }

    private static String title(Problem problem) {
        return problem.status() == 404 ? "There is nothing here" : problem.title();
    }
}
