package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer does in the first minutes: sign in, move the music shop, read the proof. */
final class NewcomerIT {
    private static Chromium chromium;

    @TempDir
    Path home;

    private Server server;

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void startServer() throws Exception {
        server = Server.start(home);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void theFirstStepOnTheOverviewMovesTheMusicShopAndProvesIt() {
        try (Visitor newcomer = Visitor.arrive(server, chromium, 1280, ColorScheme.LIGHT)) {
            newcomer.signIn();
            Page page = newcomer.page();
            page.click("text=Plan this migration");
            assertThat(page.locator("#picks input:checked").count()).isEqualTo(11);
            assertThat(page.innerText("#picks")).contains("Track").contains("347 records");
            page.click("text=Show the plan");
            assertThat(page.innerText(".lead")).startsWith("15\u202f607 records in 11 collections, ");
            page.click("text=Start the migration");
            page.waitForSelector(".verdict");
            assertThat(page.innerText(".verdict .sentence"))
                    .isEqualTo("15\u202f607 records arrived and are proven identical.");
            assertThat(page.locator("tbody tr").count()).isEqualTo(11);
            assertThat(page.locator("tbody .badge.good").count()).isEqualTo(11);
            page.reload();
            assertThat(page.isVisible(".verdict.good")).isTrue();
            newcomer.go("/stores/archive");
            assertThat(page.innerText("main")).contains("PlaylistTrack").contains("8\u202f715");
        }
    }

    @Test
    void everythingWorksWithTheKeyboardAlone() {
        try (Visitor newcomer = Visitor.arrive(server, chromium, 1280, ColorScheme.LIGHT)) {
            newcomer.go("/migrations/new?source=chinook&target=archive");
            Page page = newcomer.page();
            assertThat(page.locator("#password").evaluate("field => field === document.activeElement"))
                    .isEqualTo(true);
            page.keyboard().type(Server.PASSWORD);
            page.keyboard().press("Enter");
            page.waitForSelector("#picks");
            assertThat(newcomer.path()).isEqualTo("/migrations/new?source=chinook&target=archive");
            page.keyboard().press("Tab");
            assertThat(focused(page).innerText()).isEqualTo("Skip to content");
            page.keyboard().press("Enter");
            pressTabUntil(page, "Show the plan");
            page.keyboard().press("Enter");
            page.waitForSelector("text=Start the migration");
            pressTabUntil(page, "Start the migration");
            page.keyboard().press("Enter");
            page.waitForSelector(".verdict.good");
        }
    }

    private static void pressTabUntil(Page page, String text) {
        for (int presses = 0; presses < 60; presses++) {
            page.keyboard().press("Tab");
            Locator focused = focused(page);
            if (focused.innerText().equals(text)) {
                assertThat(focused.evaluate("element => getComputedStyle(element).outlineStyle"))
                        .as("what has the focus shows it")
                        .isEqualTo("solid");
                return;
            }
        }
        throw new AssertionError("No way by keyboard to: " + text);
    }

    private static Locator focused(Page page) {
        return page.locator("*:focus");
    }

    @Test
    void everythingWorksWithoutJavaScript() {
        try (Visitor newcomer = Visitor.arriveWithoutJavaScript(server, chromium)) {
            newcomer.signIn();
            Page page = newcomer.page();
            newcomer.go("/migrations/new");
            page.selectOption("#source", "chinook");
            page.selectOption("#target", "archive");
            page.click("[formaction='/migrations/new']");
            assertThat(page.inputValue("#target")).isEqualTo("archive");
            page.locator("#picks input").nth(0).uncheck();
            page.click("text=Show the plan");
            assertThat(page.innerText(".lead")).contains("in 10 collections");
            page.click("text=Start the migration");
            page.waitForSelector(".verdict.good");
            assertThat(page.locator("tbody tr").count()).isEqualTo(10);
            page.click("text=Sign out");
            assertThat(newcomer.heading()).isEqualTo("Sign in");
        }
    }

    @Test
    void aSecondMigrationIsToldWhatStandsAgainstIt() {
        try (Visitor newcomer = Visitor.arrive(server, chromium, 360, ColorScheme.DARK)) {
            newcomer.signIn();
            Page page = newcomer.page();
            for (int round = 0; round < 2; round++) {
                newcomer.go("/migrations/new?source=chinook&target=archive");
                page.click("text=Show the plan");
                page.waitForSelector("text=Change it");
                if (round == 0) {
                    page.click("text=Start the migration");
                    page.waitForSelector(".verdict.good");
                }
            }
            assertThat(page.innerText(".notice.bad")).contains("Album");
            assertThat(page.isVisible("text=Start the migration")).isFalse();
        }
    }
}
