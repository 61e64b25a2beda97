package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.Content;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Text;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A snapshot")
@Timeout(60)
class SnapshotTest {
    private static final DatasetId A = DatasetId.of("public", "a");
    private static final DatasetId B = DatasetId.of("public", "b");

    private String database = "";
    private Store store;

    @BeforeEach
    void fill() {
        database = TestServer.newDatabase();
        TestServer.execute(
                database,
                "CREATE TABLE a (id int PRIMARY KEY, t text); CREATE TABLE b (id int PRIMARY KEY, t text);"
                        + " INSERT INTO a VALUES (1, repeat('x', 3000000)); INSERT INTO b VALUES (1, 'x')");
        store = TestServer.open(database);
    }

    @AfterEach
    void drop() {
        store.close();
        TestServer.drop(database);
    }

    private static int count(Store from, DatasetId id) throws InterruptedException {
        try (RecordReader reader = from.read(ReadRequest.of(id))) {
            return reader.next(100, Long.MAX_VALUE).records().size();
        }
    }

    @Test
    @DisplayName("is one state of several collections for several threads")
    void oneStateForThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Integer> counts = store.snapshots().orElseThrow().inSnapshot(frozen -> {
                TestServer.execute(
                        database,
                        "INSERT INTO a VALUES (2, ''); INSERT INTO b VALUES (2, ''); DROP TABLE IF EXISTS none");
                List<Future<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    DatasetId id = i % 2 == 0 ? A : B;
                    answers.add(threads.submit(() -> count(frozen, id)));
                }
                List<Integer> found = new ArrayList<>();
                for (Future<Integer> answer : answers) {
                    found.add(get(answer));
                }
                return found;
            });

            assertThat(counts).hasSize(8).containsOnly(1);
            assertThat(count(store, A)).isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int get(Future<Integer> answer) throws InterruptedException {
        try {
            return answer.get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("has large values as they were")
    void largeValues() throws InterruptedException {
        long length = store.snapshots().orElseThrow().inSnapshot(frozen -> {
            TestServer.execute(database, "UPDATE a SET t = 'short'");
            try (RecordReader reader = frozen.read(ReadRequest.of(A))) {
                Content content = (Content)
                        reader.next(1, Long.MAX_VALUE).records().get(0).body().at(1);
                try (var in = content.open()) {
                    return (long) in.readAllBytes().length;
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
        assertThat(length).isEqualTo(3_000_000);
    }

    @Test
    @DisplayName("cannot be changed, has questions answered, and ends with the work")
    void readOnly() throws InterruptedException {
        Store kept = store.snapshots().orElseThrow().inSnapshot(frozen -> {
            assertThat(catchThrowableOfType(
                            StoreException.class, () -> frozen.write(WriteRequest.insert(frozen.describe(A)))))
                    .isNotNull();
            assertThat(catchThrowableOfType(
                            StoreException.class,
                            () -> frozen.sql().orElseThrow().execute(SqlStatement.of("DELETE FROM a"))))
                    .isNotNull();
            TestServer.execute(database, "DELETE FROM b");
            try (var rows = frozen.sql().orElseThrow().query(SqlStatement.of("SELECT t FROM b"))) {
                assertThat(rows.next(10, Long.MAX_VALUE).records())
                        .singleElement()
                        .satisfies(row -> assertThat(row.body().at(0)).isEqualTo(Text.of("x")));
            }
            assertThat(frozen.transactions()).isEmpty();
            assertThat(frozen.queue()).isEmpty();
            return frozen;
        });
        assertThat(catchThrowableOfType(StoreException.class, () -> kept.read(ReadRequest.of(A))))
                .isNotNull();
        assertThat(count(store, A)).isEqualTo(1);
    }
}
