package dev.naust.console.page;

import dev.naust.console.security.Caller;
import dev.naust.console.security.Csrf;
import dev.naust.console.templates.StaticTemplates;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.Shell;
import dev.naust.console.web.Problem;
import dev.naust.console.web.StaticFiles;
import io.javalin.http.Context;

/** The pages that need no service: signing in, and what went wrong. */
public final class PlainPages {
    private final Templates templates = new StaticTemplates();
    private final StaticFiles files;
    private final Csrf csrf;

    public PlainPages(StaticFiles files, Csrf csrf) {
        this.files = files;
        this.csrf = csrf;
    }

    /** Shows the sign-in form. */
    public void signIn(Context request, String next, String code, String problem) {
        PageWriter.show(request, templates.signIn(shell(request), next, code, problem));
    }

    /** Shows a problem. */
    public void problem(Context request, Problem problem, String requestId) {
        PageWriter.show(request, templates.problem(shell(request), problem.title(), problem.detail(), requestId));
    }

    private Shell shell(Context request) {
        return new Shell(
                files::url, Caller.of(request).map(caller -> caller.identity().name()), csrf.token(request));
    }
}
