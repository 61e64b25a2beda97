package dev.naust.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.Audit;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.Erasing;
import dev.naust.api.service.ErasureLedger;
import dev.naust.api.service.ErasureLedger.Replayed;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.api.service.PrivacyRequests.Asked;
import dev.naust.api.service.PrivacyRequests.Started;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.FilesystemProvider;
import dev.naust.json.JsonValues;
import dev.naust.privacy.ledger.LedgerService;
import dev.naust.privacy.map.MapService;
import dev.naust.privacy.request.PackageKeeper;
import dev.naust.privacy.request.RequestsService;
import dev.naust.testkit.server.FixedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.exception.ZipException;
import net.lingala.zip4j.model.FileHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One person in three stores with joins between them, beside another who must not be touched. */
@Timeout(120)
class RequestsTest {
    private static final String KARI = "kari.canary@example.no";
    private static final String NUMBER = "CANARY-4711-KARI";
    private static final Actor ONE = new Actor("dagny", true);
    private static final Actor OTHER = new Actor("sigurd", true);
    private static final Actor MACHINE = new Actor("token:ci", false);
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final FieldType LONG = FieldType.of(Kind.INT64);

    @TempDir
    private Path home;

    private TestHarbour harbour;
    private PrivacyRequests requests;
    private MapService map;

    @BeforeEach
    void plant() throws Exception {
        harbour = new TestHarbour(home);
        harbour.dock("crm", TestHarbour.sqlite(home.resolve("crm.db")));
        harbour.dock("mem", TestHarbour.memory());
        harbour.dock(
                "box",
                new FilesystemProvider()
                        .open(dev.naust.api.store.StoreConfig.of(
                                "box",
                                Document.empty()
                                        .with(
                                                "root",
                                                Value.text(home.resolve("box").toString())))));
        put(
                "crm",
                "people",
                List.of(
                        Field.required("id", LONG),
                        Field.required("email", TEXT),
                        Field.of("name", TEXT),
                        Field.of("number", TEXT)),
                row("id", 1, "email", KARI, "name", "Kari Canary", "number", NUMBER),
                row("id", 2, "email", "ola@example.no", "name", "Ola", "number", "4712"));
        put(
                "crm",
                "invoices",
                List.of(
                        Field.required("id", LONG),
                        Field.of("person", LONG),
                        Field.of("total", LONG),
                        Field.of("removed", TEXT)),
                row("id", 100, "person", 1, "total", 5),
                row("id", 101, "person", 2, "total", 6));
        put(
                "mem",
                "sessions",
                List.of(Field.required("id", TEXT), Field.of("number", TEXT), Field.of("agent", TEXT)),
                row("id", "s1", "number", NUMBER, "agent", "boat"),
                row("id", "s2", "number", "4712", "agent", "car"));
        put(
                "box",
                "letters",
                List.of(Field.required("id", TEXT), Field.of("recipient", TEXT), Field.of("body", TEXT)),
                row("id", "l1", "recipient", KARI, "body", "=1+1 Dear Kari"),
                row("id", "l2", "recipient", "ola@example.no", "body", "Dear Ola"));
        map = new MapService(home, harbour.registry(), harbour.storage());
        write(
                policy("crm", "people", keys("email"), "delete"),
                policy("crm", "invoices", join("person", "crm", "people", "id"), "delete"),
                policy("mem", "sessions", join("number", "crm", "people", "number"), "delete"),
                policy("box", "letters", "\"keys\":{\"email\":\"recipient\"}", "delete"));
        requests = service(Clock.systemUTC());
    }

    @AfterEach
    void close() {
        harbour.close();
    }

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
    void anErasureThatFailedHalfWayGoesOnWhereItWas() throws Exception {
        PrivacyRequest request = approved(Type.ERASURE);
        harbour.away("mem", true);
        assertThat(executed(request.id()).problem()).isPresent();
        harbour.away("mem", false);
        PrivacyRequest again = executed(request.id());
        assertThat(again.state()).as(again.problem().orElse("")).isEqualTo(State.ANSWERED);
        assertThat(ids("mem", "sessions")).containsExactly("s2");
    }

    @ParameterizedTest
    @EnumSource(names = {"ERASURE", "ACCESS"})
    void aRunThatIsKilledAnywhereGoesOnAndIsDoneOnce(Type type) throws Exception {
        int step = Integer.getInteger("naust.kills", 2) > 2 ? 1 : 7;
        for (int uses = 1; ; uses += step) {
            close();
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder())
                        .filter(file -> !file.equals(home))
                        .forEach(file -> file.toFile().delete());
            }
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
            harbour.runs()
                    .restartLast(new RequestsService(
                            home,
                            harbour.state(),
                            new FixedKeys(),
                            harbour.registry(),
                            harbour.storage(),
                            harbour.runs(),
                            List.of(),
                            Clock.systemUTC()));
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
    void whoVerifiedWhatATokenEnteredIsNoSecondPerson() throws Exception {
        PrivacyRequest request = requests.receive(asked(Type.ERASURE), MACHINE);
        requests.verify(request.id(), "BankID", "seen", ONE);
        refused("approval.second_person", () -> requests.approve(request.id(), "", ONE));
        assertThat(requests.approve(request.id(), "", OTHER).approvedBy()).contains("sigurd");
    }

    @Test
    void thePackageHoldsAllOfThePersonAndNothingOfOthersAndOpensWithItsPasswordOnly() throws Exception {
        PrivacyRequest request = approved(Type.ACCESS);
        Started started = requests.execute(request.id(), ONE);
        PrivacyRequest over = requests.find(request.id()).orElseThrow();
        assertThat(over.state()).as(over.problem().orElse("")).isEqualTo(State.ANSWERED);
        Path file = requests.open(request.id(), ONE).file();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .doesNotContain(KARI)
                .doesNotContain("Kari");

        String all = unpacked(file, started.password().orElseThrow());
        assertThat(all)
                .contains(KARI, NUMBER, "boat", "Dear Kari", "Datatilsynet", "to sell ropes", "P5Y")
                .doesNotContain("ola@example.no", "4712", "\"car\"", "<script");
        assertThat(all).contains("'=").as("a formula is no formula");
        assertThatThrownBy(() -> unpacked(file, "wrong-password")).isInstanceOf(ZipException.class);
    }

    @Test
    void aPackageIsRemovedWhenItsTimeIsOver() throws Exception {
        PrivacyRequest request = approved(Type.ACCESS);
        requests.execute(request.id(), ONE);
        Path file = requests.open(request.id(), ONE).file();
        keeper(Clock.systemUTC(), harbour.audit()).look();
        assertThat(file).as("its time is not over").exists();
        Clock later = Clock.offset(Clock.systemUTC(), java.time.Duration.ofDays(8));
        requests = service(later);
        refused("privacy_package.not_found", () -> requests.open(request.id(), ONE));
        Path nobodys = Files.writeString(file.resolveSibling("nobody.zip"), "x");
        Path left = Files.writeString(file.resolveSibling("." + request.id() + "1.tmp"), "x");

        keeper(later, harbour.audit()).look();

        assertThat(List.of(file, nobodys, left)).noneMatch(Files::exists);
        assertThat(requests.find(request.id()).orElseThrow().history())
                .anyMatch(step -> step.note().contains("package was removed"));
        assertThat(harbour.noted())
                .as("each removal is in the audit log, once")
                .containsExactlyInAnyOrder(
                        "privacy.package.remove /privacy/requests/" + request.id(),
                        "privacy.package.remove /privacy/requests/nobody");
        keeper(later, harbour.audit()).look();
        assertThat(harbour.noted()).hasSize(2);
    }

    private PackageKeeper keeper(Clock clock, Audit audit) {
        return new PackageKeeper(home, harbour.state(), new FixedKeys(), audit, clock);
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

    private static void refused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code().code()).isEqualTo(code));
    }

    private RequestsService service(Clock clock) {
        return new RequestsService(
                home,
                harbour.state(),
                new FixedKeys(),
                harbour.registry(),
                harbour.storage(),
                harbour.runs(),
                List.of(),
                clock);
    }

    private static Asked asked(Type type) {
        return new Asked(type, Map.of("email", KARI), Optional.empty(), Map.of(), Optional.empty(), "by letter");
    }

    private PrivacyRequest approved(Type type) throws InterruptedException {
        PrivacyRequest request = requests.receive(asked(type), ONE);
        PrivacyRequest scoped = requests.verify(request.id(), "BankID", "seen", ONE);
        assertThat(scoped.state()).as(scoped.scope().toString()).isEqualTo(State.SCOPED);
        return requests.approve(request.id(), "fine", OTHER);
    }

    private PrivacyRequest executed(String id) {
        requests.execute(id, ONE);
        return requests.find(id).orElseThrow();
    }

    private static Result result(PrivacyRequest request, String collection) {
        return request.outcomes().stream()
                .filter(each -> each.collection().equals(collection))
                .findFirst()
                .orElseThrow()
                .result();
    }

    private void write(String... entries) {
        Document content = new JsonValues().readObject("{\"collections\":[" + String.join(",", entries) + "]}");
        map.replace(content, map.current().revision(), "dagny");
    }

    private static String base(String store, String collection) {
        return "\"store\":\"" + store + "\",\"collection\":\"" + collection
                + "\",\"category\":\"contact\",\"purpose\":\"to sell ropes\",\"legalBasis\":\"contract\",\"retention\":\"P5Y\"";
    }

    private static String policy(String store, String collection, String subject, String policy) {
        return "{" + base(store, collection) + ",\"subject\":{" + subject + "},\"erasure\":{\"policy\":\"" + policy
                + "\"}}";
    }

    private static String keys(String field) {
        return "\"keys\":{\"email\":\"" + field + "\"}";
    }

    private static String join(String field, String store, String collection, String to) {
        return "\"joins\":[{\"field\":\"" + field + "\",\"store\":\"" + store + "\",\"collection\":\"" + collection
                + "\",\"to\":\"" + to + "\"}]";
    }

    private void put(String store, String collection, List<Field> fields, Document... rows)
            throws InterruptedException {
        DocumentRepository records = fields.isEmpty()
                ? records(store, collection)
                : harbour.ports(store).repository(Schema.table(DatasetId.of(collection), fields, List.of("id")));
        for (Document row : rows) {
            records.create(row);
        }
    }

    private DocumentRepository records(String store, String collection) {
        DatasetId id = harbour.store(store).datasets().stream()
                .map(dev.naust.api.model.Dataset::id)
                .filter(each -> each.name().equals(collection))
                .findFirst()
                .orElseThrow();
        return harbour.ports(store).repository(id);
    }

    private List<String> ids(String store, String collection) throws InterruptedException {
        return records(store, collection).list(Query.first(100)).items().stream()
                .map(entry -> entry.body().get("id").orElseThrow().toString())
                .sorted()
                .toList();
    }

    private static Document row(Object... parts) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < parts.length; i += 2) {
            fields.put(
                    (String) parts[i],
                    parts[i + 1] instanceof Integer number ? Value.int64(number) : Value.text((String) parts[i + 1]));
        }
        return Document.of(fields);
    }

    /** Every byte that lies in the home folder. */
    private String bytes() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    private static String unpacked(Path file, String password) throws IOException {
        StringBuilder all = new StringBuilder();
        try (ZipFile zip = new ZipFile(file.toFile(), password.toCharArray())) {
            for (FileHeader header : new ArrayList<>(zip.getFileHeaders())) {
                all.append(header.getFileName()).append('\n');
                all.append(new String(zip.getInputStream(header).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }
}
