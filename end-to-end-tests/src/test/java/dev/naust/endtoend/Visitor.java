package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;

/** Somebody with a browser window of their own. Whatever the browser complains about fails the test in the end. */
final class Visitor implements AutoCloseable {
    private final Server server;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Visitor(Server server, BrowserContext context) {
        this.server = server;
        this.context = context;
        this.page = context.newPage();
        page.setDefaultTimeout(15_000);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            boolean complains = message.type().equals("error") || message.type().equals("warning");
            // A page that says what went wrong has the status that says so too, and browsers mention it.
            boolean refusal = message.text().contains("the server responded with a status of 4");
            if (complains && !refusal) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
    }

    /** A window of this size. */
    static Visitor arrive(Server server, Chromium chromium, int width, ColorScheme scheme) {
        return new Visitor(
                server,
                chromium.browser()
                        .newContext(new Browser.NewContextOptions()
                                .setViewportSize(width, 800)
                                .setColorScheme(scheme)));
    }

    /** A window in which no script runs. */
    static Visitor arriveWithoutJavaScript(Server server, Chromium chromium) {
        return new Visitor(
                server, chromium.browser().newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false)));
    }

    Page page() {
        return page;
    }

    void go(String path) {
        page.navigate(server.url(path));
    }

    /** The path and query that the window shows. */
    String path() {
        return page.url().replaceFirst("^http://[^/]*", "");
    }

    /** The page's main heading. */
    String heading() {
        return page.innerText("h1");
    }

    Visitor signIn() {
        go("/sign-in");
        page.fill("#password", Server.PASSWORD);
        page.click("text=Sign in >> nth=-1");
        assertThat(page.innerText("h1")).isEqualTo("Overview");
        return this;
    }

    @Override
    public void close() {
        context.close();
        assertThat(complaints).as("what the browser complained about").isEmpty();
    }
}
