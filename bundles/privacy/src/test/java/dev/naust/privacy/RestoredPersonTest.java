package dev.naust.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.ErasureLedger;
import dev.naust.api.service.ErasureLedger.Replayed;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.privacy.ledger.LedgerService;
import dev.naust.testkit.server.FixedKeys;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever was erased does not come back with a restore. */
class RestoredPersonTest extends OnePerson {
    @Test
    void whatWasErasedDoesNotComeBackWithARestore() throws Exception {
        executed(approved(Type.ERASURE).id());
        put("crm", "people", List.of(), row("id", 1, "email", KARI, "name", "Kari Canary", "number", NUMBER));
        LedgerService ledger =
                new LedgerService(home, harbour.state(), new FixedKeys(), harbour.storage(), Clock.systemUTC());

        Replayed replayed = ledger.replay("crm", ErasureLedger.ALL, harbour.store("crm"));

        assertThat(replayed.erased()).isEqualTo(1);
        assertThat(replayed.problems()).isEmpty();
        assertThat(ids("crm", "people")).containsExactly("2");
        assertThat(bytes()).doesNotContain(KARI);
        assertThat(ledger.replay("crm", ErasureLedger.ALL, harbour.store("crm")).erased())
                .isZero();
        assertThat(ledger.size("crm")).isEqualTo(2);
        Schema people = records("crm", "people").schema();
        DataRecord kari = DataRecord.of(List.of("id"), row("id", 1, "email", KARI));
        DataRecord ola = DataRecord.of(List.of("id"), row("id", 2, "email", "ola@example.no"));
        assertThat(ledger.erased("crm", ErasureLedger.ALL).left(people, kari)).isEmpty();
        assertThat(ledger.erased("crm", ErasureLedger.ALL).left(people, ola)).containsSame(ola);
        assertThat(ledger.erased("mem", ErasureLedger.ALL).left(people, kari)).containsSame(kari);
    }

    @Test
    void whoComesUnderAnErasedKeyLaterIsInLaterBackupsOnly() throws Exception {
        LedgerService ledger =
                new LedgerService(home, harbour.state(), new FixedKeys(), harbour.storage(), Clock.systemUTC());
        long before = ledger.mark();
        executed(approved(Type.ERASURE).id());
        long after = ledger.mark();
        DataRecord stranger = DataRecord.of(List.of("id"), row("id", 1, "email", "per@example.no"));
        Schema people = records("crm", "people").schema();

        assertThat(ledger.erased("crm", before).left(people, stranger)).isEmpty();
        assertThat(ledger.erased("crm", ErasureLedger.ALL).left(people, stranger))
                .isEmpty();
        assertThat(ledger.erased("crm", after).left(people, stranger)).containsSame(stranger);
        put("crm", "people", List.of(), row("id", 1, "email", KARI, "name", "Kari again", "number", NUMBER));
        assertThat(ledger.replay("crm", after, harbour.store("crm")).erased()).isZero();

        executed(approved(Type.ERASURE).id());
        assertThat(ledger.erased("crm", after).left(people, stranger))
                .as("erased once more, after that backup")
                .isEmpty();
        assertThat(ledger.erased("crm", ledger.mark()).left(people, stranger)).containsSame(stranger);
    }

    @Test
    void copiesThatNaustKeptForARollbackPassARestoreOnlyWhereNothingWasErasedSince() throws Exception {
        LedgerService ledger =
                new LedgerService(home, harbour.state(), new FixedKeys(), harbour.storage(), Clock.systemUTC());
        Schema rollback =
                Schema.table(DatasetId.of(OwnCollections.ROLLBACK), List.of(Field.required("id", LONG)), List.of("id"));
        DataRecord copy = DataRecord.of(List.of("id"), row("id", 7, "before", KARI));

        assertThat(ledger.erased("crm", ErasureLedger.ALL).left(rollback, copy)).containsSame(copy);
        executed(approved(Type.ERASURE).id());
        assertThat(ledger.erased("crm", ErasureLedger.ALL).left(rollback, copy)).isEmpty();
        assertThat(ledger.erased("crm", ledger.mark()).left(rollback, copy)).containsSame(copy);
    }

    @ParameterizedTest
    @CsvSource({"anonymise, ''", "pseudonymise, pseudonym-"})
    void whatWasMadeAnonymousPassesARestoreOnlyAsWhatIsLeftOfIt(String policy, String left) throws Exception {
        write(
                policy("crm", "people", keys("email"), policy),
                policy("crm", "invoices", join("person", "crm", "people", "id"), "delete"),
                policy("mem", "sessions", join("number", "crm", "people", "number"), "delete"),
                policy("box", "letters", "\"keys\":{\"email\":\"recipient\"}", "delete"));
        executed(approved(Type.ERASURE).id());
        LedgerService ledger =
                new LedgerService(home, harbour.state(), new FixedKeys(), harbour.storage(), Clock.systemUTC());
        DataRecord backedUp =
                DataRecord.of(List.of("id"), row("id", 1, "email", KARI, "name", "Kari Canary", "number", NUMBER));

        Document restored = ledger.erased("crm", ErasureLedger.ALL)
                .left(records("crm", "people").schema(), backedUp)
                .orElseThrow()
                .body();

        assertThat(restored.layout()).isSameAs(backedUp.body().layout());
        assertThat(restored.toString()).doesNotContain("anary").contains(left);
        assertThat(restored)
                .as("as the erasure left it")
                .isEqualTo(records("crm", "people")
                        .find(RecordKey.of("id", Value.int64(1)))
                        .orElseThrow()
                        .body());
        write();
        assertThat(ledger.erased("crm", ErasureLedger.ALL)
                        .left(records("crm", "people").schema(), backedUp))
                .as("what the map does not know any more goes whole")
                .isEmpty();
    }
}
