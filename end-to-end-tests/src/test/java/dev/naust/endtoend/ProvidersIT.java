package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry over REST: what providers can do, several versions of one, two bundles with one id, the default store, failures. */
final class ProvidersIT {
    private static final Duration LIVE = Duration.ofSeconds(20);

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
    void providersAreFoundByOneOrSeveralCapabilities() throws Exception {
        assertThat(get("/providers?capability=RECORDS").body()).contains("\"id\":\"sqlite\"", "\"id\":\"postgres\"");
        assertThat(get("/providers?capability=TRANSACTIONS&capability=LOCAL").body())
                .contains("\"id\":\"sqlite\"")
                .doesNotContain("\"id\":\"postgres\"");
        assertThat(get("/providers?capability=transactions,remote").body())
                .contains("\"id\":\"postgres\"")
                .doesNotContain("\"id\":\"sqlite\"");
        HttpResponse<String> unknown = get("/providers?capability=RECORDS,TELEPATHY");
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(unknown.body()).contains("FULL_TEXT_SEARCH");
    }

    @Test
    void whatIsNotThereIs404() throws Exception {
        HttpResponse<String> answer = get("/providers/nosuch");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"provider.not_found\"");
    }

    @Test
    void aProviderTellsWhatItIsAndWhichStoresAreOpen() throws Exception {
        assertThat(get("/stores/chinook/collections").statusCode()).isEqualTo(200);

        assertThat(get("/providers/sqlite").body())
                .contains("\"name\":\"SQLite\"", "\"state\":\"ACTIVE\"", "\"missingCapabilities\":[]")
                .contains("\"lookup\"", "\"transactions\"")
                .contains("\"store\":\"chinook\"", "\"leaks\":[]", "\"registeredAt\":\"");
    }

    @Test
    void theDefaultStoreIsChosenAndKept() throws Exception {
        HttpResponse<String> chosen = send("POST", "/stores/chinook/default", "");
        assertThat(chosen.statusCode()).isEqualTo(200);
        assertThat(chosen.body()).contains("\"id\":\"chinook\"", "\"default\":true");
        assertThat(get("/stores/scratch").body()).contains("\"default\":false");
        assertThat(home.resolve("config/naust.json")).content().contains("\"chinook\"", "fileRoots");
        assertThat(send("POST", "/stores/nosuch/default", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aNewVersionTakesTheStoresOverAndAnotherBundleDoesNot() throws Exception {
        drop("csv-one.jar", "dev.naust.provider-csv", "1.0.0");
        await().atMost(LIVE).until(() -> get("/providers/csv").body().contains("\"version\":\"1.0.0\""));
        Files.createDirectories(home.resolve("data/sheets"));
        dock("sheets", "", "data/sheets");
        dock("pinned", "\"provider\":{\"version\":\"[1,2)\"},", "data/sheets");
        assertThat(get("/stores/sheets/collections").statusCode()).isEqualTo(200);
        assertThat(get("/stores/pinned/collections").statusCode()).isEqualTo(200);

        dock("nowhere", "", "data/nowhere");
        HttpResponse<String> failed = get("/stores/nowhere/collections");
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.body()).contains("\"code\":\"provider.creation_failed\"", "\"reason\":\"csv.");

        drop("csv-two.jar", "dev.naust.provider-csv", "2.0.0");
        await().atMost(LIVE).until(() -> provider("2.0.0").contains("\"store\":\"sheets\""));
        assertThat(provider("1.0.0")).contains("\"store\":\"pinned\"").contains("\"state\":\"ACTIVE\"");
        assertThat(get("/stores/sheets/collections").statusCode()).isEqualTo(200);

        drop("csv-rival.jar", "com.example.rival", "9.0.0");
        await().atMost(LIVE).until(() -> provider("9.0.0").contains("\"state\":\"CONFLICT\""));
        assertThat(provider("9.0.0")).contains("Bundle dev.naust.provider-csv has the id csv");
        assertThat(get("/providers/csv").body()).contains("\"version\":\"2.0.0\"");

        HttpResponse<String> chosen = send("POST", "/providers/csv/bundle", "{\"bundle\":\"com.example.rival\"}");
        assertThat(chosen.statusCode()).isEqualTo(200);
        assertThat(chosen.body()).contains("\"version\":\"9.0.0\"", "\"state\":\"ACTIVE\"");
        await().atMost(LIVE).until(() -> provider("9.0.0").contains("\"store\":\"sheets\""));

        HttpResponse<String> wrong = send(
                "POST",
                "/stores/validate",
                "{\"id\":\"x\",\"type\":\"csv\",\"provider\":{\"version\":\"newest\"},\"connection\":{\"folder\":\"data/sheets\"}}");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("/provider/version");
    }

    private void dock(String id, String pin, String folder) throws Exception {
        HttpResponse<String> docked = send(
                "POST",
                "/stores",
                "{\"id\":\"" + id + "\",\"type\":\"csv\"," + pin + "\"connection\":{\"folder\":\"" + folder + "\"}}");
        assertThat(docked.statusCode()).as(docked.body()).isEqualTo(201);
    }

    /** What is told of the CSV provider of one version; an empty text while it is not there. */
    private String provider(String version) throws Exception {
        String list = get("/providers").body();
        for (String item : list.split("(?=\\{\"id\":\")")) {
            if (item.startsWith("{\"id\":\"csv\"")
                    && item.contains("\"version\":\"" + version + "\",\"description\"")) {
                return item;
            }
        }
        return "";
    }

    /** Drops the example provider as another bundle or version. */
    private static void drop(String file, String name, String version) throws IOException {
        Path original = Path.of(System.getProperty("naust.distribution"), "plugins/available/naust-provider-csv.jar");
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(Files.readAllBytes(original)))) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(changed, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
        }
        Path temporary = home.resolve("plugins").resolve(file + ".part");
        Files.write(temporary, changed.toByteArray());
        Files.move(temporary, home.resolve("plugins").resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private HttpResponse<String> get(String path) {
        return send("GET", path, "");
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return api.send(server, method, path, body);
    }
}
