package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.api.service.PrivacyRequests.Asked;
import dev.naust.api.service.PrivacyRequests.Started;
import dev.naust.api.store.StoreConfig;
import dev.naust.json.JsonValues;
import dev.naust.privacy.map.MapService;
import dev.naust.privacy.request.RequestsService;
import dev.naust.redis.RedisProvider;
import dev.naust.testkit.server.FixedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.FileHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * One person in PostgreSQL, MongoDB, Redis, SQLite and a folder, put there by each database's own client and found from an
 * e-mail address by joins from store to store, beside others whose names, numbers and addresses only begin alike.
 */
@Timeout(180)
class OnePersonInFiveStoresTest {
    private static final String KARI = "kari.canary@example.no";
    private static final Actor ONE = new Actor("dagny", true);
    private static final Actor OTHER = new Actor("sigurd", true);
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);

    /** What tells of her in each store, and of nobody else. */
    private static final List<String> HERS = List.of(
            KARI,
            "Kari Canarysen",
            "Canary lane 7",
            "order-canary-1",
            "a rope for Kari",
            "canary-agent",
            "canary-letter");

    private static final List<String> OTHERS = List.of(
            "kari.canary@example.nono", "Kari Canarysen-Olsen", "order-canary-10", "agent-of-ola", "letter-of-ola");

    @TempDir
    private Path home;

    private Docks docks;
    private RequestsService requests;
    private Document postgres;
    private Document mongo;
    private RedisServer redis;

    @BeforeEach
    void plant() throws Exception {
        docks = new Docks(Technology.SQLITE.open(home));
        postgres = Technology.POSTGRES.place(home);
        mongo = Technology.MONGODB.place(home);
        redis = RedisServer.appending();
        docks.dock("crm", Technology.POSTGRES.open(postgres));
        docks.dockBreakable("shop", Technology.MONGODB.open(mongo));
        docks.dock(
                "web",
                new RedisProvider()
                        .open(StoreConfig.of(
                                "web",
                                Document.of(
                                        Map.of("host", Value.text("127.0.0.1"), "port", Value.int64(redis.port()))))));
        docks.dock("books", Technology.SQLITE.open(home));
        docks.dock("box", Technology.FILESYSTEM.open(home));
        plantRows();
        plantDocuments();
        plantKeys();
        plantLedger();
        plantLetters();
        MapService map = new MapService(home, docks.registry(), docks.storage());
        map.replace(new JsonValues().readObject(MAP), map.current().revision(), "dagny");
        requests = new RequestsService(
                home,
                docks.state(),
                new FixedKeys(),
                docks.registry(),
                docks.storage(),
                docks.runs(),
                List.of(),
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        docks.close();
    }

    private static final String MAP = """
            {"collections": [
              {"store": "crm", "collection": "customers", "category": "contact", "purpose": "sales",
               "legalBasis": "contract", "recipients": ["Posten"],
               "subject": {"keys": {"email": "email"}}, "erasure": {"policy": "delete"}},
              {"store": "crm", "collection": "addresses", "category": "contact", "purpose": "sales",
               "legalBasis": "contract", "subject": {"joins": [{"field": "customer", "collection": "customers", "to": "id"}]},
               "erasure": {"policy": "delete"}},
              {"store": "shop", "collection": "orders", "category": "orders", "purpose": "sales", "legalBasis": "contract",
               "subject": {"joins": [{"field": "buyer.number", "store": "crm", "collection": "customers", "to": "id"}]},
               "erasure": {"policy": "delete"}},
              {"store": "web", "collection": "session", "category": "traffic", "purpose": "sales", "legalBasis": "contract",
               "subject": {"joins": [{"field": "key", "store": "shop", "collection": "orders", "to": "session"}]},
               "erasure": {"policy": "delete"}},
              {"store": "books", "collection": "entries", "category": "bookkeeping", "purpose": "bookkeeping",
               "legalBasis": "legal_obligation",
               "subject": {"joins": [{"field": "customer", "store": "crm", "collection": "customers", "to": "id"}]},
               "erasure": {"policy": "keep", "reason": "Bookkeeping Act: five years"}},
              {"store": "box", "collection": "letters", "category": "letters", "purpose": "sales", "legalBasis": "contract",
               "subject": {"joins": [{"field": "id", "store": "web", "collection": "session", "to": "hash.upload"}]},
               "erasure": {"policy": "delete"}}]}
            """;

    @Test
    void thePackageHasAllOfThePersonAndNothingOfOthers() throws Exception {
        PrivacyRequest request = approved(Type.ACCESS);
        assertThat(request.scope().orElseThrow().records()).isEqualTo(8);
        Started started = requests.execute(request.id(), ONE);
        PrivacyRequest over = requests.find(request.id()).orElseThrow();
        assertThat(over.state()).as(over.problem().orElse("")).isEqualTo(State.ANSWERED);
        String all = unpacked(
                requests.open(request.id(), ONE).file(), started.password().orElseThrow());
        assertThat(all).contains(HERS).contains("entry-canary");
        assertThat(all).doesNotContain(OTHERS);
    }

    @Test
    void anErasureGoesOnWhereOneStoreWasAwayAndLeavesNothingInFilesButWhatIsJustified() throws Exception {
        PrivacyRequest request = approved(Type.ERASURE);
        assertThat(whereabouts(KARI)).as("the search finds what is there").anyMatch(place -> place.contains("/base/"));
        assertThat(whereabouts("canary-agent")).anyMatch(place -> place.endsWith("appendonly.aof"));
        docks.readOnly("shop", true);
        requests.execute(request.id(), ONE);
        assertThat(requests.find(request.id()).orElseThrow().problem().orElse(""))
                .contains("shop");
        docks.readOnly("shop", false);
        String erasedBefore = requests.find(request.id()).orElseThrow().outcomes().stream()
                .map(PrivacyRequest.Outcome::store)
                .distinct()
                .sorted()
                .toList()
                .toString();
        assertThat(erasedBefore).as("the others are done").isEqualTo("[books, box, crm, web]");

        requests.execute(request.id(), ONE);

        PrivacyRequest over = requests.find(request.id()).orElseThrow();
        assertThat(over.state()).as(over.problem().orElse("")).isEqualTo(State.ANSWERED);
        assertThat(over.outcomes()).hasSize(8);
        assertThat(over.outcomes().stream().filter(each -> each.result() == Result.RETAINED))
                .singleElement()
                .satisfies(each -> assertThat(each.reason()).contains("five years"));
        assertThat(over.remarks())
                .anyMatch(remark -> remark.contains("write-ahead log"))
                .anyMatch(remark -> remark.contains("oplog"))
                .anyMatch(
                        remark -> remark.contains("Posten (crm/addresses") || remark.contains("Posten (crm/customers"));
        assertThat(over.history().stream().filter(step -> step.note().contains("execution started")))
                .as("both attempts are told of")
                .hasSize(2);
        for (String hers : HERS) {
            assertThat(whereabouts(hers)).as(hers).isEmpty();
        }
        for (String other : OTHERS) {
            assertThat(whereabouts(other)).as(other).isNotEmpty();
        }
        assertThat(whereabouts("entry-canary")).as("what the law keeps").isNotEmpty();
    }

    private void plantRows() throws SQLException {
        try (Connection connection = crm();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE customers (id bigint PRIMARY KEY, email text, name text)");
            statement.execute("CREATE TABLE addresses (id serial PRIMARY KEY, customer bigint REFERENCES customers,"
                    + " street text)");
            statement.execute("INSERT INTO customers VALUES (4711, '" + KARI + "', 'Kari Canarysen'),"
                    + " (47110, 'kari.canary@example.nono', 'Kari Canarysen-Olsen'), (3, 'ola@example.no', 'Ola')");
            statement.execute("INSERT INTO addresses (customer, street) VALUES (4711, 'Canary lane 7'),"
                    + " (47110, 'Canary lane 70'), (4711, 'c/o Canary lane 7')");
            statement.execute("ANALYZE");
        }
    }

    private void plantDocuments() {
        try (MongoClient client = client()) {
            client.getDatabase(words(mongo, "database"))
                    .getCollection("orders")
                    .insertMany(List.of(
                            order("order-canary-1", 4711, "session:abc", "a rope for Kari"),
                            order("order-canary-2", 4711, "session:abc", "a sail"),
                            order("order-canary-10", 47110, "session:abcd", "an oar")));
        }
    }

    private static org.bson.Document order(String id, long buyer, String session, String note) {
        return new org.bson.Document("_id", id)
                .append("buyer", new org.bson.Document("number", buyer))
                .append("session", session)
                .append("note", note);
    }

    private void plantKeys() {
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            jedis.hset("session:abc", Map.of("agent", "canary-agent", "upload", "up-9"));
            jedis.hset("session:abcd", Map.of("agent", "agent-of-ola", "upload", "up-90"));
        }
    }

    private void plantLedger() throws InterruptedException {
        put(
                "books",
                "entries",
                List.of(Field.required("id", TEXT), Field.of("customer", TEXT)),
                "entry-canary",
                "4711");
        put("books", "entries", List.of(Field.required("id", TEXT), Field.of("customer", TEXT)), "entry-of-ola", "3");
    }

    private void plantLetters() throws InterruptedException {
        List<Field> fields = List.of(Field.required("id", TEXT), Field.of("body", TEXT));
        put("box", "letters", fields, "up-9", "canary-letter");
        put("box", "letters", fields, "up-90", "letter-of-ola");
    }

    private void put(String store, String collection, List<Field> fields, String id, String other)
            throws InterruptedException {
        docks.ports(store)
                .repository(Schema.table(DatasetId.of(collection), fields, List.of("id")))
                .create(Document.empty()
                        .with("id", Value.text(id))
                        .with(fields.get(1).name(), Value.text(other)));
    }

    private PrivacyRequest approved(Type type) throws InterruptedException {
        PrivacyRequest request = requests.receive(
                new Asked(type, Map.of("email", KARI), Optional.empty(), Map.of(), Optional.empty(), "by letter"), ONE);
        PrivacyRequest scoped = requests.verify(request.id(), "BankID", "seen", ONE);
        assertThat(scoped.state()).as(scoped.scope().toString()).isEqualTo(State.SCOPED);
        return requests.approve(request.id(), "fine", OTHER);
    }

    /** Every place that has some words: files as they lie on the disk, and what MongoDB's own client is told. */
    private List<String> whereabouts(String words) throws IOException, SQLException {
        List<String> places = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(home)) {
            tree.filter(Files::isRegularFile).forEach(files::add);
        }
        try (Stream<Path> tree = Files.walk(redis.folder())) {
            tree.filter(Files::isRegularFile).forEach(files::add);
        }
        files.addAll(pages());
        byte[] wanted = words.getBytes(StandardCharsets.UTF_8);
        for (Path file : files) {
            if (Files.exists(file) && has(Files.readAllBytes(file), wanted)) {
                places.add(file.toString());
            }
        }
        try (MongoClient client = client()) {
            for (org.bson.Document order : client.getDatabase(words(mongo, "database"))
                    .getCollection("orders")
                    .find()) {
                if (has(order.toJson().getBytes(StandardCharsets.UTF_8), wanted)) {
                    places.add("order " + order.get("_id"));
                }
            }
        }
        return places;
    }

    /** Whole words only: what others have begins alike. */
    private static boolean has(byte[] bytes, byte[] wanted) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        String word = new String(wanted, StandardCharsets.ISO_8859_1);
        for (int at = all.indexOf(word); at >= 0; at = all.indexOf(word, at + 1)) {
            String next = all.substring(at + word.length(), Math.min(all.length(), at + word.length() + 1));
            if (!next.matches("[0-9a-z-]")) {
                return true;
            }
        }
        return false;
    }

    /** The files of the database in PostgreSQL, without its write-ahead log. */
    private List<Path> pages() throws SQLException, IOException {
        try (Connection connection = crm();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
            try (ResultSet row = statement.executeQuery("SELECT current_setting('data_directory'),"
                    + " (SELECT oid FROM pg_database WHERE datname = current_database())")) {
                row.next();
                try (Stream<Path> tree =
                        Files.list(Path.of(row.getString(1)).resolve("base").resolve(row.getString(2)))) {
                    return tree.filter(Files::isRegularFile).toList();
                }
            }
        }
    }

    private Connection crm() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + words(postgres, "port") + "/"
                + words(postgres, "database") + "?user=postgres");
    }

    private MongoClient client() {
        return MongoClients.create(words(mongo, "uri"));
    }

    private static String words(Document place, String name) {
        return place.get(name).orElseThrow().toString();
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
