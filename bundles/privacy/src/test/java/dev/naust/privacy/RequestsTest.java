package dev.naust.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.api.service.PrivacyRequests.Asked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The states that a request goes through, and who may take it from one to the next. */
class RequestsTest extends OnePerson {
    @Test
    void noStateCanBeSkippedAndAnErasureNeedsAnotherPerson() throws Exception {
        PrivacyRequest request = requests.receive(asked(Type.ERASURE), ONE);
        refused("privacy_request.state", () -> requests.approve(request.id(), "", OTHER));
        refused("privacy_request.state", () -> requests.execute(request.id(), OTHER));
        requests.verify(request.id(), "BankID", "seen", ONE);
        refused("privacy_request.state", () -> requests.execute(request.id(), OTHER));
        refused("approval.second_person", () -> requests.approve(request.id(), "", ONE));
        refused("approval.person", () -> requests.approve(request.id(), "", MACHINE));
        assertThat(requests.approve(request.id(), "fine", OTHER).approvedBy()).contains("sigurd");
        refused("privacy_request.state", () -> requests.approve(request.id(), "", OTHER));
        executed(request.id());
        refused("privacy_request.state", () -> requests.reject(request.id(), "late", OTHER));
        refused("privacy_request.state", () -> requests.extend(request.id(), "late", OTHER));
    }

    @Test
    void aStoreThatIsAwayOrNotMappedKeepsTheRequestFromGoingOn() throws Exception {
        PrivacyRequest request = requests.receive(asked(Type.ERASURE), ONE);
        refused("privacy_request.invalid", () -> requests.verify(request.id(), "BankID", " ", ONE));
        harbour.away("box", true);
        PrivacyRequest scoped = requests.verify(request.id(), "BankID", "seen", ONE);
        assertThat(scoped.state()).isEqualTo(State.VERIFIED);
        assertThat(scoped.scope().orElseThrow().errors()).anyMatch(error -> error.contains("box"));
        harbour.away("box", false);
        put(
                "mem",
                "leads",
                List.of(Field.required("id", TEXT), Field.of("note", TEXT)),
                row("id", "x", "note", "call " + KARI));
        assertThat(requests.verify(request.id(), "", "", ONE)
                        .scope()
                        .orElseThrow()
                        .errors())
                .singleElement()
                .asString()
                .contains("mem/leads");
    }

    @Test
    void ofTwoWhoExecuteARequestAtOnceTheSecondIsRefused() throws Exception {
        PrivacyRequest request = approved(Type.ERASURE);
        List<CompletableFuture<?>> second = new ArrayList<>();
        harbour.runs().meanwhile(() -> {
            if (second.isEmpty()) {
                second.add(CompletableFuture.runAsync(
                        () -> refused("privacy_request.state", () -> requests.execute(request.id(), OTHER))));
            }
        });
        assertThat(executed(request.id()).state()).isEqualTo(State.ANSWERED);
        second.get(0).get(10, TimeUnit.SECONDS);
        assertThat(harbour.runs().list(Optional.empty(), Optional.empty(), 10)).hasSize(1);
    }

    @Test
    void whoVerifiedWhatATokenEnteredIsNoSecondPerson() throws Exception {
        PrivacyRequest request = requests.receive(asked(Type.ERASURE), MACHINE);
        requests.verify(request.id(), "BankID", "seen", ONE);
        refused("approval.second_person", () -> requests.approve(request.id(), "", ONE));
        assertThat(requests.approve(request.id(), "", OTHER).approvedBy()).contains("sigurd");
    }

    @Test
    void whatIsWrongIsPutRight() throws Exception {
        Asked asked = new Asked(
                Type.RECTIFICATION,
                Map.of("email", KARI),
                Optional.empty(),
                Map.of("name", "Kari Nordmann"),
                Optional.empty(),
                "");
        PrivacyRequest request = requests.receive(asked, ONE);
        requests.verify(request.id(), "BankID", "seen", ONE);
        requests.approve(request.id(), "", OTHER);
        assertThat(executed(request.id()).state()).isEqualTo(State.ANSWERED);
        assertThat(records("crm", "people")
                        .find(RecordKey.of("id", Value.int64(1)))
                        .orElseThrow()
                        .body()
                        .get("name"))
                .contains(Value.text("Kari Nordmann"));
    }

    @Test
    void moreTimeIsTakenOnceAndInTime() {
        Asked old = new Asked(
                Type.ACCESS,
                Map.of("email", KARI),
                Optional.of(Instant.now().minusSeconds(60L * 86_400)),
                Map.of(),
                Optional.empty(),
                "");
        PrivacyRequest late = requests.receive(old, ONE);
        refused("privacy_request.late", () -> requests.extend(late.id(), "many stores", ONE));
        PrivacyRequest fresh = requests.receive(asked(Type.ACCESS), ONE);
        assertThat(requests.extend(fresh.id(), "many stores", ONE).due()).isAfter(fresh.due());
        refused("privacy_request.state", () -> requests.extend(fresh.id(), "again", ONE));
        assertThat(requests.list()).extracting(PrivacyRequest::id).containsExactly(late.id(), fresh.id());
    }

    @Test
    void aMapThatContradictsItselfIsRefusedAndChangesNothing() {
        String revision = map.current().revision();
        assertThatThrownBy(() -> write(policy("crm", "people", join("x", "crm", "nowhere", "id"), "delete")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("nowhere");
        assertThat(map.current().revision()).isEqualTo(revision);
    }

    private static final Actor MACHINE = new Actor("token:ci", false);
}
