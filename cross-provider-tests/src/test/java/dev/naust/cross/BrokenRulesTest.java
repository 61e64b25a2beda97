package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.Reject;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records that fit a target's table, and not the indexes, keys and references that are made when all of them are there. */
@Timeout(60)
class BrokenRulesTest {
    private static final Options STOPPING = new Options(Conflict.FAIL, 500, true, false, 1);
    private static final Options LEAVING_OUT = new Options(Conflict.FAIL, 500, true, true, 1);

    /** A text that no compression makes small enough for an index of PostgreSQL. */
    private static final String LONG = "hex(randomblob(4000))";

    @TempDir
    private Path folder;

    @Test
    void an_index_that_a_value_is_too_large_for_is_left_out_and_said() throws Exception {
        try (Store source = Technology.SQLITE.open(folder);
                Store target = Technology.POSTGRES.open(folder)) {
            Sql.run(
                    source,
                    "CREATE TABLE page (id INTEGER PRIMARY KEY, url TEXT, title TEXT)",
                    "CREATE INDEX page_url ON page (url)",
                    "CREATE INDEX page_title ON page (title)",
                    "INSERT INTO page VALUES (1, 'a', 'A'), (2, " + LONG + ", 'B'), (3, 'c', 'C')");

            MigrationReport report = new MatrixRun(source, target).migrate(List.of("page"), STOPPING);

            assertThat(report.succeeded()).isTrue();
            assertThat(report.written()).isEqualTo(3);
            assertThat(report.warnings())
                    .anySatisfy(line -> assertThat(line)
                            .contains("page is complete, but without the index page_url", "index row size"));
            assertThat(schema(target, "page").indexes()).extracting(Index::name).containsExactly("page_title");
        }
    }

    @Test
    void an_index_of_more_fields_than_the_target_allows_is_left_out_and_said_and_a_rule_of_so_many_blocks_the_plan()
            throws Exception {
        String fields = IntStream.range(0, 33).mapToObj(i -> "f" + i).collect(Collectors.joining(", "));
        try (Store source = Technology.SQLITE.open(folder);
                Store target = Technology.POSTGRES.open(folder)) {
            Sql.run(
                    source,
                    "CREATE TABLE broad (id INTEGER PRIMARY KEY, " + fields + ")",
                    "CREATE INDEX broad_all ON broad (" + fields + ")",
                    "CREATE INDEX broad_first ON broad (f0)",
                    "INSERT INTO broad (id, f0) VALUES (1, 'a'), (2, 'b')",
                    "CREATE TABLE ruled (id INTEGER PRIMARY KEY, " + fields + ", UNIQUE (" + fields + "))");
            MatrixRun run = new MatrixRun(source, target);

            MigrationReport report = run.migrate(List.of("broad"), STOPPING);

            assertThat(report.succeeded()).isTrue();
            assertThat(report.written()).isEqualTo(2);
            assertThat(report.warnings())
                    .anySatisfy(line -> assertThat(line)
                            .contains(
                                    "broad will be complete, but without the index broad_all",
                                    "33 fields",
                                    "at most 32"));
            assertThat(schema(target, "broad").indexes())
                    .extracting(Index::name)
                    .containsExactly("broad_first");
            assertThat(run.planned(List.of("ruled")).blockers())
                    .singleElement()
                    .asString()
                    .contains("33 fields", "at most 32");
        }
    }

    @Test
    void a_record_that_breaks_a_key_or_a_unique_rule_of_the_target_is_left_out_by_itself() throws Exception {
        try (Store source = Technology.SQLITE.open(folder);
                Store target = Technology.POSTGRES.open(folder)) {
            Sql.run(
                    source,
                    "CREATE TABLE code (id INTEGER PRIMARY KEY, value UNIQUE)",
                    "INSERT INTO code VALUES (1, 1), (2, '1'), (3, 'x'), (4, " + LONG + ")",
                    "CREATE TABLE word (word TEXT PRIMARY KEY)",
                    "INSERT INTO word VALUES ('a'), (" + LONG + ")");
            MatrixRun run = new MatrixRun(source, target);

            MigrationReport stopped = run.migrate(List.of("code", "word"), STOPPING);

            assertThat(stopped.rejects())
                    .hasSize(3)
                    .extracting(Reject::reason)
                    .allSatisfy(reason -> assertThat(reason).containsAnyOf("code_value_key", "word_pkey"));
            assertThat(target.datasets()).isEmpty();

            MigrationReport report = run.migrate(List.of("code", "word"), LEAVING_OUT);

            assertThat(report.written()).isEqualTo(3);
            assertThat(keys(report, "code")).containsExactly("id=2", "id=4");
            assertThat(keys(report, "word"))
                    .singleElement()
                    .satisfies(key -> assertThat(key).startsWith("word=").hasSizeLessThan(100));
            assertThat(schema(target, "code").indexes()).hasSize(1);
            assertThat(schema(target, "word").key()).containsExactly("word");
        }
    }

    private static List<String> keys(MigrationReport report, String collection) {
        return report.rejects().stream()
                .filter(each -> each.collection().equals(collection))
                .map(Reject::key)
                .toList();
    }

    @Test
    void records_that_refer_to_one_that_was_left_out_are_kept() throws Exception {
        try (Store source = Technology.SQLITE.open(folder);
                Store target = Technology.POSTGRES.open(folder)) {
            Sql.run(
                    source,
                    "CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT)",
                    "INSERT INTO author VALUES (1, 'a'), (2, 'b' || char(0)), (3, 'c')",
                    "CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author(id))",
                    "INSERT INTO book VALUES (1, 1), (2, 2), (3, 3)");

            MigrationReport report = new MatrixRun(source, target).migrate(List.of("author", "book"), LEAVING_OUT);

            assertThat(report.written()).isEqualTo(5);
            assertThat(report.rejected()).isEqualTo(1);
            assertThat(report.warnings())
                    .anySatisfy(line -> assertThat(line).contains("book refer to others", "unchecked: foreign key"));
            assertThat(schema(target, "book").foreignKeys()).hasSize(1);
        }
    }

    @Test
    void a_key_that_holds_nulls_in_SQLite_becomes_a_unique_rule() throws Exception {
        try (Store source = Technology.SQLITE.open(folder);
                Store target = Technology.POSTGRES.open(folder)) {
            Sql.run(
                    source,
                    "CREATE TABLE part (code TEXT PRIMARY KEY, weight INT)",
                    "INSERT INTO part VALUES (NULL, 1), (NULL, 2), ('a', 3)",
                    "CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b))",
                    "INSERT INTO pair VALUES (1, NULL), (1, NULL), (1, 2)",
                    "CREATE TABLE whole (code TEXT PRIMARY KEY, part TEXT REFERENCES part(code))",
                    "INSERT INTO whole VALUES ('x', 'a'), ('y', NULL)");

            MigrationReport report = new MatrixRun(source, target).migrate(List.of("part", "pair", "whole"), STOPPING);

            assertThat(report.errors()).isEmpty();
            assertThat(report.written()).isEqualTo(8);
            assertThat(report.warnings())
                    .anySatisfy(
                            line -> assertThat(line).contains("part: Records have no value in code of the key code"))
                    .anySatisfy(line -> assertThat(line).contains("pair: Records have no value in b of the key a, b"));
            Schema part = schema(target, "part");
            assertThat(part.key()).isEmpty();
            assertThat(part.indexes()).singleElement().matches(Index::unique);
            assertThat(schema(target, "whole").key()).containsExactly("code");
            assertThat(schema(target, "whole").foreignKeys()).hasSize(1);
        }
    }

    @Test
    void a_reference_stays_where_the_target_takes_its_types() throws Exception {
        try (Store source = Technology.SQLITE.open(folder);
                Store target = Technology.POSTGRES.open(folder);
                Store other = Technology.SQLITE.open(Files.createDirectory(folder.resolve("other")))) {
            Sql.run(
                    source,
                    "CREATE TABLE author (id INTEGER PRIMARY KEY)",
                    "INSERT INTO author VALUES (1)",
                    "CREATE TABLE book (id INTEGER PRIMARY KEY, author NUMERIC REFERENCES author(id))",
                    "INSERT INTO book VALUES (1, 1)");
            List<String> both = List.of("author", "book");

            MigrationReport report = new MatrixRun(source, target).migrate(both, STOPPING);

            assertThat(report.succeeded()).isTrue();
            assertThat(report.notCarried()).anySatisfy(line -> assertThat(line).contains("the reference from author"));
            assertThat(new MatrixRun(source, other).migrate(both, STOPPING).succeeded())
                    .isTrue();
            assertThat(schema(other, "book").foreignKeys()).hasSize(1);
        }
    }

    private static Schema schema(Store store, String table) {
        DatasetId id = store.datasets().stream()
                .map(Dataset::id)
                .filter(each -> each.name().equals(table))
                .findFirst()
                .orElseThrow();
        return store.describe(id);
    }
}
