package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of the packaged server: made, verified, drilled, restored, damaged, and interrupted by a power cut. */
class BackupsIT {
    private static final String TOKEN = "naust_test_0123456789abcdefghijklmnopqrstuv";
    private static final int KILLS = Math.max(1, Integer.getInteger("naust.kills", 2) / 2);

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path home;

    @Test
    void the_music_shop_is_backed_up_proven_and_restored_and_damage_is_found() throws Exception {
        try (Server server = Server.start(home, TOKEN)) {
            String id = ended(server, send(server, "POST", "/backups", "{\"store\":\"chinook\"}"), "SUCCEEDED");
            String backup = get(server, "/backups/" + id);
            assertThat(text(backup, "state")).isEqualTo("SUCCEEDED");
            assertThat(text(backup, "records")).isEqualTo("15607");

            ended(server, send(server, "POST", "/backups/" + id + "/verify", ""), "SUCCEEDED");
            ended(server, send(server, "POST", "/backups/" + id + "/drill", ""), "SUCCEEDED");
            assertThat(text(get(server, "/backups/" + id), "provenAt")).startsWith("20");

            ended(server, send(server, "POST", "/backups/" + id + "/restore", "{\"target\":\"archive\"}"), "SUCCEEDED");
            assertThat(text(get(server, "/stores/archive/collections/Track/count"), "count"))
                    .isEqualTo("3503");

            Path file = Path.of(text(backup, "file"));
            assertThat(command("backup", "verify", file.toString())).contains("every byte is authentic");
            assertThat(command("backup", "restore", file.toString(), "--to", "sqlite:" + home.resolve("copy.db")))
                    .contains("Track");

            isFoundWhenAnOlderOneIsPutInItsPlace(server, file);
            flip(file);
            String run = ended(
                    server, send(server, "POST", "/backups/" + id + "/restore", "{\"target\":\"scratch\"}"), "FAILED");
            assertThat(get(server, "/runs/" + run)).contains(file.getFileName().toString(), "is damaged");
            assertThat(text(get(server, "/backups/" + id), "state")).isEqualTo("FAILED");
            assertThat(get(server, "/stores/scratch/collections")).contains("\"items\":[]");

            assertThat(send(server, "DELETE", "/backups/" + id, "").statusCode())
                    .isEqualTo(204);
            assertThat(file).doesNotExist();
            isKeptInAStore(server);
        }
    }

    private void isFoundWhenAnOlderOneIsPutInItsPlace(Server server, Path older) throws Exception {
        String id = ended(server, send(server, "POST", "/backups", "{\"store\":\"chinook\"}"), "SUCCEEDED");
        Path file = Path.of(text(get(server, "/backups/" + id), "file"));
        Files.copy(older, file, StandardCopyOption.REPLACE_EXISTING);
        String run = ended(server, send(server, "POST", "/backups/" + id + "/verify", ""), "FAILED");
        assertThat(get(server, "/runs/" + run)).contains("put another file in its place");
    }

    private void isKeptInAStore(Server server) throws Exception {
        Files.writeString(
                home.resolve("config/backups.json"),
                "{\"locations\":[{\"name\":\"shelf\",\"store\":\"shelf\",\"folder\":\"kept\"}]}");
        HttpResponse<String> made = send(
                server,
                "POST",
                "/stores",
                "{\"id\":\"shelf\",\"type\":\"filesystem\",\"connection\":{\"root\":\"data/shelf\"},\"residency\":\"norway\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String id = ended(
                server,
                send(server, "POST", "/backups", "{\"store\":\"chinook\",\"location\":\"shelf\"}"),
                "SUCCEEDED");
        assertThat(text(get(server, "/backups/" + id), "file"))
                .isEqualTo("store://shelf/kept/chinook-" + id + ".naust");
        ended(server, send(server, "POST", "/backups/" + id + "/drill", ""), "SUCCEEDED");

        flip(home.resolve("data/shelf/files/kept/chinook-" + id + ".naust"));
        String run = ended(server, send(server, "POST", "/backups/" + id + "/verify", ""), "FAILED");
        assertThat(get(server, "/runs/" + run)).contains("is damaged", "segment 1");
        assertThat(send(server, "POST", "/backups", "{\"store\":\"shelf\",\"location\":\"shelf\"}")
                        .body())
                .contains("lies in store shelf itself");
        assertThat(send(server, "DELETE", "/backups/" + id, "").statusCode()).isEqualTo(204);
        assertThat(home.resolve("data/shelf/files/kept")).doesNotExist();
    }

    @Test
    void classified_data_does_not_go_to_a_place_that_nobody_has_labelled() throws Exception {
        try (Server server = Server.start(home, TOKEN)) {
            send(
                    server,
                    "POST",
                    "/stores",
                    "{\"id\":\"crm\",\"type\":\"memory\",\"connection\":{},\"classification\":\"SECRET\",\"residency\":\"norway\"}");
            HttpResponse<String> refused = send(server, "POST", "/backups", "{\"store\":\"crm\"}");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("residency.violation", "crm", "SECRET", "norway", "location default");
        }
    }

    @Test
    void power_cuts_leave_no_backup_that_looks_complete_and_is_not_and_no_restore_that_does() throws Exception {
        Random random = new Random(7);
        List<String> begun = new ArrayList<>();
        String good = "";
        for (int i = 0; i < KILLS; i++) {
            try (Server server = Server.start(home, TOKEN)) {
                if (good.isEmpty()) {
                    good = ended(server, send(server, "POST", "/backups", "{\"store\":\"chinook\"}"), "SUCCEEDED");
                }
                make(server, "copy-" + i);
                begun.add(id(send(server, "POST", "/backups", "{\"store\":\"chinook\"}")));
                send(server, "POST", "/backups/" + good + "/restore", "{\"target\":\"copy-" + i + "\"}");
                // Any moment will do: this is when the power fails, nothing is waited for.
                TimeUnit.MILLISECONDS.sleep(random.nextInt(2_500));
                server.kill();
            }
        }
        try (Server server = Server.start(home, TOKEN)) {
            for (String id : begun) {
                // A backup that was interrupted goes on by itself.
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() ->
                                !text(get(server, "/backups/" + id), "state").equals("RUNNING"));
                String state = text(get(server, "/backups/" + id), "state");
                assertThat(state).isIn("SUCCEEDED", "FAILED");
                if (state.equals("SUCCEEDED")) {
                    ended(server, send(server, "POST", "/backups/" + id + "/verify", ""), "SUCCEEDED");
                } else {
                    assertThat(send(server, "DELETE", "/backups/" + id, "").statusCode())
                            .isEqualTo(204);
                }
            }
            for (int i = 0; i < KILLS; i++) {
                isRestoredInTheEnd(server, good, "copy-" + i);
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                File[] parts = home.resolve("data/backups").toFile().listFiles((at, name) -> name.endsWith(".part"));
                assertThat(parts).isNullOrEmpty();
            });
        }
    }

    /** Either the restore had ended, or had not begun to write, or its target is incomplete, closed, and restored again. */
    private void isRestoredInTheEnd(Server server, String backup, String target) throws Exception {
        boolean incomplete = get(server, "/stores/" + target).contains("\"incompleteCollections\":[\"");
        HttpResponse<String> count = send(server, "GET", "/stores/" + target + "/collections/Track/count", "");
        if (incomplete) {
            assertThat(get(server, "/stores/" + target)).contains("\"Track\"");
            assertThat(count.statusCode()).as(count.body()).isIn(404, 409);
        }
        if (count.statusCode() != 200) {
            ended(
                    server,
                    send(server, "POST", "/backups/" + backup + "/restore", "{\"target\":\"" + target + "\"}"),
                    "SUCCEEDED");
        }
        assertThat(text(get(server, "/stores/" + target + "/collections/Track/count"), "count"))
                .isEqualTo("3503");
        assertThat(get(server, "/stores/" + target)).contains("\"incompleteCollections\":[]");
        String compared = ended(
                server,
                send(server, "POST", "/compare", "{\"source\":\"chinook\",\"target\":\"" + target + "\"}"),
                "SUCCEEDED");
        assertThat(get(server, "/compare/" + compared + "/report")).contains("\"verdict\":\"IDENTICAL\"");
    }

    private void make(Server server, String store) {
        HttpResponse<String> made = send(
                server,
                "POST",
                "/stores",
                "{\"id\":\"" + store + "\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/" + store + ".db\"}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }

    private String ended(Server server, HttpResponse<String> started, String state) {
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        String id = id(started);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !List.of("QUEUED", "RUNNING").contains(text(get(server, "/runs/" + id), "state")));
        String run = get(server, "/runs/" + id);
        assertThat(text(run, "state")).as(run).isEqualTo(state);
        return id;
    }

    private String id(HttpResponse<String> answer) {
        return text(answer.body(), "id");
    }

    private String get(Server server, String path) {
        return send(server, "GET", path, "").body();
    }

    private HttpResponse<String> send(Server server, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url("/api/v1" + path)))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String command(String... arguments) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("naust.distribution"), "bin", "naust")
                .toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("NAUST_HOME", home.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static void flip(Path file) throws Exception {
        assertThat(Files.size(file)).isPositive();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            int old = bytes.read();
            bytes.seek(bytes.length() / 2);
            bytes.write(old ^ 1);
        }
    }

    /** The first field of this name in an answer, without its quotes. */
    private static String text(String answer, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(answer);
        assertThat(found.find()).as(name + " in " + answer).isTrue();
        return found.group(1);
    }
}
