package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ports for applications over REST, as a program uses them, on a store in memory and on one in a file. */
class RecordsAndQueuesIT {
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

    @ParameterizedTest
    @ValueSource(strings = {"scratch", "archive"})
    void recordsOfAnyFieldsAreKeptFoundAndChanged(String store) throws Exception {
        String people = "/stores/" + store + "/collections/people/records";

        HttpResponse<String> ada = send("POST", people, "{\"name\":\"Ada\",\"age\":36,\"tags\":[\"x\",1.5]}");
        assertThat(ada.statusCode()).isEqualTo(201);
        assertThat(ada.body()).contains("\"tags\":[\"x\",1.5]");
        assertThat(send("POST", people, "{\"id\":\"b\",\"name\":\"Bob\",\"age\":20}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(send("POST", people, "{\"id\":\"b\"}").statusCode()).isEqualTo(409);

        assertThat(send("GET", people + "?sort=-age&limit=1", "").body())
                .contains("Ada")
                .doesNotContain("Bob");
        assertThat(send("GET", people + "?sort=-age&fields=name&limit=1", "").body())
                .containsPattern("\"items\":\\[\\{\"id\":\"[^\"]+\",\"name\":\"Ada\"}]");
        String young = URLEncoder.encode("{\"age\":{\"lt\":30}}", StandardCharsets.UTF_8);
        assertThat(send("GET", people + "?filter=" + young, "").body())
                .contains("Bob")
                .doesNotContain("Ada");

        HttpResponse<String> bob = send("GET", people + "/b", "");
        String version = bob.headers().firstValue("ETag").orElseThrow();
        assertThat(send("PATCH", people + "/b", "{\"age\":21}", "If-Match", version)
                        .body())
                .contains("\"age\":21");
        assertThat(send("PATCH", people + "/b", "{\"age\":22}", "If-Match", version)
                        .statusCode())
                .isEqualTo(412);
        assertThat(send("PUT", people + "/b", "{\"name\":\"Bobby\"}").body())
                .isEqualTo("{\"id\":\"b\",\"name\":\"Bobby\"}");
        assertThat(send("DELETE", people + "/b", "").statusCode()).isEqualTo(204);
        assertThat(send("GET", people + "/b", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/stores/" + store + "/collections/people/count", "")
                        .body())
                .isEqualTo("{\"count\":1}");
        assertThat(api.ask(server, "GET", "/metrics", "").body())
                .containsPattern("count\\{operation=\"records.create\",outcome=\"ok\",store=\"" + store + "\"} [2-9]")
                .containsPattern(
                        "count\\{operation=\"records.create\",outcome=\"conflict\",store=\"" + store + "\"} 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scratch", "archive"})
    void aJobIsLeasedFencedAndDone(String store) throws Exception {
        String mail = "/stores/" + store + "/queues/mail";
        String id = find(
                "\"id\":\"([^\"]+)\"",
                send("POST", mail + "/jobs", "{\"data\":{\"to\":\"x\"}}").body());

        String leased =
                send("POST", mail + "/jobs/dequeue", "{\"leaseSeconds\":60}").body();
        assertThat(leased).contains(id).contains("\"attempt\":1");
        long token = Long.parseLong(find("\"token\":([0-9]+)", leased));
        assertThat(send("POST", mail + "/jobs/dequeue", "{\"leaseSeconds\":60}").statusCode())
                .isEqualTo(204);
        assertThat(send("GET", mail, "").body()).contains("\"leased\":1");

        String job = mail + "/jobs/" + id;
        HttpResponse<String> stale = send("POST", job + "/ack", "{\"token\":" + (token + 1) + "}");
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body()).contains("job.lease_lost");
        assertThat(send("POST", job + "/fail", "{\"token\":" + token + ",\"error\":\"no\",\"retry\":false}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(send("GET", mail + "/jobs?state=dead", "").body())
                .contains(id)
                .contains("\"error\":\"no\"");
        assertThat(send("POST", job + "/requeue", "{}").statusCode()).isEqualTo(204);
        String again =
                send("POST", mail + "/jobs/dequeue", "{\"leaseSeconds\":60}").body();
        assertThat(send("POST", job + "/ack", "{\"token\":" + find("\"token\":([0-9]+)", again) + "}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(send("GET", mail, "").body()).contains("\"ready\":0,\"due\":0,\"leased\":0,\"dead\":0");
    }

    @Test
    void whereNoStoreIsNamedRecordsGoToTheChosenOne() throws Exception {
        assertThat(send("POST", "/stores/default/collections/notes/records", "{\"text\":\"kept\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(send("GET", "/stores/default", "").body())
                .contains("\"id\":\"scratch\"")
                .contains("\"default\":true");
        assertThat(send("GET", "/stores/scratch/collections/notes/count", "").body())
                .isEqualTo("{\"count\":1}");
    }

    @Test
    void aQuestionIsAnsweredAndCannotChangeAnything() throws Exception {
        String shop = "/stores/chinook";
        HttpResponse<String> answer = send(
                "POST",
                shop + "/query",
                "{\"sql\":\"SELECT Name, count(*) AS n FROM Artist WHERE ArtistId < ? GROUP BY Name ORDER BY Name\","
                        + "\"parameters\":[3]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"items\":[{\"Name\":\"AC/DC\",\"n\":1},{\"Name\":\"Accept\",\"n\":1}]");
        for (String hostile : List.of(
                "DELETE FROM Artist",
                "ATTACH '/etc/passwd' AS other",
                "VACUUM INTO '" + home.resolve("stolen.db") + "'",
                "PRAGMA writable_schema = 1",
                "SELECT load_extension('x')")) {
            send("POST", shop + "/query", "{\"sql\":\"" + hostile + "\"}");
        }
        assertThat(send("POST", shop + "/query", "{\"sql\":\"ATTACH ':memory:' AS other\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(home.resolve("stolen.db")).doesNotExist();
        assertThat(send("GET", shop + "/collections/Artist/count", "").body()).isEqualTo("{\"count\":275}");
        assertThat(send("POST", shop + "/explain", "{\"sql\":\"SELECT * FROM Artist WHERE Name = 'x'\"}")
                        .body())
                .contains("\"scans\":[\"Artist\"]");
        assertThat(send("POST", "/stores/scratch/query", "{\"sql\":\"SELECT 1\"}")
                        .body())
                .contains("store.unsupported");
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        return api.send(server, method, path, body, headers);
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
        return matcher.group(1);
    }
}
