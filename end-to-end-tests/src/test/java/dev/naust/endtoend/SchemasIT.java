package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Structures over REST: files are run, two stores are compared, and drift shows. */
class SchemasIT {
    @TempDir
    static Path home;

    private static Server server;
    private final Api api = Api.withToken();

    @BeforeAll
    static void start() throws Exception {
        server = Server.start(home, Api.TOKEN);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aStoreGoesThroughItsVersionsAndIsComparedWithAnother() throws Exception {
        store("wanted");
        store("had");
        file(
                "wanted",
                "V1__album.sql",
                "CREATE TABLE album (id INTEGER PRIMARY KEY, title TEXT NOT NULL, year INTEGER);");
        file("wanted", "V2__index.sql", "CREATE INDEX by_year ON album (year DESC) WHERE year > 1900;");
        file("had", "V1__album.sql", "CREATE TABLE album (id INTEGER PRIMARY KEY, title TEXT);");

        assertThat(send("POST", "/stores/wanted/schema-versions/plan", "").body())
                .contains("\"canProceed\":true", "CREATE TABLE album", "V2__index.sql");
        run("wanted", "{\"target\":\"1\"}");
        assertThat(send("GET", "/stores/wanted/schema-versions", "").body())
                .contains("\"current\":\"1\"", "\"state\":\"PENDING\"");
        run("wanted", "{}");
        run("had", "{}");

        String compared = send("POST", "/schema/compare", "{\"source\":\"wanted\",\"target\":\"had\"}")
                .body();
        assertThat(compared).contains("\"equal\":false", "\"change\":\"MISSING\"", "by_year", "naust_new_album");
        assertThat(send("POST", "/schema/compare", "{\"source\":\"wanted\",\"target\":\"wanted\"}")
                        .body())
                .contains("\"equal\":true");

        file("wanted", "V1__album.sql", "CREATE TABLE album (id INTEGER);");
        assertThat(send("GET", "/stores/wanted/schema-versions", "").body()).contains("V1__album.sql was changed");
        HttpResponse<String> refused = send("POST", "/stores/wanted/schema-versions/run", "{}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("schema.blocked");
    }

    @Test
    void theCommandPrintsStatementsThatRunAsTheyStandAndWaitsForVersions() throws Exception {
        store("ship");
        store("boat");
        file(
                "ship",
                "V1__crew.sql",
                "CREATE TABLE crew (id INTEGER PRIMARY KEY,\n  name TEXT);\nCREATE INDEX by_name ON crew (name);");

        assertThat(command(0, "plan", "ship"))
                .contains(
                        "CREATE TABLE crew (id INTEGER PRIMARY KEY,\n  name TEXT);\nCREATE INDEX by_name ON crew (name);\n");
        assertThat(command(0, "run", "ship")).contains("ship stands at version 1.");
        String script = command(1, "compare", "ship", "boat", "--sql");

        file("boat", "V1__crew.sql", script);
        assertThat(command(0, "run", "boat")).contains("boat stands at version 1.");
        assertThat(command(0, "compare", "ship", "boat")).contains("Nothing differs.");

        file("ship", "V2__broken.sql", "CREATE TABLE crew (id INTEGER);");
        assertThat(command(1, "run", "ship")).contains("V2__broken.sql", "already exists");
    }

    private String command(int code, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("schema"));
        all.addAll(List.of(words));
        all.addAll(List.of("--url", server.url("/"), "--token", Api.TOKEN));
        return new Command(home).said(code, all.toArray(String[]::new));
    }

    private void store(String id) throws Exception {
        assertThat(send(
                                "POST",
                                "/stores",
                                "{\"id\":\"" + id + "\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/" + id
                                        + ".db\"}}")
                        .statusCode())
                .isEqualTo(201);
    }

    private static void file(String store, String name, String text) throws Exception {
        Path folder = Files.createDirectories(home.resolve("config/schema").resolve(store));
        Files.writeString(folder.resolve(name), text);
    }

    private void run(String store, String body) throws Exception {
        HttpResponse<String> begun = send("POST", "/stores/" + store + "/schema-versions/run", body);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(begun.body());
        assertThat(id.find()).isTrue();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                send("GET", "/runs/" + id.group(1), "").body())
                        .contains("\"state\":\"SUCCEEDED\""));
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return api.send(server, method, path, body);
    }
}
