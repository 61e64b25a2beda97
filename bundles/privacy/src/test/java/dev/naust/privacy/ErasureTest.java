package dev.naust.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.Erasing;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an erasure does to one person in three stores, and what keeps it from being done. */
class ErasureTest extends OnePerson {
    @Test
    void anErasureGoesThroughEveryStateAndLeavesNothingInTheFiles() throws Exception {
        assertThat(bytes()).contains(KARI).contains(NUMBER);
        PrivacyRequest request = approved(Type.ERASURE);
        assertThat(request.scope().orElseThrow().records()).isEqualTo(4);

        PrivacyRequest over = executed(request.id());

        assertThat(over.state()).as(over.problem().orElse("")).isEqualTo(State.ANSWERED);
        assertThat(over.outcomes()).hasSize(4).extracting(Outcome::result).containsOnly(Result.ERASED);
        assertThat(over.history().stream().map(PrivacyRequest.Step::state).distinct())
                .containsExactly(
                        State.RECEIVED,
                        State.VERIFIED,
                        State.SCOPED,
                        State.APPROVED,
                        State.EXECUTED,
                        State.CHECKED,
                        State.ANSWERED);
        assertThat(ids("crm", "people")).containsExactly("2");
        assertThat(ids("crm", "invoices")).containsExactly("101");
        assertThat(ids("mem", "sessions")).containsExactly("s2");
        assertThat(ids("box", "letters")).containsExactly("l2");
        assertThat(bytes())
                .doesNotContain(KARI)
                .doesNotContain(NUMBER)
                .doesNotContain("Kari")
                .contains("Ola");
    }

    @Test
    void whatMustBeKeptIsKeptWithItsReasonAndWhatIsAnonymousIsNotFoundAgain() throws Exception {
        write(
                policy("crm", "people", keys("email"), "anonymise"),
                "{" + base("crm", "invoices") + ",\"subject\":{" + join("person", "crm", "people", "id")
                        + "},\"erasure\":{\"policy\":\"keep\",\"reason\":\"Bookkeeping Act: five years\"}}",
                policy("mem", "sessions", join("number", "crm", "people", "number"), "pseudonymise"),
                policy("box", "letters", "\"keys\":{\"email\":\"recipient\"}", "delete"));

        PrivacyRequest over = executed(approved(Type.ERASURE).id());

        assertThat(over.state()).as(over.problem().orElse("")).isEqualTo(State.ANSWERED);
        assertThat(result(over, "people")).isEqualTo(Result.ANONYMISED);
        assertThat(result(over, "sessions")).isEqualTo(Result.PSEUDONYMISED);
        assertThat(result(over, "letters")).isEqualTo(Result.ERASED);
        assertThat(over.outcomes())
                .filteredOn(each -> each.collection().equals("invoices"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.result()).isEqualTo(Result.RETAINED);
                    assertThat(each.reason()).contains("five years");
                });
        assertThat(bytes()).doesNotContain(KARI).doesNotContain(NUMBER);
        assertThat(ids("crm", "people")).containsExactly("1", "2");
    }

    @Test
    void anErasureThatFailedHalfWayGoesOnWhereItWas() throws Exception {
        PrivacyRequest request = approved(Type.ERASURE);
        harbour.away("mem", true);
        assertThat(executed(request.id()).problem()).isPresent();
        harbour.away("mem", false);
        PrivacyRequest again = executed(request.id());
        assertThat(again.state()).as(again.problem().orElse("")).isEqualTo(State.ANSWERED);
        assertThat(ids("mem", "sessions")).containsExactly("s2");
    }

    @Test
    void anErasureWaitsForWhateverMovesRecordsOfTheSameStore() throws Exception {
        PrivacyRequest request = approved(Type.ERASURE);
        harbour.runs().pretend("migration", Document.empty().with("source", Value.text("crm")));
        refused("privacy_request.state", () -> requests.execute(request.id(), ONE));
        harbour.runs().pretend("repair", Document.empty().with("source", Value.text("crm")));
        refused("privacy_request.state", () -> requests.execute(request.id(), ONE));
    }

    @Test
    void whileAnErasureRunsNothingMovesRecordsOfItsStores() throws Exception {
        PrivacyRequest request = approved(Type.ERASURE);
        List<String> tried = new ArrayList<>();
        harbour.runs().meanwhile(() -> {
            for (String store : List.of("crm", "mem", "box")) {
                refused("privacy.erasing", () -> Erasing.refuse(harbour.runs(), List.of("other", store)));
                tried.add(store);
            }
            Erasing.refuse(harbour.runs(), List.of("other"));
        });
        assertThat(executed(request.id()).state()).isEqualTo(State.ANSWERED);
        assertThat(tried).hasSize(3);
        Erasing.refuse(harbour.runs(), List.of("crm"));
    }

    @Test
    void aCopyThatSomebodyTookMeanwhileIsFoundWhenItIsSearchedAgain() throws Exception {
        PrivacyRequest request = approved(Type.ERASURE);
        put("mem", "copy", List.of(Field.required("id", TEXT), Field.of("mail", TEXT)), row("id", "c", "mail", KARI));

        PrivacyRequest first = executed(request.id());

        assertThat(first.state()).isEqualTo(State.EXECUTED);
        assertThat(first.problem().orElseThrow()).contains("mem/copy mentions the person");
        records("mem", "copy").delete(RecordKey.of("id", Value.text("c")), Optional.empty());
        assertThat(executed(request.id()).state()).isEqualTo(State.ANSWERED);
    }

    @Test
    void aRecordThatIsPutBackUnderItsKeyIsErasedWhenTheRequestIsExecutedAgain() throws Exception {
        PrivacyRequest request = approved(Type.ERASURE);
        put("mem", "copy", List.of(Field.required("id", TEXT), Field.of("mail", TEXT)), row("id", "c", "mail", KARI));
        assertThat(executed(request.id()).state()).isEqualTo(State.EXECUTED);
        records("mem", "copy").delete(RecordKey.of("id", Value.text("c")), Optional.empty());
        put("crm", "people", List.of(), row("id", 1, "email", KARI, "name", "Kari Canary", "number", NUMBER));

        PrivacyRequest again = executed(request.id());

        assertThat(again.state()).as(again.problem().orElse("")).isEqualTo(State.ANSWERED);
        assertThat(ids("crm", "people")).containsExactly("2");
        assertThat(again.outcomes()).hasSize(4);
        assertThat(bytes()).doesNotContain(KARI).doesNotContain(NUMBER);
    }

    private static Result result(PrivacyRequest request, String collection) {
        return request.outcomes().stream()
                .filter(each -> each.collection().equals(collection))
                .findFirst()
                .orElseThrow()
                .result();
    }
}
