package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.Role;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No other site's page can make a person's browser change anything. */
class ForgeryTest {
    private static final String STORE = "{\"id\":\"%s\",\"type\":\"memory\"}";

    private final TestConsole console = new TestConsole();
    private final Client admin = console.client().signedIn(Role.ADMIN);

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void aSessionWithItsTokenMayChangeThings() {
        assertThat(create(admin, "one").status()).isEqualTo(201);
    }

    @Test
    void aSessionWithoutItsTokenMayNot() {
        Client.Answer refused = create(admin.with("X-CSRF-Token", ""), "one");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("csrf.refused");
        assertThat(console.stores().find("one")).isEmpty();
    }

    @Test
    void anotherSessionsTokenIsOfNoUse() {
        Client other = console.client().signedIn(Role.ADMIN);
        String cookie =
                console.client().post("/api/v1/session", credentials("admin")).cookie();
        assertThat(create(other.with("Cookie", cookie), "one").status()).isEqualTo(403);
    }

    @Test
    void aRequestFromAnotherSiteIsRefusedEvenWithTheToken() {
        assertThat(create(admin.with("Sec-Fetch-Site", "cross-site"), "one").code())
                .isEqualTo("origin.refused");
        assertThat(create(admin.with("Sec-Fetch-Site", "same-site"), "one").code())
                .isEqualTo("origin.refused");
        assertThat(create(admin.with("Origin", "http://evil.example"), "one").code())
                .isEqualTo("origin.refused");
    }

    @Test
    void aRequestOfOurOwnPagesIsNot() {
        assertThat(create(admin.with("Sec-Fetch-Site", "same-origin").with("Origin", "null"), "one")
                        .status())
                .isEqualTo(201);
        assertThat(create(admin.with("Origin", console.address().toString()), "two")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aTokenForMachinesNeedsNoMore() {
        Client machine = console.client().as(Role.ADMIN);
        assertThat(create(machine, "one").status()).isEqualTo(201);
        assertThat(create(machine.with("Sec-Fetch-Site", "cross-site"), "two").status())
                .isEqualTo(201);
    }

    @Test
    void anInvalidMachineTokenDoesNotFallBackToTheCookie() {
        Client.Answer refused = create(admin.with("Authorization", "Bearer wrong"), "one");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void aTokenInTheAddressIsNotLookedAt() {
        assertThat(console.client()
                        .get("/api/v1/stores?token=" + TestAccounts.token(Role.ADMIN) + "&access_token="
                                + TestAccounts.token(Role.ADMIN))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aFormThatLooksLikeJsonIsNoJson() {
        for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}) {
            Client.Answer refused = create(console.client().as(Role.ADMIN).with("Content-Type", type), "one");
            assertThat(refused.status()).as(type).isEqualTo(415);
        }
    }

    @Test
    void signingInNeedsTheFormThatThisServerMade() {
        Client.Answer page = console.client().get("/sign-in");
        String token = page.body().replaceFirst("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
        String form = "username=admin&password=" + TestAccounts.PASSWORD.replace(' ', '+') + "&next=%2Fstores";
        Client browser = console.client().with("Content-Type", "application/x-www-form-urlencoded");
        assertThat(browser.send("POST", "/sign-in", BodyPublishers.ofString(form))
                        .status())
                .isEqualTo(403);
        assertThat(browser.send("POST", "/sign-in", BodyPublishers.ofString(form + "&_csrf=" + token))
                        .status())
                .isEqualTo(403);
        Client.Answer done = browser.with("Cookie", page.cookie())
                .send("POST", "/sign-in", BodyPublishers.ofString(form + "&_csrf=" + token));
        assertThat(done.status()).isEqualTo(303);
        assertThat(done.header("Location")).endsWith("/stores");
    }

    @Test
    void readingIsNeverAChange() {
        assertThat(admin.with("Sec-Fetch-Site", "cross-site")
                        .get("/api/v1/stores")
                        .status())
                .isEqualTo(200);
        assertThat(console.client().get("/sign-in?code=" + TestAccounts.CODE).status())
                .isEqualTo(200);
        assertThat(console.accounts().newSignInCode()).contains(TestAccounts.CODE);
    }

    private static String credentials(String name) {
        return "{\"username\":\"" + name + "\",\"password\":\"" + TestAccounts.PASSWORD + "\"}";
    }

    private static Client.Answer create(Client client, String id) {
        return client.post("/api/v1/stores", STORE.formatted(id));
    }
}
