package dev.naust.endtoend;

import static dev.naust.endtoend.Api.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.FileHeader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One person with 137 facts in five stores, joined from store to store, beside a neighbour who must not be touched: the package has
 * all of them and nothing else, after the erasure no file of the databases or of the server has one, and backups that were made
 * before bring none back.
 */
class OnePersonEverywhereIT {
    private static final String KARI = "kari.kittiwake@example.no";
    private static final String OLA = "ola.gull@example.no";
    private static final int FACTS = 137;
    private static final Map<String, Integer> NEIGHBOURS = Map.of(
            "crm/collections/customers", 3,
            "crm/collections/addresses", 30,
            "shop/collections/orders", 30,
            "web/collections/session", 14,
            "books/collections/visits", 30,
            "box/collections/letters", 30);
    private static final List<String> STORES = List.of("crm", "shop", "web", "books", "box");
    private static final String PASSWORD = "quiet harbour 9";
    private static final Pattern FACT = Pattern.compile("kittiwake-fact-(\\d+)");

    private final Api script = Api.withToken();
    private final AtomicInteger facts = new AtomicInteger();

    @TempDir
    private Path folder;

    private Path home;
    private FiveStores stores;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        home = Files.createDirectories(folder.resolve("home"));
        stores = new FiveStores(home, Files.createDirectories(folder.resolve("clusters")));
        server = Server.start(home, Api.TOKEN);
        plant();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        stores.close();
    }

    private static final String MAP = """
            {"collections": [
              {"store": "crm", "collection": "customers", "category": "contact", "purpose": "sales", "legalBasis": "contract",
               "subject": {"keys": {"email": "email"}}, "erasure": {"policy": "delete"},
               "fields": {"fnr": {"encrypted": true, "searchable": true}, "note": {"encrypted": true}}},
              {"store": "crm", "collection": "addresses", "category": "contact", "purpose": "sales", "legalBasis": "contract",
               "subject": {"joins": [{"field": "customer", "collection": "customers", "to": "id"}]},
               "erasure": {"policy": "delete"}},
              {"store": "shop", "collection": "orders", "category": "orders", "purpose": "sales", "legalBasis": "contract",
               "subject": {"joins": [{"field": "buyer.number", "store": "crm", "collection": "customers", "to": "id"}]},
               "erasure": {"policy": "delete"}},
              {"store": "web", "collection": "session", "category": "traffic", "purpose": "sales", "legalBasis": "contract",
               "subject": {"joins": [{"field": "key", "store": "shop", "collection": "orders", "to": "session"}]},
               "erasure": {"policy": "delete"}},
              {"store": "books", "collection": "visits", "category": "traffic", "purpose": "sales", "legalBasis": "contract",
               "subject": {"joins": [{"field": "session", "store": "web", "collection": "session", "to": "key"}]},
               "erasure": {"policy": "delete"}},
              {"store": "books", "collection": "entries", "category": "bookkeeping", "purpose": "bookkeeping",
               "legalBasis": "legal_obligation",
               "subject": {"joins": [{"field": "customer", "store": "crm", "collection": "customers", "to": "id"}]},
               "erasure": {"policy": "keep", "reason": "Bookkeeping Act: five years"}},
              {"store": "box", "collection": "letters", "category": "letters", "purpose": "sales", "legalBasis": "contract",
               "subject": {"keys": {"email": "recipient"}}, "erasure": {"policy": "delete"}}]}
            """;

    @Test
    void allOfAPersonIsHandedOutAndErasedAndDoesNotComeBack() throws Exception {
        assertThat(whereabouts())
                .as("the search finds what is there")
                .anyMatch(file -> file.startsWith("postgres/base/"))
                .anyMatch(file -> file.startsWith("postgres/pg_wal/"))
                .contains("redis/dump.rdb", "redis/appendonly.aof")
                .anyMatch(file -> file.startsWith("data/books.db"))
                .anyMatch(file -> file.startsWith("data/box/"));
        String cipherText = stores.asked("SELECT fnr FROM customers WHERE id = 4711");
        assertThat(cipherText).startsWith("naust1:");

        thePackageHasAllAndNothingOfOthers();
        Map<String, String> backups = new TreeMap<>();
        STORES.forEach(store -> backups.put(
                store,
                script.ended(
                        server,
                        script.send(server, "POST", "/backups", "{\"store\":\"" + store + "\"}"),
                        "SUCCEEDED")));
        namedWhereThingsFail();

        String request = approved("ERASURE");
        script.send(server, "POST", "/privacy/requests/" + request + "/execute", "");
        String answer = answered(request);
        assertThat(answer).contains("RETAINED", "Bookkeeping Act: five years");
        assertThat(answer).as("what the files still have is said").contains("write-ahead log");
        assertThat(whereabouts()).allMatch(file -> file.startsWith("postgres/pg_wal/"));
        assertThat(stores.whereabouts(cipherText.toLowerCase(Locale.ROOT)))
                .allMatch(file -> file.startsWith("postgres/pg_wal/"));
        assertThat(stores.whereabouts("kept-entry")).isNotEmpty();
        assertThat(neighbours()).isEqualTo(NEIGHBOURS);

        theyStayAwayFromTheirBackups(backups);
    }

    private void plant() throws Exception {
        stores.postgres(
                "CREATE TABLE customers (id bigint PRIMARY KEY, email text UNIQUE, name text, fnr text, note text)",
                "CREATE TABLE addresses (id serial PRIMARY KEY, customer bigint REFERENCES customers, street text)");
        stores.sqlite(
                "CREATE TABLE visits (id INTEGER PRIMARY KEY, session TEXT, page TEXT)",
                "CREATE TABLE entries (id TEXT PRIMARY KEY, customer INTEGER, amount TEXT)");
        for (String form : stores.forms()) {
            script.made(server, "/stores", form);
        }
        script.replaceMap(server, MAP);
        plant("kittiwake", KARI, 4711);
        assertThat(facts.getAndSet(0)).isEqualTo(FACTS);
        plant("gull", OLA, 47110);
        stores.postgres("ANALYZE", "CHECKPOINT");
        assertThat(stores.redis(List.of("SAVE"))).isEqualTo("+OK");
    }

    /** What there is of one person. */
    private void plant(String who, String email, int number) throws Exception {
        script.made(
                server,
                "/stores/crm/collections/customers/records",
                "{\"id\":" + number + ",\"email\":\"" + email + "\",\"name\":\"" + fact(who) + "\",\"fnr\":\""
                        + fact(who) + "\",\"note\":\"" + fact(who) + "\"}");
        stores.postgres(IntStream.range(0, 30)
                .mapToObj(i -> "INSERT INTO addresses (customer, street) VALUES (" + number + ", '" + fact(who) + "')")
                .toArray(String[]::new));
        for (int i = 0; i < 10; i++) {
            script.made(
                    server,
                    "/stores/shop/collections/orders/records",
                    "{\"id\":\"order-" + number + "-" + i + "\",\"buyer\":{\"number\":" + number
                            + "},\"session\":\"session:" + number + "\",\"lines\":[{\"text\":\"" + fact(who)
                            + "\",\"tags\":[\"" + fact(who) + "\",[\"" + fact(who) + "\"]]}]}");
        }
        List<String> session = new ArrayList<>(List.of("HSET", "session:" + number));
        for (int i = 0; i < 14; i++) {
            session.addAll(List.of("field" + i, fact(who)));
        }
        assertThat(stores.redis(session)).isEqualTo(":14");
        stores.sqlite(IntStream.range(0, 30)
                .mapToObj(i ->
                        "INSERT INTO visits (session, page) VALUES ('session:" + number + "', '" + fact(who) + "')")
                .toArray(String[]::new));
        stores.sqlite("INSERT INTO entries VALUES ('kept-entry-" + number + "', " + number + ", '12.50')");
        for (int i = 0; i < 30; i++) {
            script.made(
                    server,
                    "/stores/box/collections/letters/records",
                    "{\"recipient\":\"" + email + "\",\"body\":\"Dear " + fact(who) + "\"}");
        }
    }

    private String fact(String who) {
        return who + "-fact-" + facts.incrementAndGet();
    }

    /** What fails and names a person on the way must not stay in a log. */
    private void namedWhereThingsFail() {
        String people = "/stores/crm/collections/customers/records";
        HttpResponse<String> twice =
                script.send(server, "POST", people, "{\"id\":9,\"email\":\"" + KARI + "\",\"name\":\"x\"}");
        assertThat(twice.statusCode()).as(twice.body()).isEqualTo(422);
        String filter = "?filter=%7B%22email%22:%22" + KARI + "%22%7D";
        assertThat(script.get(server, people + filter)).contains("kittiwake-fact-1");
        HttpResponse<String> wrong = script.send(
                server,
                "POST",
                "/stores/crm/query",
                "{\"sql\":\"SELECT wrong FROM customers WHERE email='" + KARI + "'\"}");
        assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(422);
    }

    private void thePackageHasAllAndNothingOfOthers() throws IOException {
        String request = approved("ACCESS");
        String password = text(
                script.send(server, "POST", "/privacy/requests/" + request + "/execute", "")
                        .body(),
                "packagePassword");
        answered(request);
        Path zip = folder.resolve("package.zip");
        HttpResponse<InputStream> fetched = script.fetch(server, "/privacy/requests/" + request + "/package");
        try (InputStream bytes = fetched.body()) {
            Files.copy(bytes, zip);
        }
        Set<String> formats = new TreeSet<>();
        try (ZipFile file = new ZipFile(zip.toFile(), password.toCharArray())) {
            Map<String, Set<String>> found = new TreeMap<>();
            for (FileHeader each : file.getFileHeaders()) {
                String all = new String(file.getInputStream(each).readAllBytes(), StandardCharsets.UTF_8);
                assertThat(all).as(each.getFileName()).doesNotContain("gull", "47110", "naust1:");
                String format = each.getFileName().replaceAll(".*\\.", "");
                found.computeIfAbsent(format, none -> new TreeSet<>()).addAll(numbers(all));
            }
            for (String format : List.of("json", "csv")) {
                assertThat(found.get(format)).as(format).hasSize(FACTS);
            }
            formats.addAll(found.keySet());
        }
        assertThat(formats).contains("html");
        Files.delete(zip);
    }

    private static Set<String> numbers(String text) {
        return FACT.matcher(text)
                .results()
                .map((MatchResult each) -> each.group(1))
                .collect(Collectors.toSet());
    }

    private String approved(String type) {
        String form = "{\"type\":\"" + type + "\",\"subject\":{\"email\":\"" + KARI + "\"}}";
        String id = text(script.made(server, "/privacy/requests", form), "id");
        String steps = "/privacy/requests/" + id;
        HttpResponse<String> scoped =
                script.send(server, "POST", steps + "/verify", "{\"method\":\"BankID\",\"evidence\":\"seen\"}");
        assertThat(text(scoped.body(), "state")).as(scoped.body()).isEqualTo("SCOPED");
        script.send(
                server, "POST", "/users", "{\"name\":\"sigurd\",\"role\":\"dpo\",\"password\":\"" + PASSWORD + "\"}");
        HttpResponse<String> approved = Api.signedIn(server, "sigurd", PASSWORD)
                .send(server, "POST", steps + "/approve", "{\"reason\":\"fine\"}");
        assertThat(text(approved.body(), "state")).as(approved.body()).isEqualTo("APPROVED");
        return id;
    }

    private String answered(String request) {
        String path = "/privacy/requests/" + request;
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            String now = script.get(server, path);
            return text(now, "state").equals("ANSWERED") || text(now, "problem").length() > 4;
        });
        String answer = script.get(server, path);
        assertThat(text(answer, "state")).as(answer).isEqualTo("ANSWERED");
        return answer;
    }

    /** Where her words are, also in stores that have no files of their own. */
    private List<String> whereabouts() throws IOException, SQLException {
        stores.postgres("CHECKPOINT");
        List<String> found = stores.whereabouts("kittiwake");
        if (script.get(server, "/stores/shop/collections/orders/records?limit=500")
                .contains("kittiwake")) {
            found.add("orders");
        }
        return found;
    }

    /** How many of the neighbour's facts each collection has. */
    private Map<String, Integer> neighbours() {
        Map<String, Integer> left = new TreeMap<>();
        for (String place : NEIGHBOURS.keySet()) {
            HttpResponse<String> records = script.send(server, "GET", "/stores/" + place + "/records?limit=500", "");
            assertThat(records.statusCode()).as(records.body()).isEqualTo(200);
            left.put(place, (int) Pattern.compile("gull-fact-")
                    .matcher(records.body())
                    .results()
                    .count());
        }
        return left;
    }

    /**
     * Over what is there, and into a file that did not exist: not even the logs that the databases write before anything can be
     * used have a word of hers.
     */
    private void theyStayAwayFromTheirBackups(Map<String, String> backups) throws IOException, SQLException {
        String since = stores.asked("SELECT pg_walfile_name(pg_switch_wal() + 1)");
        script.made(
                server,
                "/stores",
                "{\"id\":\"again\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/again.db\"}}");
        for (String store : STORES) {
            String restore = "/backups/" + backups.get(store) + "/restore";
            script.ended(
                    server,
                    script.send(server, "POST", restore, "{\"options\":{\"conflict\":\"OVERWRITE\"}}"),
                    "SUCCEEDED");
            script.ended(server, script.send(server, "POST", restore, "{\"target\":\"again\"}"), "SUCCEEDED");
            assertThat(whereabouts())
                    .as("after the restore of " + store)
                    .allMatch(file -> file.startsWith("postgres/pg_wal/")
                            && Path.of(file).getFileName().toString().compareTo(since) < 0);
        }
        assertThat(Pattern.compile("gull-fact-")
                        .matcher(script.get(server, "/stores/again/collections/letters/records?limit=500"))
                        .results())
                .as("documents arrive whole in a table")
                .hasSize(30);
        assertThat(neighbours()).isEqualTo(NEIGHBOURS);
    }
}
