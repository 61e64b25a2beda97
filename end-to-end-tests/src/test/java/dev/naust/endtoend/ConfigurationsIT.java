package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations in the packaged server: no secret leaves it, nothing hostile gets in, and nothing saved is lost. */
class ConfigurationsIT {
    private static final int KILLS = Integer.getInteger("naust.kills", 2);

    private static final String CANARY = "CANARYc0ffee";

    @TempDir
    Path home;

    private final Api api = Api.withToken();
    private final List<String> seen = new ArrayList<>();

    private HttpResponse<String> send(Server server, String method, String path, String body, String... headers) {
        HttpResponse<String> answer = api.ask(server, method, path, body, headers);
        seen.add(method + " " + path + "\n" + answer.headers().map() + "\n" + answer.body());
        return answer;
    }

    private void save(String id, String text) throws IOException {
        Path file = home.resolve("config/stores/" + id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String postgres(String id, String more) {
        return "{\"id\":\"" + id + "\",\"type\":\"postgres\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":1,"
                + "\"database\":\"d\",\"username\":\"u\"" + more + "}}";
    }

    @Test
    void noSecretLeavesTheServer() throws Exception {
        Files.createDirectories(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/pw"), CANARY + "-file");
        save("hand", postgres("hand", ",\"password\":\"" + CANARY + "-hand\"").replace("\"id\":\"hand\",", ""));
        save(
                "typo",
                "{\"type\":\"postgres\",\"connection\":{\"host\":\"h\",\"database\":\"d\",\"pasword\":\"" + CANARY
                        + "-typo\"}}");
        save(
                "place",
                "{\"type\":\"sqlite\",\"password\":\"" + CANARY + "-place\",\"connection\":{\"path\":7,\"pin\":\""
                        + CANARY + "-pin\"}}");
        save("broken", "{\"type\":\"postgres\",\"connection\":{\"password\":\"" + CANARY + "-broken\" ");
        save("stranger", "{\"type\":\"nosuch\",\"connection\":{\"key\":\"" + CANARY + "-stranger\"}}");
        Map<String, String> variables = Map.of(
                "SHOP_PW", CANARY + "-env",
                "NAUST_STORES_SEALED_CONNECTION_PASSWORD", CANARY + "-override",
                "NAUST_MASTER_KEY", "0f".repeat(32));
        try (Server server = Server.start(home, Api.TOKEN, variables)) {
            send(server, "POST", "/api/v1/stores", postgres("sealed", ",\"password\":\"" + CANARY + "-rest\""));
            send(server, "POST", "/api/v1/stores", postgres("env", ",\"password\":\"${env:SHOP_PW}\""));
            send(server, "POST", "/api/v1/stores", postgres("file", ",\"password\":\"${file:secrets/pw}\""));
            send(server, "POST", "/api/v1/stores", postgres("wrong", ",\"passwort\":\"" + CANARY + "-wrong\""));
            send(server, "POST", "/api/v1/stores", postgres("url", "").replace("127.0.0.1", "u:" + CANARY + "-url@h"));
            send(server, "POST", "/api/v1/stores", "{\"id\":\"x\",\"password\":\"" + CANARY + "-top\"}");
            send(server, "POST", "/api/v1/stores", "{\"id\": " + CANARY);
            send(server, "POST", "/api/v1/session", "{\"user\":\"admin\",\"password\":\"" + CANARY + "-session\"}");
            send(server, "GET", "/api/v1/stores", "", "X-Api-Key", CANARY + "-header");
            for (String id : List.of("hand", "typo", "place", "broken", "stranger", "sealed", "env", "file")) {
                String store = "/api/v1/stores/" + id;
                send(server, "GET", store, "");
                send(server, "GET", "/stores/" + id, "");
                send(server, "GET", store + "/collections", "");
                send(server, "POST", store + "/test", "");
                send(server, "GET", store + "/revisions", "");
                send(server, "GET", store + "/revisions/1", "");
                send(server, "POST", store + "/revisions/1/restore?test=false", "");
            }
            send(server, "POST", "/api/v1/stores/validate", postgres("hand", ",\"password\":\"" + CANARY + "-new\""));
            send(server, "POST", "/api/v1/stores/test", postgres("new", ",\"password\":\"" + CANARY + "-test\""));
            send(server, "POST", "/api/v1/migrations/plan", "{\"source\":\"hand\",\"target\":\"sealed\"}");
            Matcher routes = Pattern.compile("\"(/[a-z.]+)\":\\{\"get\"")
                    .matcher(send(server, "GET", "/api/v1/openapi.json", "").body());
            while (routes.find()) {
                if (!routes.group(1).equals("/events")) {
                    send(server, "GET", "/api/v1" + routes.group(1), "");
                }
            }
            for (String page :
                    List.of("/", "/stores", "/providers", "/migrations", "/runs", "/api", "/stores/new", "/metrics")) {
                send(server, "GET", page, "");
            }
        }
        assertThat(seen).hasSizeGreaterThan(70);
        assertThat(seen).allSatisfy(answer -> assertThat(answer).doesNotContain(CANARY));
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = home.relativize(file).toString();
                // What the operator wrote is the operator's; what was restored is sealed there too.
                if (!name.matches("secrets/pw|config/stores/(typo|place|broken|stranger)\\.json")) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(name)
                            .doesNotContain(CANARY)
                            .doesNotContain("0f0f0f0f0f0f");
                }
            }
        }
    }

    @Test
    void nothingHostileGetsIntoAConfiguration() throws Exception {
        try (Server server = Server.start(home, Api.TOKEN)) {
            String before = send(server, "GET", "/api/v1/stores", "").body();
            List<String> hostile = List.of(
                    "\"parameters\":{\"socketFactory\":\"org.springframework.context.support.ClassPathXmlApplicationContext\"}",
                    "\"parameters\":{\"socketFactoryArg\":\"http://127.0.0.1/x.xml\"}",
                    "\"parameters\":{\"sslfactory\":\"x.Y\"}",
                    "\"parameters\":{\"sslhostnameverifier\":\"x.Y\"}",
                    "\"parameters\":{\"sslpasswordcallback\":\"x.Y\"}",
                    "\"parameters\":{\"authenticationPluginClassName\":\"x.Y\"}",
                    "\"parameters\":{\"xmlFactoryFactory\":\"LEGACY_INSECURE\"}",
                    "\"parameters\":{\"loggerFile\":\"/tmp/x\",\"loggerLevel\":\"TRACE\"}",
                    "\"parameters\":{\"options\":\"-c session_preload_libraries=x\"}",
                    "\"parameters\":{\"SocketFactory\":\"x.Y\"}",
                    "\"parameters\":{\" socketFactory\":\"x.Y\"}",
                    "\"parameters\":{\"%73ocketFactory\":\"x.Y\"}",
                    "\"parameters\":{\"service\":\"x\"}",
                    "\"jaasApplicationName\":\"x\"",
                    "\"url\":\"jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 'http://127.0.0.1/x.sql'\"",
                    "\"host\":\"db/x?socketFactory=x.Y\"",
                    "\"host\":\"db:5432/x\"",
                    "\"host\":\" db\"",
                    "\"host\":\"db\\n\"",
                    "\"ssl\":{\"mode\":\"require\",\"key\":\"/etc/shadow\"}",
                    "\"ssl\":{\"mode\":\"require\",\"ca\":\"../../keys/master.key\"}",
                    "\"password\":\"${file:/etc/passwd}\"",
                    "\"password\":\"${env:NAUST_API_TOKEN}\"",
                    "\"host\":\"169.254.169.254\"",
                    "\"host\":\"[::ffff:a9fe:a9fe]\"",
                    "\"host\":\"metadata.google.internal.\"");
            for (String field : hostile) {
                String host = field.startsWith("\"host\"") ? "" : "\"host\":\"db.example\",";
                String body = "{\"id\":\"evil\",\"type\":\"postgres\",\"connection\":{" + host + "\"database\":\"d\","
                        + field + "}}";
                for (String route : List.of("/api/v1/stores", "/api/v1/stores/validate", "/api/v1/stores/test")) {
                    HttpResponse<String> answer = send(server, "POST", route, body);
                    assertThat(answer.statusCode()).as(field).isEqualTo(422);
                    assertThat(answer.body()).as(field).contains("\"pointer\":\"/connection/");
                }
            }
            for (String path : List.of(
                    ":resource:http://127.0.0.1/x",
                    "file:data/x?vfs=unix-none",
                    "../x.db",
                    "data/control.db",
                    "/proc/self/environ",
                    "/dev/zero",
                    "config/naust.json")) {
                HttpResponse<String> answer = send(
                        server,
                        "POST",
                        "/api/v1/stores",
                        "{\"id\":\"evil\",\"type\":\"sqlite\",\"connection\":{\"path\":\"" + path + "\"}}");
                assertThat(answer.statusCode()).as(path).isEqualTo(422);
                assertThat(answer.body()).contains("\"pointer\":\"/connection/path\"");
            }
            String own = postgres("evil", "")
                    .replace(
                            "\"port\":1",
                            "\"port\":" + URI.create(server.url("/")).getPort());
            assertThat(send(server, "POST", "/api/v1/stores/test", own).body()).contains("this server itself");
            assertThat(send(server, "GET", "/api/v1/stores", "").body()).isEqualTo(before);
        }
    }

    @Test
    void aFileIsLiveWithinTwoSecondsAndWhatIsWrongIsShown() throws Exception {
        try (Server server = Server.start(home, Api.TOKEN)) {
            String good = "{\"type\":\"memory\",\"connection\":{},\"residency\":\"norway\"}";
            save("new", good);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> send(server, "GET", "/api/v1/stores/new", "").statusCode() == 200);
            save("new", good.replace("\"connection\"", "\"conection\""));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(send(server, "GET", "/api/v1/stores/new", "")
                                    .body())
                            .contains("\"pointer\":\"/conection\"", "did you mean connection?", "\"kept\":true"));
            assertThat(send(server, "GET", "/api/v1/stores/new/collections", "").statusCode())
                    .isEqualTo(200);
            assertThat(send(server, "GET", "/api/v1/stores/new/revisions", "").body())
                    .contains("\"number\":2,\"author\":\"file\"");
        }
    }

    @Test
    void whatWasSavedSurvivesAPowerCut() throws Exception {
        Random random = new Random(7);
        int acknowledged = 0;
        Server server = Server.start(home, Api.TOKEN);
        send(server, "POST", "/api/v1/stores", "{\"id\":\"cut\",\"type\":\"memory\",\"residency\":\"r0\"}");
        for (int round = 0; round < KILLS; round++) {
            Server victim = server;
            CompletableFuture<Void> power = victim.killAfter(Duration.ofMillis(300 + random.nextInt(700)));
            try {
                while (true) {
                    // What a busy server refuses is asked for again: one value at most is under way.
                    String body = "{\"type\":\"memory\",\"residency\":\"r" + (acknowledged + 1) + "\"}";
                    if (send(victim, "PUT", "/api/v1/stores/cut", body, "If-Match", "*")
                                    .statusCode()
                            == 200) {
                        acknowledged++;
                    }
                }
            } catch (UncheckedIOException killed) {
                power.join();
            }
            server = Server.start(home, Api.TOKEN);
            String now = send(server, "GET", "/api/v1/stores/cut", "").body();
            Matcher value = Pattern.compile("\"residency\":\"r([0-9]+)\"").matcher(now);
            assertThat(value.find()).as(now).isTrue();
            assertThat(Integer.parseInt(value.group(1))).isBetween(acknowledged, acknowledged + 1);
            acknowledged = Integer.parseInt(value.group(1));
            assertThat(now).contains("\"kept\":false", "\"errors\":[]");
        }
        server.close();
        assertThat(acknowledged).isPositive();
    }
}
