package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.Role;
import dev.naust.console.security.Access;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each route lets in exactly the roles that its entry in the table names. */
class RolesTest {

    @Test
    void nobodyGetsInWithoutSigningIn() {
        try (TestConsole console = new TestConsole()) {
            Client nobody = console.client();
            assertThat(console.routes().rest())
                    .filteredOn(route -> route.access() != Access.PUBLIC)
                    .hasSizeGreaterThan(30)
                    .allSatisfy(route -> assertThat(ask(nobody, route).status()).isEqualTo(401));
            assertThat(console.routes().pages())
                    .filteredOn(route -> route.access() != Access.PUBLIC)
                    .allSatisfy(route -> {
                        assertThat(ask(nobody, route).status()).isEqualTo(303);
                        assertThat(ask(nobody, route).header("Location")).contains("/sign-in?next=");
                    });
        }
    }

    @Test
    void eachRoleGetsWhereTheTableSaysAndNowhereElse() {
        try (TestConsole console = new TestConsole()) {
            for (Role role : Role.values()) {
                Client client = console.client().as(role);
                assertThat(Stream.concat(console.routes().rest().stream(), console.routes().pages().stream()))
                        .filteredOn(route -> !route.path().endsWith("/events"))
                        .allSatisfy(route -> {
                            boolean refused = ask(client, route).status() == 403;
                            assertThat(refused)
                                    .as(role + " " + route.method() + " " + route.path())
                                    .isEqualTo(!route.access().allows(role) && route.access() != Access.PUBLIC);
                        });
            }
        }
    }

    @Test
    void whatChangesThingsIsForOperatorsOrAdmins() {
        try (TestConsole console = new TestConsole()) {
            assertThat(console.routes().rest())
                    .filteredOn(route -> !route.method().name().equals("GET"))
                    .filteredOn(route -> !route.path().matches(".*/(session|plan|readiness|schema/compare)"))
                    .allSatisfy(route -> assertThat(route.access()).isIn(Access.OPERATOR, Access.DPO, Access.ADMIN));
        }
    }

    @Test
    void whatWasMeasuredIsForWhoeverMaySeeTheStores() {
        try (TestConsole console = new TestConsole()) {
            assertThat(console.client().get("/metrics").status()).isEqualTo(401);
            Client.Answer answer = console.client().as(Role.VIEWER).get("/metrics");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith("text/plain; version=0.0.4");
            assertThat(answer.body()).contains("naust_store_operation_seconds_count");
        }
    }

    private static Client.Answer ask(Client client, Route route) {
        return client.send(
                route.method().name(), route.path().replaceAll("\\{[a-z]+}", "none"), BodyPublishers.noBody());
    }
}
