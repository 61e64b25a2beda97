package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says and does about migrations that were cut off: a server's, and its own. */
class ResumingIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path home;

    private final Api api = Api.withToken();
    private EmbeddedPostgres postgres;

    @BeforeEach
    void fill() throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .start();
        sql("postgres", "CREATE DATABASE origin", "CREATE DATABASE there");
        sql(
                "origin",
                "CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL, age text)",
                "CREATE TABLE visit (id bigint PRIMARY KEY, person bigint REFERENCES person, note text)",
                "INSERT INTO person SELECT n, 'Person ' || n, n % 90 FROM generate_series(1, 200) n",
                "INSERT INTO visit SELECT n, 1 + n % 200, md5(n::text) FROM generate_series(1, 40000) n");
        store("origin", "origin");
        store("there", "there");
    }

    @AfterEach
    void stop() throws Exception {
        postgres.close();
    }

    private void store(String id, String database) throws Exception {
        Path file = home.resolve("config/stores/" + id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"type\":\"postgres\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":" + postgres.getPort()
                        + ",\"database\":\"" + database
                        + "\",\"username\":\"postgres\",\"ssl\":{\"mode\":\"disable\"}}}");
    }

    private void sql(String database, String... statements) throws SQLException {
        try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private long count(String database, String query) throws SQLException {
        try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aServersRunGoesOnByItselfAfterAKillAndOnACommandAfterACancel() throws Exception {
        Server first = Server.start(home, Api.TOKEN);
        // Long enough for both commands on a busy machine.
        String id = start(first, "\"rateLimit\":1500");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> count("there", "SELECT count(*) FROM pg_tables WHERE tablename =" + " 'visit'") > 0);
        first.kill();
        try (Server server = Server.start(home, Api.TOKEN)) {
            assertThat(resume(server, 0, id, "--detach"))
                    .contains("Run " + id + " goes on already", "of 40,200 records");
            assertThat(resume(server, 0)).contains("No migration waits for going on.");
            api.send(server, "POST", "/migrations/" + id + "/cancel", "");
            Awaitility.await().atMost(PATIENCE).until(() -> state(server, id).equals("CANCELLED"));

            assertThat(resume(server, 0)).contains(id, "origin → there", "CANCELLED");
            assertThat(resume(server, 0, id))
                    .contains("Run " + id + ": done, 40,200 records.")
                    .doesNotContain("goes on already");
            assertThat(count("there", "SELECT count(*) FROM visit JOIN person ON person.id = visit.person"))
                    .isEqualTo(40_000);
            assertThat(resume(server, 1, id)).contains("naust: ", "SUCCEEDED");
            assertThat(resume(server, 1, "nobody")).contains("There is no migration nobody");
        }
    }

    @Test
    void aRunThatFollowsSaysWhereItStandsAndHasNoTimeLeft() throws Exception {
        sql("origin", "DELETE FROM visit WHERE id > 100", "UPDATE person SET age = 'old' WHERE id IN (7, 8)");
        try (Server server = Server.start(home, Api.TOKEN)) {
            String id = start(
                    server,
                    "\"follow\":true,\"continueOnError\":true",
                    "\"collections\":[{\"name\":\"person\",\"fields\":{\"age\":{\"cast\":\"INT32\"}}},\"visit\"],");
            Awaitility.await().atMost(PATIENCE).until(() -> state(server, id).equals("FAILED"));
            assertThat(resume(server, 1, id)).contains("FAILED", "2 records do not fit", "does not follow yet");

            sql("origin", "UPDATE person SET age = '77' WHERE id IN (7, 8)");
            assertThat(resume(server, 0, id))
                    .contains("Following, 298 records copied, nothing waits", "goes on at the server")
                    .doesNotContain(" left");
            assertThat(api.get(server, "/migrations/" + id))
                    .contains("\"stage\":\"FOLLOWING\"", "\"total\":null", "\"etaSeconds\":null", "\"openRecords\":0");

            sql("origin", "UPDATE person SET age = 'new' WHERE id = 9");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> resume(server, 0, id).contains("1 record could not be carried"));
            assertThat(api.get(server, "/migrations/" + id)).contains("\"openRecords\":1");
            assertThat(api.send(server, "POST", "/migrations/" + id + "/rejects/3/replay", "{\"value\":9}")
                            .body())
                    .contains("\"open\":false");
            assertThat(resume(server, 0, id)).doesNotContain("could not be carried");
            assertThat(api.get(server, "/migrations/" + id)).contains("put right by hand");
            assertThat(count("there", "SELECT age FROM person WHERE id = 9")).isEqualTo(9);
        }
    }

    /** What it had finished looks like anybody's tables. */
    @Test
    void aCommandThatWasKilledNamesWhatItLeftWhenItIsCalledAgain() throws Exception {
        String[] command = {"migrate", "--from", address("origin"), "--to", address("there"), "--rate-limit", "4000"};
        Process process = new Command(home).begin(home.resolve("killed.txt"), List.of(command));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> count("there", "SELECT count(*) FROM pg_indexes WHERE tablename = 'person'") > 0
                        && count("there", "SELECT count(*) FROM person") == 200);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();

        assertThat(said(1, command))
                .contains("public.person already, with records", "public.visit has no key and no index", "killed")
                .contains("remove all that it left, to have it made anew: public.person, public.visit");
        sql("there", "DROP TABLE visit", "DROP TABLE person");
        assertThat(said(0, command)).contains("40,200 records arrived", "identical");
    }

    private String address(String database) {
        return "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/" + database;
    }

    private String start(Server server, String options) {
        return start(server, options, "");
    }

    private String start(Server server, String options, String more) {
        return Api.text(
                api.send(
                                server,
                                "POST",
                                "/migrations",
                                "{\"source\":\"origin\",\"target\":\"there\"," + more
                                        + "\"options\":{\"batchSize\":500," + options + "}}")
                        .body(),
                "id");
    }

    private String state(Server server, String id) {
        return Api.text(api.get(server, "/runs/" + id), "state");
    }

    private String resume(Server server, int code, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("resume", "--url", server.url("/"), "--token", Api.TOKEN));
        words.addAll(List.of(more));
        return said(code, words.toArray(String[]::new));
    }

    private String said(int code, String... words) throws Exception {
        return new Command(home).said(code, words);
    }
}
