package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Accounts.Role;
import dev.naust.console.web.PathName;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store holds can be looked at page by page, and only as much of it as is asked for. */
class BrowsingTest {
    private static final String ALBUMS = "/api/v1/stores/chinook/collections/Album";

    private final TestConsole console = new TestConsole();
    private final Client viewer = console.client().as(Role.VIEWER);

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void theCollectionsAreListedWithTheirSchemas() {
        assertThat(viewer.get("/api/v1/stores/chinook/collections").body()).contains("\"id\":\"Album\"", "\"VIEW\"");
        Client.Answer schema = viewer.get(ALBUMS + "/schema");
        assertThat(schema.body()).contains("\"nativeType\":\"NUMERIC(10,2)\"", "\"key\":[\"AlbumId\"]", "CASCADE");
    }

    @Test
    void whatARestoreLeftInPartsIsClosedAlsoToTheStoresOwnQuestions() {
        Client operator = console.client().as(Role.OPERATOR);
        console.backups().breakOff("chinook", "Album");
        for (Client.Answer refused : List.of(
                viewer.get(ALBUMS + "/records"),
                operator.post("/api/v1/stores/chinook/query", "{\"sql\":\"select * from Album\"}"),
                operator.post("/api/v1/stores/chinook/explain", "{\"sql\":\"select * from Album\"}"))) {
            assertThat(refused.status()).as(refused.body()).isEqualTo(409);
            assertThat(refused.body()).contains("restore.incomplete", "Album", "restore it again");
        }
        console.backups().breakOff("other", "Album");
        assertThat(viewer.get(ALBUMS + "/records").status()).isEqualTo(200);
    }

    @Test
    void followingTheCursorsShowsEachRecordOnce() {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            Client.Answer page = viewer.get(ALBUMS + "/records?limit=25" + (pages == 0 ? "" : "&cursor=" + cursor));
            items(page).forEach(item -> ids.add(text(item, "id")));
            cursor = page.json().get("nextCursor").orElseThrow() instanceof Text next ? next.string() : "";
            pages++;
        } while (!cursor.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(ids).hasSize(60).doesNotHaveDuplicates().startsWith("1", "2").endsWith("60");
        assertThat(viewer.get(ALBUMS + "/count").body()).isEqualTo("{\"count\":60}");
    }

    @Test
    void aCursorIsGoodForItsOwnQuestionOnly() {
        Client.Answer page = viewer.get(ALBUMS + "/records?limit=25");
        String cursor = page.text("nextCursor");
        for (String path : List.of(
                "/api/v1/stores/chinook/collections/Artist/records?cursor=" + cursor,
                ALBUMS + "/records?filter=" + url("{\"AlbumId\":1}") + "&cursor=" + cursor,
                ALBUMS + "/records?cursor=" + (cursor.startsWith("A") ? "B" : "A") + cursor.substring(1),
                ALBUMS + "/records?cursor=MQ")) {
            assertThat(viewer.get(path).code()).as(path).isEqualTo("cursor.invalid");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Nope\":1}",
                "{\"Title\":{\"$ne\":null}}",
                "{\"$where\":\"sleep(1000)\"}",
                "{\"Title\":{\"$regex\":\".*\"}}",
                "{\"Title\":{\"eq\":{\"a\":1}}}",
                "{\"Title\":{\"eq\":[1]}}",
                "{\"Title\":{}}",
                "{\"Title\":{\"contains\":5}}",
                "{\"AlbumId\":{\"gte\":\"1e999999999\"}}",
                "{\"AlbumId\":{\"isNull\":\"yes\"}}",
                "{\"$or\":{}}",
                "{\"$not\":[1]}",
                "{\"$not\":{\"$not\":{\"$not\":{\"$not\":{\"$not\":{\"Title\":1}}}}}}",
                "[]",
                "x",
            })
    void aFilterThatIsMoreThanAFilterIsRefused(String filter) {
        Client.Answer answer = viewer.get(ALBUMS + "/records?filter=" + url(filter));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("filter.invalid");
    }

    @Test
    void anUnknownNameAnywhereIsNotFound() {
        assertThat(viewer.get("/api/v1/stores/none/collections").code()).isEqualTo("store.not_found");
        assertThat(viewer.get("/api/v1/stores/chinook/collections/none/records").code())
                .isEqualTo("collection.not_found");
        assertThat(viewer.get("/api/v1/stores/chinook/collections/~zz/records").status())
                .isEqualTo(404);
        assertThat(viewer.get("/api/v1/providers/none").code()).isEqualTo("provider.not_found");
        assertThat(viewer.get("/api/v1/migrations/none").code()).isEqualTo("migration.not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Album",
                "public.Order Details",
                "a/b",
                "..",
                ".",
                "100%",
                "a~b",
                "æøå 日本",
                "x;y\\z",
                "a?b#c",
                "\"q\"",
                "line\nfeed"
            })
    void anyNameComesBackFromItsAddress(String name) {
        String segment = PathName.encode(name);
        assertThat(segment).matches("([A-Za-z0-9_.-]|[~%][0-9A-F]{2})+").isNotIn(".", "..");
        String decoded = URLDecoder.decode(segment, StandardCharsets.UTF_8);
        assertThat(PathName.decode(decoded)).isEqualTo(name);
    }

    private static List<Document> items(Client.Answer answer) {
        return ((Value.Array) answer.json().get("items").orElseThrow())
                .items().stream().map(Document.class::cast).toList();
    }

    private static String text(Document item, String field) {
        return ((Text) item.get(field).orElseThrow()).string();
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
