package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables become documents with lists in them, and these documents become the same tables again. */
@Timeout(60)
class ShapeRoundTripTest {
    @TempDir
    private static Path folder;

    static Stream<Technology> documents() {
        return Stream.of(Technology.MONGODB, Technology.REDIS, Technology.FILESYSTEM);
    }

    @ParameterizedTest
    @MethodSource
    void documents(Technology between) throws Exception {
        try (Store tables = Technology.POSTGRES.open(folder);
                Store documents = between.open(folder);
                Store back = Technology.POSTGRES.open(folder)) {
            fill(tables);
            proven(new MatrixRun(tables, documents)
                    .reshape("{\"name\": \"author\", \"nest\": [{\"collection\": \"book\", \"as\": \"books\"}]},"
                            + " {\"name\": \"book\", \"nest\": [\"page\"]}"));
            assertThat(documents.datasets()).extracting(Dataset::id).hasSize(1);

            proven(new MatrixRun(documents, back)
                    .reshape("{\"name\": \"author\", \"flatten\": [{\"field\": \"books\", \"to\": \"book\", \"parent\":"
                            + " [\"author_id\"], \"key\": [\"id\"]}]}, {\"name\": \"book\", \"flatten\": [{\"field\":"
                            + " \"page\", \"to\": \"page\", \"parent\": [\"book_id\"], \"key\": [\"number\"]}]}"));
            assertThat(new MatrixRun(tables, back)
                            .compare("source", "target", List.of("author", "book", "page"))
                            .collections())
                    .extracting(ComparisonReport.Collection::verdict)
                    .containsOnly(ComparisonReport.Verdict.IDENTICAL);
            assertThat(back.describe(DatasetId.of("public", "page")).foreignKeys())
                    .extracting(ForeignKey::target)
                    .containsExactly(DatasetId.of("public", "book"));
        }
    }

    private static void proven(MigrationReport report) {
        assertThat(report.errors()).isEmpty();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.collections())
                .extracting(MigrationReport.CollectionReport::verdict)
                .containsOnly(MigrationReport.Verdict.IDENTICAL);
    }

    private static void fill(Store store) throws InterruptedException {
        List<String> statements = List.of(
                "CREATE TABLE author (id bigint PRIMARY KEY, name text NOT NULL, born date)",
                "CREATE TABLE book (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES author, title text,"
                        + " price numeric(10,2), sold timestamptz, cover bytea)",
                "CREATE INDEX ON book (author_id)",
                "CREATE TABLE page (number bigint PRIMARY KEY, book_id bigint NOT NULL REFERENCES book, words"
                        + " double precision)",
                "INSERT INTO author SELECT n, 'Author ' || n, date '1900-01-01' + n::int FROM generate_series(1, 300) n",
                "INSERT INTO book SELECT n, 1 + n % 299, CASE WHEN n % 7 > 0 THEN 'Böök ' || n END, n / 4.0,"
                        + " timestamptz '2020-01-01 12:00:00.123456Z' + n * interval '1 hour', decode('00ff', 'hex')"
                        + " FROM generate_series(1, 1500) n",
                "INSERT INTO page SELECT n, 1 + n % 1400, n / 8.0 FROM generate_series(1, 4000) n");
        Sql.run(store, statements.toArray(String[]::new));
    }
}
