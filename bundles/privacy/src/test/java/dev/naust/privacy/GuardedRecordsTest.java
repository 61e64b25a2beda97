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
import dev.naust.api.service.Consents.Agreed;
import dev.naust.api.service.Consents.Consent;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.MasterKeys;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.api.service.PrivacyRequests.Asked;
import dev.naust.api.service.PrivacyRequests.Started;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.Sight;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.json.JsonValues;
import dev.naust.privacy.consent.ConsentService;
import dev.naust.privacy.field.GuardService;
import dev.naust.privacy.map.MapService;
import dev.naust.privacy.request.RequestsService;
import dev.naust.testkit.server.FixedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.FileHeader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the map demands of records holds for all that pass the ports: cipher text in the store, and no data without consent. */
@Timeout(60)
class GuardedRecordsTest {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final Schema PEOPLE = Schema.table(
            DatasetId.of("people"),
            List.of(Field.required("id", TEXT), Field.of("fnr", TEXT), Field.of("note", TEXT), Field.of("news", TEXT)),
            List.of("id"));
    private static final String FNR = "17858096151";
    private static final Actor ONE = new Actor("dagny", true);
    private static final String ENTRY = """
            {"store": "%s", "collection": "people", "category": "contact", "purpose": "sales", "legalBasis": "contract",
             "subject": {"keys": {"nationalId": "fnr"}}, "erasure": {"policy": "delete"},
             "fields": {"fnr": {"encrypted": true, "searchable": true}, "note": {"encrypted": true},
                        "news": {"legalBasis": "consent", "purpose": "newsletter"}}}
            """;

    @TempDir
    private Path home;

    private TestHarbour harbour;
    private final List<MasterKeys.Key> keys = new ArrayList<>(List.of(key(1)));
    private ConsentService consents;
    private DocumentRepository clear;

    @BeforeEach
    void open() throws InterruptedException {
        harbour = new TestHarbour(home);
        harbour.dock("crm", TestHarbour.sqlite(home.resolve("crm.db")));
        harbour.dock("mem", TestHarbour.memory());
        MapService map = new MapService(home, harbour.registry(), harbour.storage());
        String content = "{\"collections\": [" + ENTRY.formatted("crm") + "," + ENTRY.formatted("mem") + "]}";
        map.replace(new JsonValues().readObject(content), map.current().revision(), "dagny");
        consents = consents(Clock.systemUTC());
        harbour.guard(new GuardService(home, consents, new Ring(keys)));
        clear = harbour.ports("crm", Sight.CLEAR).repository(PEOPLE);
        clear.create(row("1", FNR, "allergic to tar"));
        clear.create(row("2", "17858096233", "likes oak"));
    }

    @AfterEach
    void close() {
        harbour.close();
    }

    @Test
    void theStoreHoldsCipherTextAndThoseWhoMayReadItClear() throws Exception {
        assertThat(bytes()).doesNotContain(FNR).doesNotContain("allergic").contains("naust1:");
        assertThat(found("1")).isEqualTo(row("1", FNR, "allergic to tar"));
        clear.update(id("1"), Document.empty().with("note", Value.text("allergic to pitch")), Optional.empty());
        clear.replace(id("2"), row("2", "17858096233", "likes pine"), Optional.empty());
        assertThat(words(found("1"), "note")).isEqualTo("allergic to pitch");
        assertThat(bytes()).doesNotContain("pitch").doesNotContain("pine");
        assertThat(raw("1").get("note")).as("the same text twice").isNotEqualTo(again("1", "allergic to pitch"));
    }

    @Test
    void whoMayNotReadSeesCipherTextAndCannotGuessEither() throws Exception {
        DocumentRepository sealed = harbour.ports("crm", Sight.SEALED).repository(PEOPLE);
        Document seen = sealed.find(id("1")).orElseThrow().body();
        assertThat(words(seen, "fnr")).startsWith("naust1:").contains(":d:");
        refused("field.encrypted", () -> sealed.count(Optional.of(Filter.eq("fnr", Value.text(FNR)))));
        sealed.replace(id("1"), seen, Optional.empty());
        assertThat(found("1")).as("what was read is written back").isEqualTo(row("1", FNR, "allergic to tar"));
    }

    @Test
    void onlyWholeValuesOfSearchableFieldsAreFound() throws Exception {
        assertThat(ids(Filter.eq("fnr", Value.text(FNR)))).containsExactly("1");
        assertThat(ids(new Filter.Comparison("fnr", Filter.Operator.NE, Value.text(FNR))))
                .containsExactly("2");
        refused("field.encrypted", () -> ids(new Filter.Contains("fnr", "178")));
        refused("field.encrypted", () -> ids(Filter.eq("note", Value.text("likes oak"))));
        refused("field.encrypted", () -> clear.list(Query.first(5).sortedBy(Sort.up("fnr"))));
    }

    @Test
    void aNewMasterKeyClosesNewValuesAndTheOldOneStillOpens() throws Exception {
        keys.add(0, key(2));
        clear.create(row("3", FNR, "new"));
        assertThat(words(raw("3"), "fnr")).contains(key(2).id());
        assertThat(ids(Filter.eq("fnr", Value.text(FNR)))).containsExactly("1", "3");
        assertThat(words(found("1"), "note")).isEqualTo("allergic to tar");
    }

    @Test
    void aFieldWhoseKeyIsGoneIsNamedAsUnreadableAndSurvivesBeingWrittenBack() throws Exception {
        keys.set(0, key(2));
        Document seen = found("1");
        assertThat(seen.get("note"))
                .hasValueSatisfying(
                        each -> assertThat(RecordGuard.isUnreadable(each)).isTrue());
        assertThat(words(seen, "id")).as("the rest is readable").isEqualTo("1");
        DocumentRepository sealed = harbour.ports("crm", Sight.SEALED).repository(PEOPLE);
        assertThat(sealed.find(id("1")).orElseThrow().body())
                .as("for who may not read it, too")
                .isEqualTo(seen);

        clear.replace(id("1"), seen, Optional.empty());
        Document text = Document.empty().with("note", Value.text(words(seen, "note")));
        sealed.update(id("1"), text, Optional.empty());
        clear.update(id("2"), Document.empty().with("note", Value.text("written anew")), Optional.empty());
        keys.add(key(1));
        assertThat(found("1")).as("its key is back").isEqualTo(row("1", FNR, "allergic to tar"));
        assertThat(words(found("2"), "note")).isEqualTo("written anew");
    }

    @Test
    void aPackageNamesWhatNoKeyOpensAndAPersonIsNotSaidToBeFoundWhereNobodyCanTell() throws Exception {
        harbour.ports("mem", Sight.CLEAR).repository(PEOPLE);
        keys.add(0, key(2));
        clear.update(id("1"), Document.empty().with("fnr", Value.text(FNR)), Optional.empty());
        keys.remove(1);
        PrivacyRequest doubtful = verified();
        assertThat(doubtful.state()).isEqualTo(State.VERIFIED);
        assertThat(doubtful.scope().orElseThrow().errors())
                .singleElement()
                .asString()
                .contains("crm/people", "\"fnr\"", "1 record:", "keys/retired");

        clear.delete(id("2"), Optional.empty());
        PrivacyRequest request = verified();
        assertThat(request.scope().orElseThrow().found())
                .singleElement()
                .satisfies(found -> assertThat(found.reason()).contains("\"note\" of 1", "keys/retired"));
        RequestsService requests = requests();
        requests.approve(request.id(), "fine", ONE);
        Started started = requests.execute(request.id(), ONE);
        assertThat(unpacked(
                        requests.open(request.id(), ONE).file(),
                        started.password().orElseThrow()))
                .contains(FNR, "unreadable")
                .doesNotContain("naust1:");
        assertThat(requests.find(request.id()).orElseThrow().remarks())
                .singleElement()
                .asString()
                .contains("crm/people", "note");
    }

    private PrivacyRequest verified() throws InterruptedException {
        RequestsService requests = requests();
        PrivacyRequest request = requests.receive(
                new Asked(Type.ACCESS, Map.of("nationalId", FNR), Optional.empty(), Map.of(), Optional.empty(), ""),
                ONE);
        return requests.verify(request.id(), "BankID", "seen", ONE);
    }

    private RequestsService requests() {
        return harbour.requests(home, Clock.systemUTC());
    }

    @Test
    void cipherTextIsCarriedAsItIsAndReadWhereItArrives() throws Exception {
        DocumentRepository there = harbour.ports("mem", Sight.CLEAR).repository(PEOPLE);
        Document carried = raw("1");
        try (RecordWriter writer = harbour.store("mem").write(WriteRequest.insert(there.schema()))) {
            writer.write(List.of(DataRecord.of(List.of("id"), carried)));
            writer.flush();
        }
        assertThat(words(there.find(id("1")).orElseThrow().body(), "note")).isEqualTo("allergic to tar");
    }

    @Test
    void aPersonIsFoundByAnEncryptedNumberAndGetsEverythingInClear() throws Exception {
        RequestsService requests = requests();
        harbour.ports("mem", Sight.CLEAR).repository(PEOPLE);
        PrivacyRequest request = requests.receive(
                new Asked(Type.ACCESS, Map.of("nationalId", FNR), Optional.empty(), Map.of(), Optional.empty(), ""),
                ONE);
        assertThat(requests.verify(request.id(), "BankID", "seen", ONE)
                        .scope()
                        .orElseThrow()
                        .records())
                .isEqualTo(1);
        requests.approve(request.id(), "fine", ONE);
        Started started = requests.execute(request.id(), ONE);
        assertThat(requests.find(request.id()).orElseThrow().state()).isEqualTo(State.ANSWERED);
        assertThat(unpacked(
                        requests.open(request.id(), ONE).file(),
                        started.password().orElseThrow()))
                .contains(FNR, "allergic to tar")
                .doesNotContain("naust1:", "oak");
    }

    @Test
    void dataThatRestsOnConsentIsRefusedHoweverItIsWrittenUntilThereIsOne() throws Exception {
        Document wanted = row("1", FNR, "x").with("news", Value.text("weekly"));
        Document change = Document.empty().with("news", Value.text("weekly"));
        List<ThrowingCallable> ways = List.of(
                () -> clear.create(wanted.with("id", Value.text("9"))),
                () -> clear.replace(id("1"), wanted, Optional.empty()),
                () -> clear.update(id("1"), change, Optional.empty()));
        ways.forEach(way -> refused("consent.required", way));
        assertThatThrownBy(ways.get(0)).hasMessageContainingAll("\"news\"", "newsletter", "there is none", "/consents");

        Instant now = Instant.now();
        Consent consent = consents.give(
                Map.of("nationalId", FNR),
                new Agreed("newsletter", "v1", now.minusSeconds(5), Optional.of(now.plus(Duration.ofDays(30))), "form"),
                "dagny");
        clear.update(id("1"), change, Optional.empty());
        harbour.guard(
                new GuardService(home, consents(Clock.offset(Clock.systemUTC(), Duration.ofDays(31))), new Ring(keys)));
        assertThatThrownBy(() -> clearAnew().update(id("1"), change, Optional.empty()))
                .hasMessageContaining("has expired");
        consents.withdraw(consent.id(), "dagny");
        harbour.guard(new GuardService(home, consents, new Ring(keys)));
        assertThatThrownBy(() -> clearAnew().update(id("1"), change, Optional.empty()))
                .hasMessageContaining("was withdrawn");
        refused(
                "consent.required",
                () -> harbour.ports("crm", Sight.CLEAR)
                        .transaction(inside -> inside.repository(PEOPLE).update(id("1"), change, Optional.empty())));
        harbour.ports("crm", Sight.KEEPER).repository(PEOPLE).update(id("1"), change, Optional.empty());
    }

    private DocumentRepository clearAnew() throws InterruptedException {
        return harbour.ports("crm", Sight.CLEAR).repository(PEOPLE);
    }

    private ConsentService consents(Clock clock) {
        return new ConsentService(home, harbour.state(), new FixedKeys(), clock);
    }

    private record Ring(List<MasterKeys.Key> known) implements MasterKeys {
        @Override
        public Key current() {
            return known.get(0);
        }

        @Override
        public Optional<Key> find(String id) {
            return known.stream().filter(key -> key.id().equals(id)).findFirst();
        }

        @Override
        public Key read(String text) {
            throw new UnsupportedOperationException(text);
        }
    }

    private static MasterKeys.Key key(int number) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) number);
        return new MasterKeys.Key("%016x".formatted(number), bytes);
    }

    private static Document row(String id, String fnr, String note) {
        return Document.empty()
                .with("id", Value.text(id))
                .with("fnr", Value.text(fnr))
                .with("note", Value.text(note))
                .with("news", Value.ofNull());
    }

    private static RecordKey id(String id) {
        return RecordKey.of("id", Value.text(id));
    }

    private Document found(String id) throws InterruptedException {
        return clear.find(id(id)).orElseThrow().body();
    }

    private Value again(String id, String note) throws InterruptedException {
        clear.update(id(id), Document.empty().with("note", Value.text(note)), Optional.empty());
        return raw(id).get("note").orElseThrow();
    }

    private Document raw(String id) throws InterruptedException {
        try (RecordReader reader =
                harbour.store("crm").read(ReadRequest.of(clear.schema().id()))) {
            return reader.next(100, 1 << 20).records().stream()
                    .map(DataRecord::body)
                    .filter(body -> words(body, "id").equals(id))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String words(Document body, String name) {
        return body.get(name).orElseThrow().toString();
    }

    private List<String> ids(Filter filter) throws InterruptedException {
        return clear.list(Query.first(10).where(filter)).items().stream()
                .map(entry -> words(entry.body(), "id"))
                .sorted()
                .toList();
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code().code()).isEqualTo(code));
    }

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
                all.append(new String(zip.getInputStream(header).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }
}
