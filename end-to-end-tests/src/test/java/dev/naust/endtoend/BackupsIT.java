package dev.naust.endtoend;

import static dev.naust.endtoend.Api.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of the packaged server: made, verified, drilled, restored, damaged, and interrupted by a power cut. */
class BackupsIT {
    private static final int KILLS = Math.max(1, Integer.getInteger("naust.kills", 2) / 2);

    private final Api api = Api.withToken();

    @TempDir
    private Path home;

    @Test
    void the_music_shop_is_backed_up_proven_and_restored_and_damage_is_found() throws Exception {
        try (Server server = Server.start(home, Api.TOKEN)) {
            String id = api.ended(server, api.send(server, "POST", "/backups", "{\"store\":\"chinook\"}"), "SUCCEEDED");
            String backup = api.get(server, "/backups/" + id);
            assertThat(text(backup, "state")).isEqualTo("SUCCEEDED");
            assertThat(text(backup, "records")).isEqualTo("15607");

            api.ended(server, api.send(server, "POST", "/backups/" + id + "/verify", ""), "SUCCEEDED");
            api.ended(server, api.send(server, "POST", "/backups/" + id + "/drill", ""), "SUCCEEDED");
            assertThat(text(api.get(server, "/backups/" + id), "provenAt")).startsWith("20");

            api.ended(
                    server,
                    api.send(server, "POST", "/backups/" + id + "/restore", "{\"target\":\"archive\"}"),
                    "SUCCEEDED");
            assertThat(text(api.get(server, "/stores/archive/collections/Track/count"), "count"))
                    .isEqualTo("3503");

            Path file = Path.of(text(backup, "file"));
            assertThat(command("backup", "verify", file.toString())).contains("every byte is authentic");
            assertThat(command("backup", "restore", file.toString(), "--to", "sqlite:" + home.resolve("copy.db")))
                    .contains("Track");

            isFoundWhenAnOlderOneIsPutInItsPlace(server, file);
            flip(file);
            String run = api.ended(
                    server,
                    api.send(server, "POST", "/backups/" + id + "/restore", "{\"target\":\"scratch\"}"),
                    "FAILED");
            assertThat(api.get(server, "/runs/" + run))
                    .contains(file.getFileName().toString(), "is damaged");
            assertThat(text(api.get(server, "/backups/" + id), "state")).isEqualTo("FAILED");
            assertThat(api.get(server, "/stores/scratch/collections")).contains("\"items\":[]");

            assertThat(api.send(server, "DELETE", "/backups/" + id, "").statusCode())
                    .isEqualTo(204);
            assertThat(file).doesNotExist();
            isKeptInAStore(server);
        }
    }

    private void isFoundWhenAnOlderOneIsPutInItsPlace(Server server, Path older) throws Exception {
        String id = api.ended(server, api.send(server, "POST", "/backups", "{\"store\":\"chinook\"}"), "SUCCEEDED");
        Path file = Path.of(text(api.get(server, "/backups/" + id), "file"));
        Files.copy(older, file, StandardCopyOption.REPLACE_EXISTING);
        String run = api.ended(server, api.send(server, "POST", "/backups/" + id + "/verify", ""), "FAILED");
        assertThat(api.get(server, "/runs/" + run)).contains("put another file in its place");
    }

    private void isKeptInAStore(Server server) throws Exception {
        Files.writeString(
                home.resolve("config/backups.json"),
                "{\"locations\":[{\"name\":\"shelf\",\"store\":\"shelf\",\"folder\":\"kept\"}]}");
        HttpResponse<String> made = api.send(
                server,
                "POST",
                "/stores",
                "{\"id\":\"shelf\",\"type\":\"filesystem\",\"connection\":{\"root\":\"data/shelf\"},\"residency\":\"norway\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String id = api.ended(
                server,
                api.send(server, "POST", "/backups", "{\"store\":\"chinook\",\"location\":\"shelf\"}"),
                "SUCCEEDED");
        assertThat(text(api.get(server, "/backups/" + id), "file"))
                .isEqualTo("store://shelf/kept/chinook-" + id + ".naust");
        api.ended(server, api.send(server, "POST", "/backups/" + id + "/drill", ""), "SUCCEEDED");

        flip(home.resolve("data/shelf/files/kept/chinook-" + id + ".naust"));
        String run = api.ended(server, api.send(server, "POST", "/backups/" + id + "/verify", ""), "FAILED");
        assertThat(api.get(server, "/runs/" + run)).contains("is damaged", "segment 1");
        assertThat(api.send(server, "POST", "/backups", "{\"store\":\"shelf\",\"location\":\"shelf\"}")
                        .body())
                .contains("lies in store shelf itself");
        assertThat(api.send(server, "DELETE", "/backups/" + id, "").statusCode())
                .isEqualTo(204);
        assertThat(home.resolve("data/shelf/files/kept")).doesNotExist();
    }

    @Test
    void classified_data_does_not_go_to_a_place_that_nobody_has_labelled() throws Exception {
        try (Server server = Server.start(home, Api.TOKEN)) {
            api.send(
                    server,
                    "POST",
                    "/stores",
                    "{\"id\":\"crm\",\"type\":\"memory\",\"connection\":{},\"classification\":\"SECRET\",\"residency\":\"norway\"}");
            HttpResponse<String> refused = api.send(server, "POST", "/backups", "{\"store\":\"crm\"}");
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
            try (Server server = Server.start(home, Api.TOKEN)) {
                if (good.isEmpty()) {
                    good = api.ended(
                            server, api.send(server, "POST", "/backups", "{\"store\":\"chinook\"}"), "SUCCEEDED");
                }
                make(server, "copy-" + i);
                begun.add(text(
                        api.send(server, "POST", "/backups", "{\"store\":\"chinook\"}")
                                .body(),
                        "id"));
                api.send(server, "POST", "/backups/" + good + "/restore", "{\"target\":\"copy-" + i + "\"}");
                server.killAfter(Duration.ofMillis(random.nextInt(2_500))).join();
            }
        }
        try (Server server = Server.start(home, Api.TOKEN)) {
            for (String id : begun) {
                // A backup that was interrupted goes on by itself.
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> !text(api.get(server, "/backups/" + id), "state")
                                .equals("RUNNING"));
                String state = text(api.get(server, "/backups/" + id), "state");
                assertThat(state).isIn("SUCCEEDED", "FAILED");
                if (state.equals("SUCCEEDED")) {
                    api.ended(server, api.send(server, "POST", "/backups/" + id + "/verify", ""), "SUCCEEDED");
                } else {
                    assertThat(api.send(server, "DELETE", "/backups/" + id, "").statusCode())
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
        boolean incomplete = api.get(server, "/stores/" + target).contains("\"incompleteCollections\":[\"");
        HttpResponse<String> count = api.send(server, "GET", "/stores/" + target + "/collections/Track/count", "");
        if (incomplete) {
            assertThat(api.get(server, "/stores/" + target)).contains("\"Track\"");
            assertThat(count.statusCode()).as(count.body()).isIn(404, 409);
        }
        if (count.statusCode() != 200) {
            api.ended(
                    server,
                    api.send(server, "POST", "/backups/" + backup + "/restore", "{\"target\":\"" + target + "\"}"),
                    "SUCCEEDED");
        }
        assertThat(text(api.get(server, "/stores/" + target + "/collections/Track/count"), "count"))
                .isEqualTo("3503");
        assertThat(api.get(server, "/stores/" + target)).contains("\"incompleteCollections\":[]");
        String compared = api.ended(
                server,
                api.send(server, "POST", "/compare", "{\"source\":\"chinook\",\"target\":\"" + target + "\"}"),
                "SUCCEEDED");
        assertThat(api.get(server, "/compare/" + compared + "/report")).contains("\"verdict\":\"IDENTICAL\"");
    }

    private void make(Server server, String store) {
        HttpResponse<String> made = api.send(
                server,
                "POST",
                "/stores",
                "{\"id\":\"" + store + "\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/" + store + ".db\"}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }

    private String command(String... words) throws Exception {
        return new Command(home, Map.of("NAUST_HOME", home.toString())).said(0, words);
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
}
