package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.Role;
import dev.naust.console.security.LocalPath;
import dev.naust.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People get in with what they know, guessers are slowed down, and whoever leaves is out. */
class SignInTest {
    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final TestConsole console = new TestConsole(clock);

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void theSessionCookieIsOutOfReachOfScriptsAndOtherSites() {
        Client.Answer answer = signIn("admin", TestAccounts.PASSWORD);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Set-Cookie"))
                .startsWith("naust_session=")
                .contains("Path=/", "HttpOnly", "SameSite=Strict");
        assertThat(answer.text("role")).isEqualTo("admin");
        assertThat(answer.body()).doesNotContain("session-");
    }

    @Test
    void signingInAgainEndsTheSessionOfBefore() {
        Client first = console.client().signedIn(Role.ADMIN);
        assertThat(first.get("/api/v1/session").status()).isEqualTo(200);
        first.post("/api/v1/session", body("admin", TestAccounts.PASSWORD));
        assertThat(first.get("/api/v1/session").status()).isEqualTo(401);
    }

    @Test
    void aSessionEndsWithSigningOut() {
        Client person = console.client().signedIn(Role.VIEWER);
        Client.Answer out = person.delete("/api/v1/session");
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.header("Set-Cookie")).contains("naust_session=;", "Expires=Thu, 01 Jan 1970");
        assertThat(person.get("/api/v1/stores").status()).isEqualTo(401);
    }

    @Test
    void aOneTimeCodeWorksOnce() {
        String code = "{\"code\":\"" + TestAccounts.CODE + "\"}";
        assertThat(console.client().post("/api/v1/session", code).status()).isEqualTo(201);
        assertThat(console.client().post("/api/v1/session", code).status()).isEqualTo(401);
    }

    @Test
    void guessingGetsSlowerAndSlowerButTheOwnerGetsInInTheEnd() {
        for (int i = 0; i < 5; i++) {
            assertThat(signIn("admin", "wrong").status()).isEqualTo(401);
        }
        Client.Answer slowed = signIn("admin", TestAccounts.PASSWORD);
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(slowed.header("Retry-After")).isEqualTo("2");
        clock.move(Duration.ofSeconds(2));
        for (int wait = 2; wait <= 30; wait *= 2) {
            assertThat(signIn("admin", "wrong").status()).isEqualTo(401);
            assertThat(signIn("admin", "wrong").status()).isEqualTo(429);
            clock.move(Duration.ofSeconds(Math.min(wait, 30)));
        }
        assertThat(signIn("admin", TestAccounts.PASSWORD).status()).isEqualTo(201);
        assertThat(signIn("admin", "wrong").status()).isEqualTo(401);
    }

    @Test
    void oneAccountsGuesserDoesNotSlowAnother() {
        for (int i = 0; i < 5; i++) {
            signIn("admin", "wrong");
        }
        assertThat(signIn("viewer", TestAccounts.PASSWORD).status()).isEqualTo(201);
    }

    @Test
    void oneAddressCannotTryManyAccounts() {
        for (int i = 0; i < 20; i++) {
            assertThat(signIn("user" + i, "wrong").status()).isEqualTo(401);
        }
        assertThat(signIn("user20", "wrong").status()).isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "/\\evil", "https://evil", "/%0d%0ax", "javascript:x", "/a b", "evil", "/a#b"})
    void afterSigningInNobodyIsSentAway(String next) {
        assertThat(LocalPath.orStart(next)).isIn("/", next.startsWith("/%") ? next : "/");
    }

    @Test
    void afterSigningInPeopleGoWhereTheyWanted() {
        assertThat(LocalPath.orStart("/stores/shop/collection?c=a~2Fb&limit=5")).startsWith("/stores/shop");
    }

    @Test
    void aMachinesTokenLivesUntilItIsRevoked() {
        Client admin = console.client().as(Role.ADMIN);
        Client.Answer made = admin.post("/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"operator\"}");
        assertThat(made.status()).isEqualTo(201);
        Client machine = console.client().with("Authorization", "bearer " + made.text("token"));
        assertThat(machine.get("/api/v1/session").text("role")).isEqualTo("operator");
        assertThat(machine.get("/api/v1/tokens").status()).isEqualTo(403);
        assertThat(admin.get("/api/v1/tokens").body()).doesNotContain(made.text("token"));
        assertThat(admin.delete("/api/v1/tokens/" + made.text("id")).status()).isEqualTo(204);
        assertThat(machine.get("/api/v1/session").status()).isEqualTo(401);
        assertThat(admin.delete("/api/v1/tokens/none").code()).isEqualTo("token.not_found");
    }

    private Client.Answer signIn(String name, String password) {
        return console.client().post("/api/v1/session", body(name, password));
    }

    private static String body(String name, String password) {
        return "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}";
    }

    /** A clock that a test moves. */
}
