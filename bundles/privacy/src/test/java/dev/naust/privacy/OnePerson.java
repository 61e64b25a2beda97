package dev.naust.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.api.service.PrivacyRequests.Asked;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.FilesystemProvider;
import dev.naust.json.JsonValues;
import dev.naust.privacy.map.MapService;
import dev.naust.privacy.request.RequestsService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One person in three stores with joins between them, beside another who must not be touched. */
@Timeout(120)
abstract class OnePerson {
    static final String KARI = "kari.canary@example.no";
    static final String NUMBER = "CANARY-4711-KARI";
    static final Actor ONE = new Actor("dagny", true);
    static final Actor OTHER = new Actor("sigurd", true);
    static final FieldType TEXT = FieldType.of(Kind.TEXT);
    static final FieldType LONG = FieldType.of(Kind.INT64);

    @TempDir
    Path home;

    TestHarbour harbour;
    PrivacyRequests requests;
    MapService map;

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

    static void refused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code().code()).isEqualTo(code));
    }

    RequestsService service(Clock clock) {
        return harbour.requests(home, clock);
    }

    static Asked asked(Type type) {
        return new Asked(type, Map.of("email", KARI), Optional.empty(), Map.of(), Optional.empty(), "by letter");
    }

    PrivacyRequest approved(Type type) throws InterruptedException {
        PrivacyRequest request = requests.receive(asked(type), ONE);
        PrivacyRequest scoped = requests.verify(request.id(), "BankID", "seen", ONE);
        assertThat(scoped.state()).as(scoped.scope().toString()).isEqualTo(State.SCOPED);
        return requests.approve(request.id(), "fine", OTHER);
    }

    PrivacyRequest executed(String id) {
        requests.execute(id, ONE);
        return requests.find(id).orElseThrow();
    }

    void write(String... entries) {
        Document content = new JsonValues().readObject("{\"collections\":[" + String.join(",", entries) + "]}");
        map.replace(content, map.current().revision(), "dagny");
    }

    static String base(String store, String collection) {
        return "\"store\":\"" + store + "\",\"collection\":\"" + collection
                + "\",\"category\":\"contact\",\"purpose\":\"to sell ropes\",\"legalBasis\":\"contract\",\"retention\":\"P5Y\"";
    }

    static String policy(String store, String collection, String subject, String policy) {
        return "{" + base(store, collection) + ",\"subject\":{" + subject + "},\"erasure\":{\"policy\":\"" + policy
                + "\"}}";
    }

    static String keys(String field) {
        return "\"keys\":{\"email\":\"" + field + "\"}";
    }

    static String join(String field, String store, String collection, String to) {
        return "\"joins\":[{\"field\":\"" + field + "\",\"store\":\"" + store + "\",\"collection\":\"" + collection
                + "\",\"to\":\"" + to + "\"}]";
    }

    void put(String store, String collection, List<Field> fields, Document... rows) throws InterruptedException {
        DocumentRepository records = fields.isEmpty()
                ? records(store, collection)
                : harbour.ports(store).repository(Schema.table(DatasetId.of(collection), fields, List.of("id")));
        for (Document row : rows) {
            records.create(row);
        }
    }

    DocumentRepository records(String store, String collection) {
        DatasetId id = harbour.store(store).datasets().stream()
                .map(dev.naust.api.model.Dataset::id)
                .filter(each -> each.name().equals(collection))
                .findFirst()
                .orElseThrow();
        return harbour.ports(store).repository(id);
    }

    List<String> ids(String store, String collection) throws InterruptedException {
        return records(store, collection).list(Query.first(100)).items().stream()
                .map(entry -> entry.body().get("id").orElseThrow().toString())
                .sorted()
                .toList();
    }

    static Document row(Object... parts) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < parts.length; i += 2) {
            fields.put(
                    (String) parts[i],
                    parts[i + 1] instanceof Integer number ? Value.int64(number) : Value.text((String) parts[i + 1]));
        }
        return Document.of(fields);
    }

    /** Every byte that lies in the home folder. */
    String bytes() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
