package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a store's configuration is filled in, changed, tried, swapped in and brought back, by people with a browser. */
final class ConfigurationIT {
    private static final String SECRET = "a-canary-that-sings";
    private static final String DOCK = "button.primary:has-text('Dock the store')";
    private static final String REVIEW = "button.primary:has-text('Review the change')";

    @TempDir
    static Path home;

    private static Chromium chromium;
    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        server = Server.start(home, "", Map.of("NAUST_STORES_MARKED_CONNECTION_BUSYTIMEOUT", "7s"));
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

    /** A store of its own for every test: the files are read again when they change. */
    @BeforeEach
    void dockAStore() throws IOException {
        Files.createDirectories(home.resolve("config/stores"));
        write("boat", "{\"type\": \"sqlite\", \"connection\": {\"path\": \"data/boat.db\", \"busyTimeout\": \"5s\"}}");
    }

    private static void write(String id, String text) throws IOException {
        Path part = Files.writeString(home.resolve("config/stores/" + id + ".part"), text);
        Files.move(
                part,
                home.resolve("config/stores/" + id + ".json"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    private static Visitor arrive() {
        return Visitor.arrive(server, chromium, 1280, ColorScheme.LIGHT).signIn();
    }

    /** Opens a store's form once the server has taken its file over. */
    private static void edit(Visitor visitor, String id, String field, String value) {
        Page page = visitor.page();
        page.waitForCondition(() -> {
            visitor.go("/stores/" + id + "/edit");
            return page.locator(field).count() == 1 && page.inputValue(field).equals(value);
        });
    }

    @Test
    void mistakesStandBesideTheirFieldsAndTheSummaryLeadsToThem() {
        try (Visitor visitor = arrive()) {
            Page page = visitor.page();
            visitor.go("/stores/new?type=postgres");
            page.fill("#id", "shop");
            page.fill("#connection-port", "many");
            page.fill("#connection-password", SECRET);
            page.click("summary:has-text('Connections')");
            page.fill("#connection-pool-max", "0");
            page.click(DOCK);
            page.waitForSelector("#troubles");
            assertThat(focused(page).getAttribute("id")).isEqualTo("troubles");
            assertThat(page.getAttribute("#connection-port", "aria-invalid")).isEqualTo("true");
            assertThat(page.getAttribute("#connection-port", "aria-describedby"))
                    .contains("connection-port-problem");
            assertThat(page.inputValue("#connection-port")).isEqualTo("many");
            assertThat(page.content()).doesNotContain(SECRET);
            page.click("#troubles a:has-text('At most')");
            page.waitForCondition(
                    () -> "connection-pool-max".equals(focused(page).getAttribute("id")));
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void bothViewsKeepWhatIsTypedWithAndWithoutScript(boolean script) {
        String id = script ? "views" : "plain-views";
        try (Visitor visitor = script
                ? arrive()
                : Visitor.arriveWithoutJavaScript(server, chromium).signIn()) {
            Page page = visitor.page();
            visitor.go("/stores/new?type=postgres");
            page.fill("#id", id);
            page.fill("#connection-database", "shop");
            page.fill("#connection-host", "db");
            page.fill("#connection-port", "many");
            page.fill("#connection-password", SECRET);
            page.click("summary:has-text('Failover')");
            page.click("text=Add endpoint");
            page.waitForSelector("#failover-0-host");
            page.fill("#failover-0-host", "replica");
            page.click(".switch >> text=JSON");
            page.waitForSelector("#json");
            String json = page.inputValue("#json");
            assertThat(json)
                    .contains("\"port\": \"many\"", "\"replica\"", "\"********\"")
                    .doesNotContain(SECRET);
            page.fill("#json", json.replace("\"many\"", "5433,\\n\"prot\": 1").replace("\\n", "\n"));
            page.click(DOCK);
            page.waitForSelector("#troubles");
            assertThat(page.innerText("#troubles")).contains("Line 6", "/connection/prot", "did you mean port");
            page.click(".switch >> text=Form");
            page.waitForSelector("#connection-host");
            assertThat(page.inputValue("#connection-host")).isEqualTo("db");
            assertThat(page.inputValue("#connection-port")).isEqualTo("5433");
            assertThat(page.inputValue("#failover-0-host")).isEqualTo("replica");
            assertThat(page.innerText("#connection-password-stored")).contains("stays hidden");
            page.click("button:has-text('Take it out: prot')");
            page.waitForCondition(() -> page.locator("#connection-prot").count() == 0);
            page.click(DOCK);
            page.waitForSelector("h1:has-text('" + id + "')");
            assertThat(home.resolve("config/stores/" + id + ".json"))
                    .content()
                    .contains("replica")
                    .doesNotContain("prot");
        } finally {
            home.resolve("config/stores/" + id + ".json").toFile().delete();
        }
    }

    @Test
    void whatIsNoJsonYetStaysAsItWasTypedWithoutItsSecrets() {
        try (Visitor visitor = arrive()) {
            Page page = visitor.page();
            visitor.go("/stores/boat/edit");
            page.click(".switch >> text=JSON");
            page.fill(
                    "#json",
                    "{\"type\": \"sqlite\",\n \"connection\": {\"path\": \"x.db\", \"password\": \"" + SECRET
                            + "\",\n");
            page.click(REVIEW);
            page.waitForSelector("#troubles a:has-text('Line 3')");
            assertThat(page.inputValue("#json")).contains("x.db", "********").doesNotContain(SECRET);
            page.click("#troubles a");
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("json");
        }
    }

    @Test
    void leavingAFormThatIsFilledInIsAskedAboutFirst() {
        try (Visitor visitor = arrive()) {
            Page page = visitor.page();
            edit(visitor, "boat", "#connection-path", "data/boat.db");
            page.click("nav >> text=Runs");
            assertThat(visitor.heading()).isEqualTo("Runs");
            visitor.go("/stores/boat/edit");
            page.fill("#residency", "norway");
            page.click("nav >> text=Runs");
            assertThat(page.isVisible("#unsaved")).isTrue();
            Readable.check(visitor);
            page.click("text=Stay here");
            assertThat(page.isVisible("#unsaved")).isFalse();
            assertThat(page.inputValue("#residency")).isEqualTo("norway");
            page.click("nav >> text=Runs");
            page.click("text=Leave without saving");
            page.waitForSelector("h1:has-text('Runs')");
        }
    }

    @Test
    void aLiveStoreIsReviewedSwappedAndBroughtBackByTheKeyboardAlone() {
        try (Visitor visitor = arrive()) {
            Page page = visitor.page();
            edit(visitor, "boat", "#connection-busyTimeout", "5s");
            page.fill("#connection-busyTimeout", "9s");
            page.focus("#connection-busyTimeout");
            page.keyboard().press("Enter");
            page.waitForSelector("h1:has-text('Review the change')");
            assertThat(page.innerText(".changes")).contains("Wait for locks", "5s", "9s");
            assertThat(page.innerText(".voyage")).contains("Configuration", "Passed");
            page.focus("button:has-text('Swap it in')");
            page.keyboard().press("Enter");
            page.waitForSelector("text=The new configuration is in use.");
            assertThat(page.innerText(".log")).contains("Changed by admin");
            page.click("text=All revisions");
            page.click("a:has-text('Restore') >> nth=0");
            page.waitForSelector("h1:has-text('Restore revision')");
            assertThat(page.innerText(".changes")).contains("9s", "5s");
            page.click("button:has-text('Restore it')");
            page.waitForSelector("text=The new configuration is in use.");
            assertThat(home.resolve("config/stores/boat.json"))
                    .content()
                    .contains("5s")
                    .doesNotContain("9s");
        }
    }

    @Test
    void aConfigurationThatDoesNotWorkLeavesTheOldOneRunning() throws IOException {
        try (Visitor visitor = arrive()) {
            Page page = visitor.page();
            edit(visitor, "boat", "#connection-path", "data/boat.db");
            Files.writeString(home.resolve("data/notes.txt"), "This is no database. ".repeat(60));
            page.fill("#connection-path", "data/notes.txt");
            page.click(REVIEW);
            page.waitForSelector(".voyage .failed");
            assertThat(page.innerText(".notice.warn")).contains("saved all the same", "every use of the store fails");
            assertThat(page.isVisible("text=Swap it in")).isFalse();
            page.click("text=Back to the form");
            assertThat(page.inputValue("#connection-path")).isEqualTo("data/notes.txt");
            assertThat(home.resolve("config/stores/boat.json")).content().contains("data/boat.db");
            page.click(REVIEW);
            page.click("text=Save it anyway");
            page.waitForSelector("text=The new configuration is saved. It does not work yet.");
            assertThat(home.resolve("config/stores/boat.json")).content().contains("data/notes.txt");
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "360, DARK"})
    void whatTheEnvironmentSetsIsMarkedAndARemovedStoreIsGone(int width, ColorScheme scheme) throws IOException {
        write(
                "marked",
                "{\"type\": \"sqlite\", \"connection\": {\"path\": \"data/marked.db\", \"busyTimeout\": \"5s\"}}");
        try (Visitor visitor = Visitor.arrive(server, chromium, width, scheme).signIn()) {
            Page page = visitor.page();
            page.waitForCondition(() -> {
                visitor.go("/stores/marked");
                return visitor.heading().equals("marked");
            });
            assertThat(page.innerText("#configuration + .panel"))
                    .contains("7s", "NAUST_STORES_MARKED_CONNECTION_BUSYTIMEOUT");
            visitor.go("/stores/marked/edit");
            assertThat(page.innerText("main"))
                    .contains("environment sets it by NAUST_STORES_MARKED_CONNECTION_BUSYTIMEOUT");
            Readable.check(visitor);
            visitor.go("/stores/marked");
            page.click("summary:has-text('Remove')");
            Readable.check(visitor);
            page.click("button:has-text('Remove marked')");
            page.waitForSelector("h1:has-text('Stores')");
            assertThat(page.locator("text=marked").count()).isZero();
            assertThat(home.resolve("config/stores/marked.json")).doesNotExist();
        }
    }

    @Test
    void aHandEditThatRacesAConsoleEditIsChosenFromFieldByField() throws IOException {
        try (Visitor visitor = arrive()) {
            Page page = visitor.page();
            edit(visitor, "boat", "#connection-path", "data/boat.db");
            page.fill("#connection-path", "data/mine.db");
            page.fill("#residency", "norway");
            write(
                    "boat",
                    "{\"type\": \"sqlite\", \"connection\": {\"path\": \"data/theirs.db\", \"busyTimeout\": \"8s\"}}");
            page.waitForCondition(() -> {
                page.click(REVIEW);
                if (visitor.heading().equals("Changed meanwhile")) {
                    return true;
                }
                page.click("text=Back to the form");
                return false;
            });
            assertThat(page.innerText(".conflict"))
                    .contains("data/mine.db", "data/theirs.db", "Both of you changed it.");
            assertThat(page.isChecked("input[name='pick /connection/busyTimeout'][value=theirs]"))
                    .isTrue();
            assertThat(page.isChecked("input[name='pick /residency'][value=mine]"))
                    .isTrue();
            Readable.check(visitor);
            page.check("input[name='pick /connection/path'][value=mine]");
            page.click("text=Review the result");
            page.waitForSelector("h1:has-text('Review the change')");
            assertThat(page.innerText(".changes"))
                    .contains("data/theirs.db", "data/mine.db", "norway")
                    .doesNotContain("8s");
            page.click("text=Swap it in");
            page.waitForSelector("text=The new configuration is in use.");
            assertThat(home.resolve("config/stores/boat.json")).content().contains("data/mine.db", "8s", "norway");
        }
    }

    @Test
    void aFileThatWasBrokenByHandIsShownWithItsErrorsWhileTheLastGoodOneRuns() throws IOException {
        try (Visitor visitor = arrive()) {
            Page page = visitor.page();
            edit(visitor, "boat", "#connection-path", "data/boat.db");
            write("boat", "{\"type\": \"sqlite\", \"connection\": {\"pfad\": \"data/boat.db\"}}");
            page.waitForCondition(() -> {
                visitor.go("/stores/boat");
                return page.locator(".notice.bad:has-text('/connection/pfad')").count() > 0;
            });
            assertThat(page.innerText(".notice.bad:has-text('/connection/pfad')"))
                    .contains("/connection/pfad", "The last good configuration stays in use");
            Readable.check(visitor);
            page.click("text=Correct it here");
            assertThat(page.innerText("#troubles")).contains("File", "missing");
            assertThat(page.getAttribute("#connection-path", "aria-invalid")).isEqualTo("true");
            write("boat", "{\"type\": ");
            page.waitForCondition(() -> {
                visitor.go("/stores/boat/edit");
                return page.content().contains("Saving it replaces the file");
            });
            assertThat(page.inputValue("#connection-path")).isEqualTo("data/boat.db");
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, DARK", "360, LIGHT"})
    void everyStateIsAccessibleAndFitsItsWindow(int width, ColorScheme scheme) {
        try (Visitor visitor = Visitor.arrive(server, chromium, width, scheme).signIn()) {
            Page page = visitor.page();
            visitor.go("/stores/new?type=postgres");
            page.locator("main details").evaluateAll("all => all.forEach(each => { each.open = true; })");
            Readable.check(visitor);
            page.click("text=Add endpoint");
            page.waitForSelector("#failover-0-host");
            page.click(DOCK);
            page.waitForSelector("#troubles");
            Readable.check(visitor);
            page.click(".switch >> text=JSON");
            page.waitForSelector("#json");
            Readable.check(visitor);
            page.click(DOCK);
            page.waitForSelector("#troubles");
            Readable.check(visitor);
            visitor.go("/stores/boat/edit");
            page.fill("#residency", "norway-" + width);
            page.click(REVIEW);
            page.waitForSelector(".voyage");
            Readable.check(visitor);
            page.click("text=Swap it in");
            page.waitForSelector("h1:has-text('boat')");
            Readable.check(visitor);
            visitor.go("/stores/boat/revisions");
            Readable.check(visitor);
            page.click("a:has-text('Restore') >> nth=0");
            page.waitForSelector("h1:has-text('Restore revision')");
            Readable.check(visitor);
        }
    }

    private static Locator focused(Page page) {
        return page.locator("*:focus");
    }
}
