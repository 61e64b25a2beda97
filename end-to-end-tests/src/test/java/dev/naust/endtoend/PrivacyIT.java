package dev.naust.endtoend;

import static dev.naust.endtoend.Api.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/**
 * A person is erased while the server is killed again and again, does not come back with a backup that was made before, and
 * the audit log that tells of it cannot be changed unseen.
 */
class PrivacyIT {
    private static final int KILLS = Math.max(1, Integer.getInteger("naust.kills", 2) / 2);
    /** So many kills need an erasure that lasts. */
    private static final int VISITS = KILLS > 1 ? 6_000 : 400;

    private static final String KARI = "kari.canary@example.no";
    /** An entry to roll back by, a conflict, a difference that a report shows. */
    private static final int COPIES = 3;

    private static final String PASSWORD = "quiet harbour 9";
    private static final String MAP = """
            {"collections": [
              {"store": "crm", "collection": "people", "category": "contact", "purpose": "sales", "legalBasis": "contract",
               "subject": {"keys": {"email": "email"}}, "erasure": {"policy": "anonymise"}},
              {"store": "crm", "collection": "visits", "category": "traffic", "purpose": "sales", "legalBasis": "contract",
               "subject": {"keys": {"email": "email"}}, "erasure": {"policy": "delete"}},
              {"store": "old", "collection": "people", "category": "contact", "purpose": "sales", "legalBasis": "contract",
               "subject": {"keys": {"email": "email"}}, "erasure": {"policy": "delete"}},
              {"store": "box", "collection": "letters", "category": "letters", "purpose": "sales", "legalBasis": "contract",
               "subject": {"keys": {"email": "recipient"}}, "erasure": {"policy": "delete"}}]}
            """;

    private final Api script = Api.withToken();
    private String comparison = "";
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @TempDir
    private Path home;

    private Server server;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPersonStaysErasedThroughKillsAndRestoresAndTheLogOfItCannotBeChangedUnseen() throws Exception {
        server = Server.start(home, Api.TOKEN);
        plant(server);
        plantCopies(server);
        assertThat(whereabouts()).as("the search finds her").isNotEmpty();
        String backup =
                script.ended(server, script.send(server, "POST", "/backups", "{\"store\":\"crm\"}"), "SUCCEEDED");
        String request = approved(server);
        executeUnderKills(request);
        isErasedOnce(script.get(server, "/privacy/requests/" + request));
        assertThat(whereabouts()).isEmpty();
        assertThat(script.get(server, "/compare/" + comparison))
                .contains("Ola O")
                .doesNotContain("anary");

        isLeftOutOfRestores(server, backup);
        isFoundWhenItIsTamperedWith(server);
    }

    private void plant(Server server) throws IOException {
        script.made(
                server, "/stores", "{\"id\":\"crm\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/crm.db\"}}");
        script.made(
                server, "/stores", "{\"id\":\"copy\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/copy.db\"}}");
        script.made(
                server, "/stores", "{\"id\":\"box\",\"type\":\"filesystem\",\"connection\":{\"root\":\"data/box\"}}");
        versioned(
                server,
                "V1__people.sql",
                "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, name TEXT);\n"
                        + "CREATE TABLE visits (id INTEGER PRIMARY KEY, email TEXT, page TEXT);\n");
        record(server, "crm", "people", "{\"id\":1,\"email\":\"" + KARI + "\",\"name\":\"Kari Canary\"}");
        record(server, "crm", "people", "{\"id\":2,\"email\":\"ola@example.no\",\"name\":\"Ola\"}");
        versioned(
                server,
                "V2__visits.sql",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + 2 * VISITS
                        + ") INSERT INTO visits SELECT i, (SELECT email FROM people WHERE id = 1 + i % 2), 'page ' || i"
                        + " FROM n;\n");
        for (String each : List.of(KARI, "ola@example.no")) {
            record(server, "box", "letters", "{\"recipient\":\"" + each + "\",\"body\":\"Dear " + each + "\"}");
        }
        script.replaceMap(server, MAP);
    }

    /** What a rollback needs, a conflict that nobody has decided, and a report with the values of both sides. */
    private void plantCopies(Server server) {
        script.made(
                server, "/stores", "{\"id\":\"old\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/old.db\"}}");
        migrated(server, "FAIL");
        renamed(server, 1, "Kari Canary Old");
        migrated(server, "OVERWRITE");
        renamed(server, 1, "Kari Canary Older");
        renamed(server, 2, "Ola O");
        migrated(server, "INTERACTIVE");
        comparison = script.ended(
                server,
                script.send(server, "POST", "/compare", "{\"source\":\"crm\",\"target\":\"old\"}"),
                "SUCCEEDED");
        assertThat(script.get(server, "/compare/" + comparison)).contains("Canary Older", "Ola O");
    }

    private void migrated(Server server, String conflict) {
        String form = "{\"source\":\"crm\",\"target\":\"old\",\"collections\":[\"people\"],\"options\":{\"conflict\":\""
                + conflict + "\"}}";
        script.ended(server, script.send(server, "POST", "/migrations", form), "SUCCEEDED");
    }

    private void renamed(Server server, int id, String name) {
        HttpResponse<String> changed = script.send(
                server, "PATCH", "/stores/old/collections/people/records/" + id, "{\"name\":\"" + name + "\"}");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    }

    private void versioned(Server server, String name, String sql) throws IOException {
        Path folder = Files.createDirectories(home.resolve("config/schema/crm"));
        Files.writeString(folder.resolve(name), sql);
        script.ended(server, script.send(server, "POST", "/stores/crm/schema-versions/run", "{}"), "SUCCEEDED");
    }

    private void record(Server server, String store, String collection, String record) {
        script.made(server, "/stores/" + store + "/collections/" + collection + "/records", record);
    }

    private String approved(Server server) {
        String form = "{\"type\":\"ERASURE\",\"subject\":{\"email\":\"" + KARI + "\"}}";
        String id = text(script.made(server, "/privacy/requests", form), "id");
        String steps = "/privacy/requests/" + id;
        HttpResponse<String> scoped =
                script.send(server, "POST", steps + "/verify", "{\"method\":\"BankID\",\"evidence\":\"seen\"}");
        assertThat(text(scoped.body(), "state")).as(scoped.body()).isEqualTo("SCOPED");
        HttpResponse<String> machine = script.send(server, "POST", steps + "/approve", "{}");
        assertThat(machine.body()).contains("approval.person");
        HttpResponse<String> owner = Api.signedIn(server).send(server, "POST", steps + "/approve", "{}");
        assertThat(owner.body()).as("the token is the admin's").contains("approval.second_person");
        script.made(server, "/users", "{\"name\":\"sigurd\",\"role\":\"dpo\",\"password\":\"" + PASSWORD + "\"}");
        HttpResponse<String> approved = Api.signedIn(server, "sigurd", PASSWORD)
                .send(server, "POST", steps + "/approve", "{\"reason\":\"fine\"}");
        assertThat(text(approved.body(), "state")).as(approved.body()).isEqualTo("APPROVED");
        return id;
    }

    private void executeUnderKills(String request) throws Exception {
        HttpResponse<String> started = script.send(server, "POST", "/privacy/requests/" + request + "/execute", "");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !count(server, "crm", "visits").equals(Integer.toString(2 * VISITS)));
        for (int kills = 0; kills < KILLS && !isAnswered(server, request); kills++) {
            server.killAfter(Duration.ofMillis(random.nextInt(KILLS > 1 ? 1_500 : 100)))
                    .join();
            server = Server.start(home, Api.TOKEN);
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(KILLS > 1 ? 10 : 2))
                .until(() -> isAnswered(server, request)
                        || text(script.get(server, "/privacy/requests/" + request), "problem")
                                        .length()
                                > 4);
    }

    private boolean isAnswered(Server server, String request) {
        return text(script.get(server, "/privacy/requests/" + request), "state").equals("ANSWERED");
    }

    private void isErasedOnce(String request) {
        assertThat(text(request, "state")).as("seed %s: %s", seed, request).isEqualTo("ANSWERED");
        assertThat(request).as("both attempts").contains("execution started", "was interrupted and goes on");
        List<String> records = Pattern.compile("\"record\":\"([^\"]+)\"")
                .matcher(request)
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(records).hasSize(VISITS + 3 + COPIES).doesNotHaveDuplicates();
        assertThat(request).contains("conflicts of migration", "naust_rollback", "comparison " + comparison);
        assertThat(request).contains("ANONYMISED").contains("ERASED");
    }

    /** Into another store, and over what is there. */
    private void isLeftOutOfRestores(Server server, String backup) throws IOException {
        String restore = "/backups/" + backup + "/restore";
        script.ended(server, script.send(server, "POST", restore, "{\"target\":\"copy\"}"), "SUCCEEDED");
        script.ended(
                server,
                script.send(server, "POST", restore, "{\"options\":{\"conflict\":\"OVERWRITE\"}}"),
                "SUCCEEDED");
        for (String store : List.of("copy", "crm")) {
            assertThat(count(server, store, "visits")).isEqualTo(Integer.toString(VISITS));
            assertThat(count(server, store, "people")).isEqualTo("2");
            assertThat(script.get(server, "/stores/" + store + "/collections/people/records"))
                    .contains("Ola")
                    .doesNotContain("anary");
        }
        assertThat(whereabouts()).isEmpty();
        String log = script.get(server, "/audit/export");
        assertThat(log)
                .contains("erasures.replay", "backup.restore", "run.privacy")
                .doesNotContain(KARI);
    }

    private String count(Server server, String store, String collection) {
        return text(script.get(server, "/stores/" + store + "/collections/" + collection + "/count"), "count");
    }

    /** Each is done directly in the file, while the server runs; afterwards the log is put back. */
    private void isFoundWhenItIsTamperedWith(Server server) throws SQLException, IOException {
        assertThat(verdict(server)).contains("\"valid\":true");
        List<String> ways = new ArrayList<>(List.of(
                "UPDATE main.naust_audit SET actor = 'eve' WHERE sequence = 5",
                "UPDATE main.naust_audit SET action = 'x' WHERE sequence = 1",
                "UPDATE main.naust_audit SET target = '/x' WHERE sequence = 9",
                "UPDATE main.naust_audit SET outcome = 'ok ' WHERE sequence = 6",
                "UPDATE main.naust_audit SET details = '{\"a\":2}' WHERE sequence = 7",
                "UPDATE main.naust_audit SET details = '{ }' WHERE sequence = 8",
                "UPDATE main.naust_audit SET at = '2020-01-01T00:00:00Z' WHERE sequence = 3",
                "UPDATE main.naust_audit SET hash = upper(hash) || 'x' WHERE sequence = 4",
                "UPDATE main.naust_audit SET previous = hash WHERE sequence = 9",
                "UPDATE main.naust_audit SET actor = '' WHERE sequence = 2",
                "UPDATE main.naust_audit SET actor = 'eve' WHERE sequence = (SELECT max(sequence) FROM main.naust_audit)",
                "DELETE FROM main.naust_audit WHERE sequence = 1",
                "DELETE FROM main.naust_audit WHERE sequence = 6",
                "DELETE FROM main.naust_audit WHERE sequence > 10",
                "DELETE FROM main.naust_audit WHERE sequence = (SELECT max(sequence) FROM main.naust_audit)",
                "DELETE FROM main.naust_audit",
                "DELETE FROM main.naust_audit WHERE sequence > (SELECT max(sequence) / 2 FROM main.naust_audit)",
                "UPDATE main.naust_audit SET sequence = -sequence WHERE sequence = 5",
                "UPDATE main.naust_audit SET sequence = -sequence WHERE sequence IN (4, 5);"
                        + "UPDATE main.naust_audit SET sequence = 9 + sequence WHERE sequence IN (-4, -5)",
                "INSERT INTO main.naust_audit SELECT 0, at, 'eve', action, target, outcome, details, previous, hash"
                        + " FROM main.naust_audit WHERE sequence = 1"));
        for (String way : ways) {
            alter("CREATE TABLE keep.log AS SELECT * FROM main.naust_audit", way);
            assertThat(verdict(server)).as(way).contains("\"valid\":false");
            alter(
                    "DELETE FROM main.naust_audit WHERE sequence <= (SELECT max(sequence) FROM keep.log)",
                    "INSERT INTO main.naust_audit SELECT * FROM keep.log",
                    "DROP TABLE keep.log");
        }
        Path head = home.resolve("data/audit/sqlite.head");
        Files.writeString(head, Files.readString(head).replace('a', 'b'));
        assertThat(verdict(server)).as("the checkpoint").contains("\"valid\":false");
        assertThat(verdict(server)).as("put back").contains("\"valid\":true");
    }

    private String verdict(Server server) {
        HttpResponse<String> verdict = script.send(server, "POST", "/audit/verify", "");
        assertThat(verdict.statusCode()).as(verdict.body()).isEqualTo(200);
        return verdict.body();
    }

    private void alter(String... statements) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + home.resolve("data/control.db"));
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute("ATTACH DATABASE '" + home.resolve("keep.db") + "' AS keep");
            for (String each : statements) {
                for (String part : each.split(";")) {
                    statement.executeUpdate(part);
                }
            }
        }
    }

    /** Every file of the installation that has a word of hers. */
    private List<String> whereabouts() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            List<String> found = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (whole(file).contains("anary")) {
                    found.add(home.relativize(file).toString());
                }
            }
            return found;
        }
    }

    /** The server may have put a file in another's place since they were listed, which is among them as well. */
    private static String whole(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
