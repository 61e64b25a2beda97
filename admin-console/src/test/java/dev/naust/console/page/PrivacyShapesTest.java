package dev.naust.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Found;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.Scope;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Step;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.console.view.PrivacyRequestView;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrivacyShapesTest {
    private static final Scope SCOPE = new Scope(
            List.of(
                    new Found("crm", "people", 2, Result.ERASED, ""),
                    new Found("crm", "visits", 3, Result.FAILED, "it has no key")),
            List.of("crm/visits: it has no key"));

    @Test
    void what_cannot_be_done_has_not_failed_before_anything_ran() {
        assertThat(shown(State.VERIFIED, List.of()).found())
                .extracting(line -> line.result().text())
                .containsExactly("ERASED", "NOT POSSIBLE YET");
    }

    @Test
    void what_failed_says_so_by_its_name() {
        Outcome failed = new Outcome("crm", "visits", "a record", Result.FAILED, "it has no key");

        assertThat(shown(State.APPROVED, List.of(failed)).outcomes())
                .extracting(line -> line.result().text())
                .containsExactly("FAILED");
    }

    @Test
    void whoever_entered_an_erasure_also_by_a_token_is_not_offered_to_approve_it() {
        assertThat(shown(State.SCOPED, List.of(), "kari", "", "ola").next()).contains("approve");
        for (PrivacyRequestView own : List.of(
                shown(State.SCOPED, List.of(), "kari", "", "kari"),
                shown(State.SCOPED, List.of(), "token:ci", "kari", "kari"))) {
            assertThat(own.next()).isEmpty();
            assertThat(own.advice()).contains("another dpo or admin must approve");
        }
    }

    private static PrivacyRequestView shown(State state, List<Outcome> outcomes) {
        return shown(state, outcomes, "kari", "", "kari");
    }

    private static PrivacyRequestView shown(
            State state, List<Outcome> outcomes, String createdBy, String behind, String looking) {
        PrivacyRequest request = new PrivacyRequest(
                "r1",
                Type.ERASURE,
                state,
                "subject-1",
                Instant.EPOCH,
                LocalDate.EPOCH,
                false,
                createdBy,
                Optional.empty(),
                Optional.empty(),
                List.of(new Step(State.RECEIVED, Instant.EPOCH, createdBy, "", behind)),
                Optional.of(SCOPE),
                outcomes,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new PrivacyShapes().one(request, LocalDate.EPOCH, new Actor(looking, true), List.of(), Optional.empty());
    }
}
