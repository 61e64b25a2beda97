package dev.naust.endtoend;

import static dev.naust.endtoend.Api.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The master key is rotated three times, under a server that makes backups and encrypts fields and is killed just then: all that
 * was acknowledged is readable, no backup was written anew, and a key that is taken away opens nothing. Full size is
 * {@code -Dnaust.backups=1000 -Dnaust.fields=100000}.
 */
class KeyRotationIT {
    private static final int KILLS = 3;
    private static final int BACKUPS = Integer.getInteger("naust.backups", 8);
    /** Each record has two encrypted fields. */
    private static final int RECORDS = Integer.getInteger("naust.fields", 400) / 2;

    private static final int WRITERS = 4;
    private static final Pattern KEY = Pattern.compile("naust1:([0-9a-f]{16}):");
    private static final String MAP = """
            {"collections": [{"store": "crm", "collection": "people", "category": "contact", "purpose": "sales",
              "legalBasis": "contract", "subject": {"keys": {"nationalId": "fnr"}}, "erasure": {"policy": "delete"},
              "fields": {"fnr": {"encrypted": true, "searchable": true}, "note": {"encrypted": true}}}]}
            """;

    private final Api api = Api.withToken();
    private final Random random = new Random(6);
    private final AtomicInteger nextRecord = new AtomicInteger();
    private final Set<Integer> records = ConcurrentHashMap.newKeySet();
    private final Map<String, String> backups = new ConcurrentHashMap<>();

    @TempDir
    private Path home;

    @Test
    void allThatWasAcknowledgedOpensAfterRotationsUnderKillsAndNoBackupIsWrittenAnew() throws Exception {
        Files.createDirectories(home.resolve("config/policies"));
        Files.writeString(home.resolve("config/policies/privacy-map.json"), MAP);
        for (int round = 0; round < KILLS; round++) {
            Server server = Server.start(home, Api.TOKEN);
            if (round == 0) {
                dock(server);
            }
            work(server, (round + 1) * RECORDS / (KILLS + 1), (round + 1) * BACKUPS / (KILLS + 1), round);
        }
        try (Server server = Server.start(home, Api.TOKEN)) {
            work(server, RECORDS, BACKUPS, KILLS);
            everyFieldIsReadable(server);
            everyBackupIsTheSameAndVerifies(server);
        }
        aKeyThatIsTakenAwayOpensNothing();
    }

    private void dock(Server server) throws IOException {
        for (String id : List.of("crm", "till")) {
            api.made(
                    server,
                    "/stores",
                    "{\"id\":\"" + id + "\",\"type\":\"sqlite\",\"connection\":{\"path\":\"data/" + id + ".db\"}}");
        }
        for (int i = 0; i < 10; i++) {
            api.made(server, "/stores/till/collections/items/records", "{\"id\":\"" + i + "\",\"name\":\"rope\"}");
        }
        // The first record makes the collection, which several at once would.
        assertThat(write(server)).isTrue();
    }

    /**
     * Until so much is there; in every round but the last the key is rotated half-way, when there is something of the first key,
     * and the server is killed soon after.
     */
    private void work(Server server, int wantedRecords, int wantedBackups, int round) throws Exception {
        int before = records.size();
        ExecutorService workers = Executors.newFixedThreadPool(WRITERS + 1);
        try {
            for (int i = 0; i < WRITERS; i++) {
                workers.submit(() -> untilItEnds(() -> records.size() < wantedRecords && write(server)));
            }
            Future<?> backing =
                    workers.submit(() -> untilItEnds(() -> backups.size() < wantedBackups && backUp(server)));
            workers.shutdown();
            if (round < KILLS) {
                Awaitility.await()
                        .atMost(Duration.ofHours(1))
                        .until(() -> backing.isDone()
                                || records.size() > (before + wantedRecords) / 2 && !backups.isEmpty());
                rotate(round);
                server.killAfter(Duration.ofMillis(random.nextInt(400))).join();
            }
            assertThat(workers.awaitTermination(1, TimeUnit.HOURS)).isTrue();
        } finally {
            workers.shutdownNow();
        }
        if (round == KILLS) {
            assertThat(records.size()).isGreaterThanOrEqualTo(RECORDS);
            assertThat(backups).hasSizeGreaterThanOrEqualTo(BACKUPS);
        }
    }

    private static void untilItEnds(Callable<Boolean> step) {
        try {
            while (step.call()) {
                Thread.onSpinWait();
            }
        } catch (UncheckedIOException killed) {
            // What was sent just then was not acknowledged, and counts as little as the loop does.
            Thread.onSpinWait();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean write(Server server) {
        int id = nextRecord.getAndIncrement();
        HttpResponse<String> made = api.send(
                server,
                "POST",
                "/stores/crm/collections/people/records",
                "{\"id\":\"" + id + "\",\"fnr\":\"" + fnr(id) + "\",\"note\":\"whisper " + id + "\"}");
        if (made.statusCode() == 201) {
            records.add(id);
        }
        return true;
    }

    private static String fnr(int id) {
        return "9" + (1_000_000_000L + id);
    }

    private boolean backUp(Server server) throws IOException {
        HttpResponse<String> begun = api.send(server, "POST", "/backups", "{\"store\":\"till\"}");
        if (begun.statusCode() == 202) {
            String id = text(begun.body(), "id");
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() ->
                            !text(api.get(server, "/backups/" + id), "state").equals("RUNNING"));
            String backup = api.get(server, "/backups/" + id);
            assertThat(text(backup, "state")).as(backup).isEqualTo("SUCCEEDED");
            backups.put(id, digest(Path.of(text(backup, "file"))));
        }
        return true;
    }

    /** As the guide says: the key in use goes to the retired ones, and the server makes another. */
    private void rotate(int round) throws IOException {
        Path retired = home.resolve("keys/retired/round-" + round + ".key");
        Files.createDirectories(retired.getParent());
        Files.copy(home.resolve("keys/master.key"), retired, StandardCopyOption.COPY_ATTRIBUTES);
        Files.delete(home.resolve("keys/master.key"));
    }

    private void everyFieldIsReadable(Server server) throws IOException {
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        String cursor = "";
        do {
            String page = api.get(server, "/stores/crm/collections/people/records?limit=500" + cursor);
            assertThat(page).doesNotContain("naust1:");
            Pattern.compile("\"id\":\"(\\d+)\",\"fnr\":\"(\\d+)\",\"note\":\"whisper (\\d+)\"")
                    .matcher(page)
                    .results()
                    .filter(each -> each.group(2).equals(fnr(Integer.parseInt(each.group(1))))
                            && each.group(3).equals(each.group(1)))
                    .forEach(each -> seen.add(Integer.parseInt(each.group(1))));
            cursor = page.contains("\"nextCursor\":\"") ? "&cursor=" + text(page, "nextCursor") : "";
        } while (!cursor.isEmpty());
        assertThat(seen).containsAll(records);
        for (int id : List.of(0, records.size() - 1)) {
            assertThat(api.get(
                            server,
                            "/stores/crm/collections/people/records?filter=%7B%22fnr%22:%22" + fnr(id) + "%22%7D"))
                    .as("found by its encrypted number")
                    .contains("whisper " + id + "\"");
        }
        String raw = "";
        for (String file : List.of("data/crm.db", "data/crm.db-wal")) {
            raw += Files.exists(home.resolve(file))
                    ? Files.readString(home.resolve(file), StandardCharsets.ISO_8859_1)
                    : "";
        }
        assertThat(raw).doesNotContain("whisper");
        assertThat(KEY.matcher(raw).results().map(each -> each.group(1)).collect(Collectors.toSet()))
                .as("keys")
                .hasSize(KILLS + 1);
    }

    private void everyBackupIsTheSameAndVerifies(Server server) throws Exception {
        ExecutorService verifiers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Callable<String>> all = backups.keySet().stream()
                    .<Callable<String>>map(id -> () -> {
                        String file = text(api.get(server, "/backups/" + id), "file");
                        assertThat(digest(Path.of(file))).as(file).isEqualTo(backups.get(id));
                        return api.ended(
                                server, api.send(server, "POST", "/backups/" + id + "/verify", ""), "SUCCEEDED");
                    })
                    .toList();
            for (Future<String> each : verifiers.invokeAll(all)) {
                each.get();
            }
        } finally {
            verifiers.shutdownNow();
        }
    }

    private void aKeyThatIsTakenAwayOpensNothing() throws Exception {
        Files.delete(home.resolve("keys/retired/round-0.key"));
        try (Server server = Server.start(home, Api.TOKEN)) {
            String first = backups.keySet().stream().sorted().findFirst().orElseThrow();
            String run = api.ended(server, api.send(server, "POST", "/backups/" + first + "/verify", ""), "FAILED");
            assertThat(api.get(server, "/runs/" + run)).contains("Wrong key", "keys/retired");
            assertThat(api.get(server, "/stores/crm/collections/people/records/0"))
                    .contains("\"id\":\"0\"", "$unreadable", "keys/retired")
                    .doesNotContain("\"note\":\"");
        }
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
