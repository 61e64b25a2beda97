package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers.Kind;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Migrations.Following.Stage;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.WriteRequest;
import dev.naust.migration.FollowingTest.Life;
import dev.naust.sqlite.SqliteProvider;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;

/** What a source refuses to take back after a cutover, and a server that starts again meanwhile. */
@Timeout(120)
class RecalledRejectsTest {
    private static final MigrationRequest REQUEST =
            ServerFixture.request(new Options(Conflict.FAIL, 50, true, false, 1).following());

    @TempDir
    private Path folder;

    /** A server that started again had forgotten it, and coming back removed the only store that had the value. */
    @ParameterizedTest(name = "replayed in the target: {0}")
    @ValueSource(booleans = {false, true})
    void whatTheSourcesConstraintRefusesStandsAgainstComingBackAlsoAfterAStart(boolean isReplayed) throws Exception {
        try (Store source = constrained();
                Store target = Fixture.memory("target");
                ServerFixture server = new ServerFixture(source, target)) {
            try (Life life = new Life(server, REQUEST)) {
                life.await(Stage.FOLLOWING);
                life.follower().askCutOver(Set.of());
                life.await(Stage.FOLLOWING_BACK);
                write(target, 3, 500);
                awaitAgainst(life, 1);
                if (isReplayed) {
                    Leftover closed = life.leftovers(server, REQUEST).replay("test", 1, Document.empty());
                    assertThat(closed.open()).as("the target takes it").isFalse();
                }
                life.stop();
            }
            try (Life again = new Life(server, REQUEST)) {
                again.await(Stage.FOLLOWING_BACK);
                awaitAgainst(again, 1);
                assertThat(again.follower().againstComingBack().get(0))
                        .contains("orders", "id=3", "does not fit the source");
                again.follower().askBack();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> again.progress.warnings.stream()
                                .anyMatch(each ->
                                        each.contains("did not take its place again") && each.contains("id=3")));
                again.await(Stage.FOLLOWING_BACK);
                assertThat(again.leftovers(server, REQUEST).open("test", Kind.REJECT))
                        .as("open rejects: the same one")
                        .isEqualTo(1);
                again.stop();
            }
            write(target, 3, 7);
            try (Life last = new Life(server, REQUEST)) {
                last.await(Stage.FOLLOWING_BACK);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> FollowingTest.content(source).get(3L) == 7);
                awaitAgainst(last, 0);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> last.leftovers(server, REQUEST).open("test", Kind.REJECT) == 0);
                last.stop();
            }
        }
    }

    private static void awaitAgainst(Life life, int lines) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> life.follower().againstComingBack().size() == lines);
    }

    /** Orders whose amounts a constraint bounds, which no plan carries over. */
    private Store constrained() throws SQLException {
        Path file = folder.resolve("orders.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY NOT NULL,"
                    + " amount INTEGER NOT NULL CHECK (amount < 100))");
            statement.execute("INSERT INTO orders VALUES (1, 1), (2, 2), (3, 3)");
        }
        BundleContext noProperties = (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
        return new SqliteProvider(noProperties)
                .open(StoreConfig.of("source", Document.empty().with("path", Value.text(file.toString()))));
    }

    private static void write(Store store, long id, long amount) throws InterruptedException {
        Value[] values = {Value.int64(id), Value.int64(amount)};
        try (RecordWriter writer = store.write(WriteRequest.upsert(store.describe(FollowingTest.ORDERS)))) {
            writer.write(List.of(DataRecord.of(
                    List.of("id"),
                    Document.of(store.describe(FollowingTest.ORDERS).layout(), values))));
            writer.flush();
        }
    }
}
