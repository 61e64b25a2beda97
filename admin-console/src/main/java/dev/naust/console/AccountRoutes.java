package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.ADMIN;
import static dev.naust.console.security.Access.PUBLIC;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.PasswordPages;
import dev.naust.console.page.SignInPages;
import dev.naust.console.rest.AccountsResource;
import java.util.List;

/** The URLs of whom the server knows: sessions, tokens, users and passwords. */
final class AccountRoutes implements RouteGroup {
    private final AccountsResource accounts;
    private final SignInPages signInPages;
    private final PasswordPages passwordPages;

    AccountRoutes(AccountsResource accounts, SignInPages signInPages, PasswordPages passwordPages) {
        this.accounts = accounts;
        this.signInPages = signInPages;
        this.passwordPages = passwordPages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(POST, "/session", PUBLIC, accounts::signIn, "Sign in; sets the session cookie")
                        .takes("SignIn")
                        .answers(201, "Session"),
                api(GET, "/session", VIEWER, accounts::session, "Who is asking").answers(200, "Session"),
                api(DELETE, "/session", VIEWER, accounts::signOut, "Sign out").answers(204),
                api(GET, "/tokens", ADMIN, accounts::tokens, "API tokens, without their secrets")
                        .query("limit", "cursor")
                        .answers(200, "Token[]"),
                api(POST, "/tokens", ADMIN, accounts::createToken, "Make an API token; its secret is shown this once")
                        .takes("NewToken")
                        .answers(201, "Token"),
                api(DELETE, "/tokens/{id}", ADMIN, accounts::revokeToken, "Make a token void")
                        .answers(204),
                api(GET, "/users", ADMIN, accounts::users, "Users")
                        .query("limit", "cursor")
                        .answers(200, "User[]"),
                api(POST, "/users", ADMIN, accounts::createUser, "Make a user")
                        .takes("NewUser")
                        .answers(201, "User"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/sign-in", PUBLIC, signInPages::form),
                page(POST, "/sign-in", PUBLIC, signInPages::submit),
                page(POST, "/sign-out", VIEWER, signInPages::end),
                page(GET, "/password", VIEWER, passwordPages::form),
                page(POST, "/password", VIEWER, passwordPages::submit));
    }
}
