package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Value;
import dev.naust.api.store.Search;
import dev.naust.api.store.Search.SearchRequest;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.connection.PostgresErrorCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A search")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchTest {
    private static final DatasetId BOOKS = DatasetId.of("public", "Books & more");
    private String database = "";
    private Store store;

    @BeforeAll
    void fill() throws InterruptedException {
        database = TestServer.newDatabase();
        TestServer.execute(database, """
                CREATE DOMAIN note AS text;
                CREATE TYPE mood AS ENUM ('good', 'bad');
                CREATE TABLE "Books & more" (id int PRIMARY KEY, "the title" varchar(200), body note, mood mood, pages int);
                INSERT INTO "Books & more" VALUES
                  (1, 'The quick brown fox', 'jumps over lazy dogs', 'good', 10),
                  (2, 'Foxes and dogs', 'A fox, a fox, a fox!', 'bad', 20),
                  (3, 'Båten på land', 'hvor båter ligger i naustet', 'good', 30),
                  (4, 'ends with lazy', 'dogs at the beginning', 'good', 40),
                  (5, NULL, 'rock & roll | !never (again) :* <-> it''s \\ done', NULL, NULL)
                """);
        store = TestServer.open(database);
        search().index(BOOKS, List.of("the title", "body"), Optional.of("english"));
    }

    @AfterAll
    void drop() {
        store.close();
        TestServer.drop(database);
    }

    private Search search() {
        return store.search().orElseThrow();
    }

    private List<Value> ids(String text) throws InterruptedException {
        return ids(SearchRequest.of(BOOKS, text));
    }

    private List<Value> ids(SearchRequest request) throws InterruptedException {
        return search().search(request).stream()
                .map(hit -> hit.record().body().at(0))
                .toList();
    }

    private static Value id(int number) {
        return new Value.Int32(number);
    }

    @Test
    @DisplayName("finds words in any field and any form, the best record first")
    void ranks() throws InterruptedException {
        assertThat(ids("FOX")).containsExactly(id(2), id(1));
        assertThat(ids("jumping dog")).containsExactly(id(1));
        assertThat(search().search(SearchRequest.of(BOOKS, "fox")))
                .isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()))
                .allSatisfy(hit -> assertThat(hit.score()).isPositive());
        assertThat(ids(new SearchRequest(BOOKS, "fox", List.of(), Optional.empty(), 1)))
                .containsExactly(id(2));
    }

    @Test
    @DisplayName("asks for all words, and for those in quotes side by side in one field")
    void phrases() throws InterruptedException {
        assertThat(ids("lazy dogs")).containsExactlyInAnyOrder(id(1), id(4));
        assertThat(ids("\"lazy dogs\"")).containsExactly(id(1));
        assertThat(ids("\"dogs lazy\"")).isEmpty();
        assertThat(ids("brown \"lazy dogs\"")).containsExactly(id(1));
        assertThat(ids("brown unicorn")).isEmpty();
    }

    @Test
    @DisplayName("looks in the fields that are named")
    void fields() throws InterruptedException {
        assertThat(ids(new SearchRequest(BOOKS, "dogs", List.of("the title"), Optional.empty(), 9)))
                .containsExactly(id(2));
        StoreException failure = catchThrowableOfType(
                StoreException.class,
                () -> search().search(new SearchRequest(BOOKS, "dogs", List.of("pages"), Optional.empty(), 9)));
        assertThat(failure.code()).isEqualTo(PostgresErrorCode.NO_SEARCH_INDEX);
    }

    @Test
    @DisplayName("understands another language than the index when it is asked to")
    void languages() throws InterruptedException {
        assertThat(search().languages()).contains("english", "norwegian").doesNotContain("simple");
        assertThat(ids(new SearchRequest(BOOKS, "naust", List.of(), Optional.of("norwegian"), 9)))
                .containsExactly(id(3));
        assertThat(ids("naust")).isEmpty();
        StoreException failure = catchThrowableOfType(
                StoreException.class,
                () -> search().search(new SearchRequest(BOOKS, "x", List.of(), Optional.of("klingon'"), 9)));
        assertThat(failure.code()).isEqualTo(PostgresErrorCode.NOT_SEARCHABLE);
    }

    @ParameterizedTest(name = "text {index}")
    @ValueSource(
            strings = {
                "fox & !dog | (",
                "fox <-> :*",
                "'fox'':A",
                "\\",
                "\"",
                "\"\"",
                "\"fox",
                "",
                "   ",
                "the",
                "fox\0hound",
                "'; DROP TABLE x; --",
                "fo:*",
                "((((",
                "!!",
                "é\uD83D\uDE00",
                "\"the\" \"a\""
            })
    @DisplayName("never takes a text as a query language")
    void hostileTexts(String text) throws InterruptedException {
        assertThat(ids(text)).hasSizeLessThan(5);
    }

    @Test
    @DisplayName("takes operators as nothing, and their words as words")
    void operatorsAreNothing() throws InterruptedException {
        assertThat(ids("rock | unicorn")).isEmpty();
        assertThat(ids("rock & !never")).containsExactly(id(5));
        assertThat(ids("fo:*")).isEmpty();
    }

    @Test
    @DisplayName("uses its index")
    void usesTheIndex() throws InterruptedException {
        TestServer.execute(
                database, "CREATE TABLE many AS SELECT n AS id, 'word' || n AS t FROM generate_series(1, 5000) n");
        DatasetId many = DatasetId.of("public", "many");
        search().index(many, List.of("t"), Optional.empty());
        TestServer.execute(database, "ANALYZE many");

        assertThat(ids(SearchRequest.of(many, "word4711"))).containsExactly(id(4711));
        String plan = store.sql()
                .orElseThrow()
                .explain(
                        SqlStatement.of(
                                "SELECT * FROM many WHERE to_tsvector('pg_catalog.simple'::regconfig,"
                                        + " left(COALESCE(t::text, ''::text), 100000)) @@ plainto_tsquery('simple', 'word4711')"),
                        false)
                .plan();
        assertThat(plan).contains("many_naust_search");
    }

    @Test
    @DisplayName("finds what is written after the index was made, and takes texts of any length")
    void staysCurrent() throws InterruptedException {
        TestServer.execute(database, "CREATE TABLE later (id int, a text, b text)");
        DatasetId later = DatasetId.of("public", "later");
        search().index(later, List.of("a", "b"), Optional.of("norwegian"));
        TestServer.execute(
                database,
                "INSERT INTO later SELECT 1, 'begynnelse ' || string_agg(md5(n::text), ' '),"
                        + " string_agg(chr(19968 + n % 20000), ' ') FROM generate_series(1, 200000) n");
        assertThat(ids(SearchRequest.of(later, "begynnelsen"))).containsExactly(id(1));
    }

    @Test
    @DisplayName("needs an index, which can be changed and removed")
    void indexing() throws InterruptedException {
        TestServer.execute(
                database,
                "CREATE TABLE plain (id int PRIMARY KEY, a text, b text); INSERT INTO plain VALUES (1, 'one', 'two')");
        DatasetId plain = DatasetId.of("public", "plain");
        assertThat(catchThrowableOfType(StoreException.class, () -> ids(SearchRequest.of(plain, "one")))
                        .code())
                .isEqualTo(PostgresErrorCode.NO_SEARCH_INDEX);
        search().dropIndex(plain);
        search().index(plain, List.of("a"), Optional.empty());
        search().index(plain, List.of("a"), Optional.empty());
        assertThat(ids(SearchRequest.of(plain, "two"))).isEmpty();
        search().index(plain, List.of("b", "a"), Optional.empty());
        assertThat(ids(SearchRequest.of(plain, "two one"))).containsExactly(id(1));
        assertThat(store.describe(plain).fields()).hasSize(3);
        search().dropIndex(plain);
        assertThat(store.describe(plain).extras()).isEmpty();
    }

    @Test
    @DisplayName("refuses to index what has no words, by name")
    void notText() {
        assertThat(catchThrowableOfType(
                                StoreException.class, () -> search().index(BOOKS, List.of("pages"), Optional.empty()))
                        .code())
                .isEqualTo(PostgresErrorCode.NOT_SEARCHABLE);
        assertThat(catchThrowableOfType(
                                StoreException.class, () -> search().index(BOOKS, List.of("mood"), Optional.empty()))
                        .code())
                .isEqualTo(PostgresErrorCode.NOT_SEARCHABLE);
        assertThat(catchThrowableOfType(
                                StoreException.class, () -> search().index(BOOKS, List.of("none"), Optional.empty()))
                        .code())
                .isEqualTo(PostgresErrorCode.NO_FIELD);
    }
}
