package dev.naust.console.page;

import dev.naust.api.store.StoreException;
import dev.naust.console.security.Caller;
import dev.naust.console.security.SignIn;
import dev.naust.console.templates.Templates;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Objects;

/** Choosing one's own password. */
public final class PasswordPages {
    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final SignIn signIn;

    public PasswordPages(Services services, Templates templates, Shells shells, SignIn signIn) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.signIn = signIn;
    }

    public void form(Context request) {
        PageWriter.show(request, templates.pagePassword(shells.of(request), ""));
    }

    /** Sets the password, which ends all of the person's sessions, and begins a new one. */
    public void submit(Context request) {
        String name = Caller.of(request).orElseThrow().identity().name();
        String password = field(request, "password");
        if (!password.equals(field(request, "again"))) {
            refuse(request, "The two passwords are not the same. Type both again.");
            return;
        }
        try {
            services.accounts().setPassword(name, password);
        } catch (StoreException e) {
            refuse(request, e.getMessage());
            return;
        }
        signIn.withPassword(request, name, password);
        request.redirect("/", HttpStatus.SEE_OTHER);
    }

    private void refuse(Context request, String problem) {
        request.status(HttpStatus.UNPROCESSABLE_CONTENT);
        PageWriter.show(request, templates.pagePassword(shells.of(request), problem));
    }

    private static String field(Context request, String name) {
        return Objects.requireNonNullElse(request.formParam(name), "");
    }
}
