package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Value;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Audit.Event;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever changes something leaves its line in the audit log, and nothing that was sent. */
class AuditTest {

    @Test
    void everyChangingRouteIsNotedWithActorActionTargetAndOutcome() {
        try (TestConsole console = new TestConsole()) {
            Client admin = console.client().as(Role.ADMIN);
            List<Route> changing = console.routes().rest().stream()
                    .filter(route -> !route.method().name().equals("GET"))
                    .toList();
            for (Route route : changing) {
                int before = console.audit().events().size();
                admin.send(
                        route.method().name(), route.path().replaceAll("\\{[a-z]+}", "none"), BodyPublishers.noBody());
                assertThat(console.audit().events()).as(route.path()).hasSize(before + 1);
                Event event = console.audit().events().get(before);
                assertThat(event.actor()).isEqualTo("token:token ADMIN");
                assertThat(event.action()).isEqualTo(route.name()).matches("[a-z-]+(\\.[a-z-]+)*");
                assertThat(event.target()).startsWith("/");
                assertThat(event.outcome()).isNotEmpty();
            }
        }
    }

    @Test
    void aKeyAndABodyStayOutOfTheLog() {
        try (TestConsole console = new TestConsole()) {
            console.client()
                    .as(Role.ADMIN)
                    .send(
                            "PUT",
                            "/api/v1/stores/none/collections/people/records/ola@example.no",
                            BodyPublishers.ofString("{\"name\":\"canary\"}"));
            Event event = console.audit().events().get(0);
            assertThat(event.toString()).doesNotContain("ola@").doesNotContain("canary");
            assertThat(event.target()).isEqualTo("/stores/none/collections/people/records/{key}");
        }
    }

    @Test
    void aRefusalIsNotedAndAStrangerCannotFillTheLog() {
        try (TestConsole console = new TestConsole()) {
            console.client().as(Role.VIEWER).send("POST", "/api/v1/tokens", BodyPublishers.noBody());
            assertThat(console.audit().events().get(0).outcome()).isEqualTo("role.insufficient");
            console.client().send("POST", "/api/v1/tokens", BodyPublishers.noBody());
            assertThat(console.audit().events()).hasSize(1);
        }
    }

    @Test
    void whileTheLogCannotBeWrittenNothingIsChanged() {
        try (TestConsole console = new TestConsole()) {
            Client admin = console.client().as(Role.ADMIN);
            console.audit().fill(true);
            Client.Answer first = admin.post("/api/v1/tokens", "{\"name\":\"one\"}");
            assertThat(first.status()).isEqualTo(503);
            assertThat(first.body()).contains("audit.unavailable");
            int tokens = console.accounts().tokens().size();
            admin.post("/api/v1/tokens", "{\"name\":\"two\"}");
            assertThat(console.accounts().tokens()).hasSize(tokens);
            console.audit().fill(false);
            assertThat(admin.post("/api/v1/tokens", "{\"name\":\"three\"}").status())
                    .isEqualTo(201);
        }
    }

    @Test
    void officersReadVerifyAndExportIt() {
        try (TestConsole console = new TestConsole()) {
            console.client().as(Role.ADMIN).post("/api/v1/tokens", "{\"name\":\"one\"}");
            Client officer = console.client().as(Role.DPO);
            assertThat(officer.get("/api/v1/audit").body()).contains("\"tokens.create\"");
            assertThat(officer.get("/api/v1/audit/export").body().lines()).hasSize(1);
            assertThat(officer.post("/api/v1/audit/verify", "{}").json().get("valid"))
                    .contains(Value.Bool.TRUE);
            assertThat(officer.get("/audit").body()).contains("tokens.create");
            assertThat(console.client().as(Role.OPERATOR).get("/api/v1/audit").status())
                    .isEqualTo(403);
        }
    }
}
