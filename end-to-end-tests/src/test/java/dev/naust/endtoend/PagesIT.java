package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every page as a browser sees it: readable in both themes and on a telephone, accessible, safe, and clear when things go wrong. */
final class PagesIT {
    private static final List<String> PAGES = List.of(
            "/",
            "/stores",
            "/stores/chinook",
            "/stores/chinook/edit",
            "/stores/chinook/revisions",
            "/stores/chinook/collection?name=Track",
            "/stores/new",
            "/stores/new?type=sqlite",
            "/stores/new?type=postgres",
            "/providers",
            "/plugins",
            "/plugins/naust-provider-sqlite.jar",
            "/migrations",
            "/migrations/new",
            "/migrations/new?source=chinook&target=archive",
            "/runs",
            "/api",
            "/password");

    @TempDir
    static Path home;

    private static Chromium chromium;
    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        server = Server.start(home);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void everyPageIsAccessibleAndFitsItsWindow(int width, ColorScheme scheme) throws IOException {
        try (Visitor visitor = Visitor.arrive(server, chromium, width, scheme)) {
            visitor.go("/sign-in");
            Readable.check(visitor);
            visitor.signIn();
            for (String path : PAGES) {
                visitor.go(path);
                Readable.check(visitor);
            }
        }
    }

    @Test
    void recordsAreBrowsedPageByPage() {
        try (Visitor visitor =
                Visitor.arrive(server, chromium, 1280, ColorScheme.LIGHT).signIn()) {
            Page page = visitor.page();
            visitor.go("/stores/chinook");
            page.click("a:text-is('Artist')");
            assertThat(page.innerText(".records")).contains("AC/DC");
            page.click("text=Next records");
            assertThat(page.innerText(".records")).doesNotContain("AC/DC");
            page.click("text=First records");
            assertThat(page.innerText(".records")).contains("AC/DC");
        }
    }

    @Test
    void aStoreIsDockedAndItsMistakesStandBesideTheFields() {
        try (Visitor visitor =
                Visitor.arrive(server, chromium, 1280, ColorScheme.LIGHT).signIn()) {
            Page page = visitor.page();
            visitor.go("/stores/new");
            page.selectOption("#type", "sqlite");
            page.click("text=Go on");
            page.fill("#id", "Not A Name");
            page.fill("#connection-path", "data/second.db");
            page.click("button.primary:has-text('Dock the store')");
            page.waitForSelector("#id-problem");
            assertThat(page.getAttribute("#id", "aria-invalid")).isEqualTo("true");
            assertThat(page.inputValue("#connection-path")).isEqualTo("data/second.db");
            page.fill("#id", "second");
            page.click("button.primary:has-text('Dock the store')");
            page.waitForSelector("text=The store is docked.");
            assertThat(visitor.heading()).isEqualTo("second");
            assertThat(home.resolve("config/stores/second.json")).exists();
        }
    }

    @Test
    void aBrokenJarIsNamedFirstOnTheOverview() throws IOException {
        Path jar = home.resolve("plugins/broken-provider.jar");
        try (Visitor visitor =
                Visitor.arrive(server, chromium, 1280, ColorScheme.LIGHT).signIn()) {
            Path part = Files.writeString(home.resolve("plugins/broken-provider.part"), "this is no archive");
            Files.move(part, jar);
            Page page = visitor.page();
            page.waitForCondition(() -> {
                visitor.go("/");
                return page.innerText("main").contains("broken-provider.jar");
            });
            assertThat(page.locator("h2").nth(0).innerText()).isEqualTo("Needs a look");
            page.click("text=Plugin broken-provider.jar");
            assertThat(visitor.heading()).isEqualTo("broken-provider.jar");
            assertThat(page.innerText("main")).contains("Failed", "truncated or no jar at all");
        } finally {
            Files.deleteIfExists(jar);
        }
    }

    @Test
    void anUnknownAddressIsAnsweredCalmly() {
        try (Visitor visitor =
                Visitor.arrive(server, chromium, 1280, ColorScheme.LIGHT).signIn()) {
            visitor.go("/nowhere");
            assertThat(visitor.heading()).isEqualTo("There is nothing here");
            visitor.page().click("text=Back to the overview");
            assertThat(visitor.heading()).isEqualTo("Overview");
        }
    }

    @Test
    void aWrongPasswordIsSaidInWordsAndNothingElse() {
        try (Visitor visitor = Visitor.arrive(server, chromium, 1280, ColorScheme.LIGHT)) {
            visitor.go("/sign-in");
            visitor.page().fill("#password", "guess");
            visitor.page().keyboard().press("Enter");
            visitor.page().waitForSelector("#problem");
            assertThat(visitor.page().innerText("#problem")).contains("wrong");
            assertThat(visitor.page().inputValue("#password")).isEmpty();
        }
    }
}
