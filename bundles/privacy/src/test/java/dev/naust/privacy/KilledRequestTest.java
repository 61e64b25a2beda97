package dev.naust.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.ErasureLedger;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.privacy.ledger.LedgerService;
import dev.naust.testkit.server.FixedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;

/** A request whose run is killed at any step goes on and is done once. */
class KilledRequestTest extends OnePerson {
    /** Not enough of the server's state for all, and far too little for one use for each record. */
    private static final int USES = 25;

    @ParameterizedTest
    @EnumSource(names = {"ERASURE", "ACCESS"})
    void aRunThatIsKilledAnywhereGoesOnAndIsDoneOnce(Type type) throws Exception {
        int step = Integer.getInteger("naust.kills", 2) > 2 ? 1 : 7;
        for (int uses = 1; ; uses += step) {
            close();
            empty();
            plant();
            PrivacyRequest request = approved(type);
            harbour.killAfter(uses);
            try {
                requests.execute(request.id(), ONE);
                harbour.killAfter(-1);
                assertThat(uses).as("the run was killed").isGreaterThan(10);
                return;
            } catch (TestHarbour.Killed e) {
                harbour.killAfter(-1);
            }
            boolean begun =
                    !harbour.runs().list(Optional.empty(), Optional.empty(), 1).isEmpty();
            if (!begun || requests.find(request.id()).orElseThrow().state() == State.ANSWERED) {
                // Killed before the run, or behind it: nothing was interrupted.
                continue;
            }
            harbour.runs().restartLast(service(Clock.systemUTC()));
            PrivacyRequest over = requests.find(request.id()).orElseThrow();
            assertThat(over.state())
                    .as("killed at %s: %s", uses, over.problem())
                    .isEqualTo(State.ANSWERED);
            assertThat(over.history())
                    .as("both attempts")
                    .anyMatch(line -> line.note().contains("was interrupted"));
            assertThat(over.outcomes()).as("killed at %s", uses).hasSize(4);
            assertThat(over.outcomes().stream().map(Outcome::record).distinct()).hasSize(4);
            if (type == Type.ERASURE) {
                assertThat(bytes())
                        .as("killed at %s", uses)
                        .doesNotContain(KARI)
                        .doesNotContain(NUMBER)
                        .contains("Ola");
            } else {
                assertThat(requests.open(request.id(), ONE).file()).exists();
            }
        }
    }

    @Test
    void anErasureThatIsRejectedHalfWayLeavesOutOfRestoresOnlyWhatIsGone() throws Exception {
        put("crm", "people", List.of(), row("id", 3, "email", KARI, "name", "Kari Canary", "number", NUMBER));
        Schema people = records("crm", "people").schema();
        DataRecord gone = DataRecord.of(List.of("id"), row("id", 1, "email", KARI));
        DataRecord refused = DataRecord.of(List.of("id"), row("id", 3, "email", KARI));
        SQLiteDataSource raw = new SQLiteDataSource();
        raw.setUrl("jdbc:sqlite:" + home.resolve("crm.db"));
        try (Connection connection = raw.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TRIGGER held BEFORE DELETE ON people WHEN old.id = 3"
                    + " BEGIN SELECT raise(ABORT, 'on hold'); END");
        }
        LedgerService ledger =
                new LedgerService(home, harbour.state(), new FixedKeys(), harbour.storage(), Clock.systemUTC());
        String request = approved(Type.ERASURE).id();
        assertThat(executed(request).problem().orElse("")).contains("crm/people");
        assertThat(ids("crm", "people")).containsExactly("2", "3");

        assertThat(ledger.unfinished("crm")).isEqualTo(2);
        assertThat(ledger.unfinished("mem")).isZero();
        assertThat(ledger.erased("crm", ledger.mark()).left(people, refused))
                .as("nobody knows yet")
                .isEmpty();
        requests.reject(request, "A legal hold", ONE);

        assertThat(ledger.unfinished("crm")).isZero();
        assertThat(ledger.erased("crm", ErasureLedger.ALL).left(people, refused))
                .containsSame(refused);
        assertThat(ledger.erased("crm", ErasureLedger.ALL).left(people, gone)).isEmpty();
    }

    private void empty() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(home))
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Test
    void anErasureOfManyRecordsGetsToItsEndHoweverOftenItIsKilled() throws Exception {
        int visits = 1_500;
        DocumentRepository records = harbour.ports("mem")
                .repository(Schema.table(
                        DatasetId.of("visits"),
                        List.of(Field.required("id", LONG), Field.of("email", TEXT)),
                        List.of("id")));
        for (int i = 0; i < visits; i++) {
            records.create(row("id", i, "email", i % 3 == 0 ? "ola@example.no" : KARI));
        }
        write(
                policy("mem", "visits", keys("email"), "delete"),
                policy("crm", "people", keys("email"), "delete"),
                policy("crm", "invoices", join("person", "crm", "people", "id"), "delete"),
                policy("mem", "sessions", join("number", "crm", "people", "number"), "delete"),
                policy("box", "letters", "\"keys\":{\"email\":\"recipient\"}", "delete"));
        PrivacyRequest request = approved(Type.ERASURE);
        harbour.killAfter(USES);
        assertThatThrownBy(() -> requests.execute(request.id(), ONE)).isInstanceOf(TestHarbour.Killed.class);

        int kills = 1;
        while (requests.find(request.id()).orElseThrow().state() != State.ANSWERED) {
            assertThat(kills)
                    .as("each attempt goes on where the last one stood")
                    .isLessThan(20);
            harbour.killAfter(USES);
            try {
                harbour.runs().restartLast(service(Clock.systemUTC()));
            } catch (TestHarbour.Killed e) {
                kills++;
            }
            harbour.killAfter(-1);
        }

        assertThat(kills).isGreaterThan(1);
        assertThat(records.count(Optional.empty())).isEqualTo(visits / 3);
        PrivacyRequest over = requests.find(request.id()).orElseThrow();
        assertThat(over.outcomes().stream().map(Outcome::record).distinct()).hasSize(visits - visits / 3 + 4);
        assertThat(over.outcomes()).hasSize(visits - visits / 3 + 4);
    }
}
