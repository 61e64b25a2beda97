package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Accounts.ApiToken;
import dev.naust.api.service.Accounts.NewToken;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Accounts.Session;
import dev.naust.api.service.Accounts.User;
import dev.naust.console.security.Caller;
import dev.naust.console.security.SignIn;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Sessions, API tokens and users. */
public final class AccountsResource {
    private static final int TOKEN_DAYS = 90;
    private static final int MOST_TOKEN_DAYS = 3_650;

    private final Services services;
    private final SignIn signIn;

    public AccountsResource(Services services, SignIn signIn) {
        this.services = services;
        this.signIn = signIn;
    }

    public void signIn(Context request) {
        JsonBody body = JsonBody.of(request);
        Optional<String> code = body.text("code");
        String username = code.isPresent() ? "" : body.required("username");
        String password = code.isPresent() ? "" : body.required("password");
        body.done();
        Session session = code.isPresent()
                ? signIn.withCode(request, code.get())
                : signIn.withPassword(request, username, password);
        Answers.send(request, 201, form(session));
    }

    /** Who is asking. */
    public void session(Context request) {
        Caller caller = Caller.of(request).orElseThrow();
        Answers.send(
                request,
                caller.session()
                        .map(AccountsResource::form)
                        .orElseGet(() -> new JsonObject()
                                .put("user", caller.identity().name())
                                .put("role", role(caller.identity().role()))
                                .document()));
    }

    public void signOut(Context request) {
        signIn.end(request);
        request.status(204);
    }

    public void tokens(Context request) {
        Answers.page(request, services.accounts().tokens(), ApiToken::id, AccountsResource::form);
    }

    public void createToken(Context request) {
        JsonBody body = JsonBody.of(request);
        String name = body.required("name");
        Role role = Objects.requireNonNull(body.choice("role", Role.class, Role.VIEWER));
        int days = body.number("expiresInDays", TOKEN_DAYS, 1, MOST_TOKEN_DAYS);
        body.done();
        NewToken made = services.accounts()
                .createToken(
                        name,
                        role,
                        Optional.of(Duration.ofDays(days)),
                        Caller.of(request).flatMap(caller -> caller.identity().person()));
        request.header("Location", "/api/v1/tokens/" + made.token().id());
        Answers.send(request, 201, form(made.token()).with("token", Value.text(made.secret())));
    }

    public void revokeToken(Context request) {
        services.accounts().revokeToken(request.pathParam("id"));
        request.status(204);
    }

    public void users(Context request) {
        Answers.page(request, services.accounts().users(), User::name, AccountsResource::form);
    }

    public void createUser(Context request) {
        JsonBody body = JsonBody.of(request);
        String name = body.required("name");
        Role role = Objects.requireNonNull(body.choice("role", Role.class, Role.VIEWER));
        String password = body.required("password");
        body.done();
        Answers.send(request, 201, form(services.accounts().createUser(name, role, password)));
    }

    private static Document form(Session session) {
        return new JsonObject()
                .put("user", session.identity().name())
                .put("role", role(session.identity().role()))
                .put("csrfToken", session.csrfToken())
                .put("signedInAt", session.signedInAt())
                .put("expiresAt", session.expiresAt())
                .document();
    }

    private static Document form(ApiToken token) {
        return new JsonObject()
                .put("id", token.id())
                .put("name", token.name())
                .put("role", role(token.role()))
                .put("hint", token.hint())
                .put("createdAt", token.createdAt())
                .putTime("lastUsed", token.lastUsed())
                .putTime("expiresAt", token.expiresAt())
                .put("owner", token.owner().orElse(""))
                .document();
    }

    private static Document form(User user) {
        return new JsonObject()
                .put("name", user.name())
                .put("role", role(user.role()))
                .put("createdAt", user.createdAt())
                .document();
    }

    private static String role(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
