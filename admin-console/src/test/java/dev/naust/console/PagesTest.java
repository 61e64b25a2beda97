package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.Run;
import dev.naust.api.store.Filter;
import dev.naust.console.sample.SampleMigrations;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages' HTML as it leaves the server. */
final class PagesTest {
    private static final Pattern POSTING_FORM = Pattern.compile("(?s)<form[^>]*method=\"post\".*?</form>");

    private final TestConsole console = new TestConsole();

    @AfterEach
    void stop() {
        console.close();
    }

    private Client as(Role role) {
        return console.client().signedIn(role);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/stores",
                "/stores/chinook",
                "/stores/chinook/collection?name=Album",
                "/stores/new",
                "/stores/new?type=postgres",
                "/providers",
                "/migrations",
                "/migrations/new?source=chinook&target=archive",
                "/runs",
                "/api",
                "/password"
            })
    void everyPageIsWholeAndEveryFormCarriesTheForgeryToken(String path) {
        String html = as(Role.ADMIN).get(path).body();
        assertThat(html).startsWith("<!DOCTYPE html>").contains("<main id=\"main\"", "<h1>", "</html>");
        List<String> forms =
                POSTING_FORM.matcher(html).results().map(MatchResult::group).toList();
        assertThat(forms).isNotEmpty().allSatisfy(form -> assertThat(form).contains("name=\"_csrf\" value=\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api", "/stores/chinook", "/migrations/new?source=chinook"})
    void noPageNeedsInlineScriptOrStyle(String path) {
        assertThat(as(Role.ADMIN).get(path).body())
                .doesNotContainPattern("<script(?![^>]*src=)")
                .doesNotContain("<style", " style=", " onclick=", "javascript:");
    }

    @Test
    void whatStoresHoldIsShownAndNeverRun() {
        assertThat(as(Role.VIEWER).get("/stores/chinook/collection?name=Album").body())
                .contains("&lt;script&gt;alert(")
                .doesNotContain("<script>alert");
    }

    @Test
    void namesFromTheAddressAreShownAndNeverRun() {
        String name = "\"><img src=x onerror=alert(1)>";
        Client.Answer answer = as(Role.VIEWER)
                .get("/stores/chinook/collection?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("&lt;img").doesNotContain("<img");
    }

    @Test
    void longValuesAreCut() {
        assertThat(as(Role.VIEWER).get("/stores/chinook/collection?name=Album").body())
                .contains("long long", "…")
                .doesNotContain("long ".repeat(30));
    }

    @Test
    void whoMayOnlyLookIsOfferedNothingToChange() {
        Client viewer = as(Role.VIEWER);
        assertThat(viewer.get("/stores").body()).doesNotContain("Dock a store");
        assertThat(viewer.get("/").body()).doesNotContain("Plan this migration");
        assertThat(viewer.get("/stores/new").status()).isEqualTo(403);
    }

    @Test
    void aNewcomerIsShownTheFirstStep() {
        assertThat(as(Role.OPERATOR).get("/").body())
                .contains("Move Chinook to Archive in a minute", "/migrations/new?source=chinook&amp;target=archive");
    }

    @Test
    void whoIsNotSignedInIsLedToTheSignInPageAndBack() {
        Client.Answer answer = console.client().get("/stores/chinook?docked");
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/sign-in?next=%2Fstores%2Fchinook%3Fdocked");
        Client.Answer part = console.client().with("HX-Request", "true").get("/migrations/m1/live");
        assertThat(part.header("HX-Redirect")).isEqualTo("/sign-in");
    }

    @Test
    void aStoreThatIsNotThereIsNamed() {
        Client.Answer answer = as(Role.VIEWER).get("/stores/nothing");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("There is no store \"nothing\" here");
    }

    @Test
    void aPlanNeedsTwoDifferentStores() {
        Client.Answer answer = send("/migrations/plan", "source=chinook&target=chinook&validate=true");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("Choose two different stores", "role=\"alert\"");
    }

    @Test
    void aPlanShowsWhatMovesAndOffersToStartIt() {
        String html = send("/migrations/plan", "source=chinook&target=archive&validate=true")
                .body();
        assertThat(html)
                .contains("in 3 collections", "Start the migration", "CREATE TABLE", "View BestSellers")
                .contains("bin/naust migrate --from chinook --to archive");
    }

    @Test
    void whatIsWrongWithAMigrationStandsBesideItsFieldAndNothingTypedIsLost() {
        Client.Answer answer = send(
                "/migrations/plan",
                "source=chinook&target=archive&offeredOf=chinook&collection=Album&opened=Album&to Album=Records"
                        + "&filter Album=AlbumId > 3&field Album=Title&fieldTo Album=Name&change Album=MASK"
                        + "&detail Album=two&batchSize=many&rateLimit=500&continueOnError=false&continueOnError=true");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body())
                .contains("href=\"#batchSize\">Records in a batch</a>: Must be a whole number from 1 to 100000.")
                .contains("id=\"batchSize-problem\"", "value=\"many\"", "value=\"500\"")
                .contains("href=\"#c0-filter\">Album</a>: Is not JSON", "value=\"AlbumId > 3\"")
                .contains("href=\"#c0\">Album, Title</a>: Needs how many characters")
                .contains("value=\"Records\"", "value=\"Name\"", "value=\"two\"")
                .contains("value=\"MASK\" selected");
    }

    @Test
    void allThatAMigrationTakesIsAskedForAndShownAsAScriptWould() {
        String html = send(
                        "/migrations/plan",
                        "source=chinook&target=archive&collection=Album&collection=Artist&opened=Album&to Album=Records"
                                + "&filter Album={\"AlbumId\":{\"gte\":3}}&field Album=Title&fieldTo Album=&change Album=CAST TEXT"
                                + "&detail Album=&field Album=origin&fieldTo Album=&change Album=CONSTANT&detail Album=shop"
                                + "&nulls Album=NO&nulls Album="
                                + "&conflict=MERGE&parallelism=2&rateLimit=500&lossy=AS_TEXT&skipExisting=true")
                .body();
        MigrationRequest asked = console.sample().migrations().asked();
        assertThat(asked.options().conflict()).isEqualTo(MigrationRequest.Conflict.MERGE);
        assertThat(asked.options().parallelism()).isEqualTo(2);
        assertThat(asked.options().skipExisting()).isTrue();
        assertThat(asked.options().limits().recordsPerSecond()).isEqualTo(500);
        assertThat(asked.collections()).containsExactly("Album", "Artist");
        assertThat(asked.reshapes().get("Album").to()).contains("Records");
        assertThat(asked.reshapes().get("Album").where())
                .contains(new Filter.Comparison("AlbumId", Filter.Operator.GTE, Value.int64(3)));
        assertThat(asked.reshapes().get("Album").fields())
                .containsEntry(
                        "Title",
                        new FieldChange(
                                Optional.empty(), Optional.of(new Transform.Cast(Kind.TEXT)), Optional.of(false)))
                .containsEntry(
                        "origin",
                        new FieldChange(Optional.empty(), Optional.of(new Transform.Constant(Value.text("shop")))));
        assertThat(html)
                .contains("--conflict MERGE", "--skip-existing", "--lossy AS_TEXT", "--request /dev/stdin")
                .contains("name=\"to Album\" value=\"Records\"");
    }

    @Test
    void whatDoesNotFitIsDecidedOnThePlanAndPlannedAnew() {
        String html = send("/migrations/plan", "source=chinook&target=archive").body();
        assertThat(html)
                .contains("Decide before the start", "Invoice, Total", "3 of 412 will be rejected, such as 12.345")
                .contains("name=\"planned\" value=\"Album\"", "Go on when a record does not fit", "Room for");
        send(
                "/migrations/plan",
                "source=chinook&target=archive&planned=Album&planned=Invoice"
                        + "&decide=Invoice&decideField=Total&decision=CAST TEXT");
        MigrationRequest asked = console.sample().migrations().asked();
        assertThat(asked.collections()).containsExactly("Album", "Invoice");
        assertThat(asked.reshapes().get("Invoice").fields())
                .containsEntry("Total", new FieldChange(Optional.empty(), Optional.of(new Transform.Cast(Kind.TEXT))));
    }

    @Test
    void withoutAScriptACollectionIsOpenedToBeChangedAndEverythingStaysAsItWas() {
        String html = send(
                        "/migrations/new",
                        "source=chinook&target=archive&offeredOf=chinook&offered=2&collection=Album&do=open&openable=Album"
                                + "&batchSize=77&conflict=SKIP")
                .body();
        assertThat(html)
                .contains("name=\"opened\" value=\"Album\"", "name=\"field Album\" value=\"Title\"")
                .contains("value=\"77\"", "value=\"SKIP\" selected", "<code class=\"quiet\">");
    }

    @Test
    void mistakesInAStoreStandBesideTheirFieldsAndNothingTypedIsLostButSecrets() {
        Client.Answer answer =
                send("/stores", "type=postgres&id=shop&/connection/database=sales&/connection/password=secret-word");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body())
                .contains("id=\"connection-host-problem\">Is needed.", "value=\"sales\"", "value=\"shop\"")
                .doesNotContain("secret-word");
    }

    @Test
    void whatNeedsSomebodyStandsFirstOnTheOverview() {
        console.sample().withProblems();
        String html = as(Role.VIEWER).get("/").body();
        assertThat(html).contains("Plugin provider-broken.jar", "Copy it again", "Store orders");
        assertThat(html.indexOf("Needs a look")).isLessThan(html.indexOf("Docked stores"));
    }

    @Test
    void aBlockedPlanSaysWhyAndCannotBeStarted() {
        console.sample().migrations().block("archive has a collection Album already.");
        String html = send("/migrations/plan", "source=chinook&target=archive").body();
        assertThat(html)
                .contains("Something stands against it", "has a collection Album already")
                .doesNotContain("Start the migration");
    }

    @Test
    void aRunThatGoesOnIsFetchedAgainAndAgainUntilItHasEnded() {
        Client viewer = as(Role.VIEWER);
        console.runs().put("m1", Run.State.RUNNING, 42);
        assertThat(viewer.get("/migrations/m1").body())
                .contains(
                        "hx-get=\"/migrations/m1/live\"",
                        "value=\"42\"",
                        "42 of 100 records",
                        "http-equiv=\"refresh\"");
        assertThat(viewer.get("/migrations/m1/live").body())
                .contains("Copying, 40 percent")
                .doesNotContain("<html");
        console.runs().put("m1", Run.State.SUCCEEDED, 100);
        console.sample().migrations().end("m1", SampleMigrations.succeeded());
        assertThat(viewer.get("/migrations/m1/live").body())
                .contains("15\u202f607 records arrived and are proven identical.")
                .doesNotContain("hx-get");
    }

    @Test
    void whoMayOperateCanCancelARun() {
        console.runs().put("m1", Run.State.RUNNING, 42);
        assertThat(as(Role.VIEWER).get("/runs/m1").body()).doesNotContain("/runs/m1/cancel");
        assertThat(as(Role.OPERATOR).get("/runs/m1").body()).contains("action=\"/runs/m1/cancel\"");
        Client.Answer answer = send("/runs/m1/cancel", "");
        assertThat(answer.header("Location")).isEqualTo("/migrations/m1");
        assertThat(as(Role.VIEWER).get("/migrations/m1").body()).contains("Cancelled");
    }

    private Client.Answer send(String path, String form) {
        return as(Role.OPERATOR)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .send("POST", path, BodyPublishers.ofString(form));
    }
}
