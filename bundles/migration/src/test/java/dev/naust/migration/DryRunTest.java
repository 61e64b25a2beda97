package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordMeta;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.migration.schema.TestStores;
import dev.naust.sqlite.SqliteProvider;
import dev.naust.testkit.InterceptedStore;
import dev.naust.testkit.server.LentStore;
import dev.naust.transfer.BoundedPump;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** A plan changes nothing in files and servers, and its counts are those of the run. */
@Timeout(180)
class DryRunTest {
    private static final Options SLACK = new Options(Conflict.FAIL, 200, true, true, 1);

    /** Everything that was ever written to tables, as the server counts it, and how many tables and indexes there are. */
    private static final String COUNTERS = "SELECT pg_stat_force_next_flush()::text || (SELECT coalesce(sum(n_tup_ins +"
            + " n_tup_upd + n_tup_del), 0)::text || ' ' || (SELECT count(*) FROM pg_class)::text FROM"
            + " pg_stat_user_tables)";

    @TempDir
    private Path folder;

    private Map<String, String> files() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> each = Files.list(folder)) {
            // Where readers note how far they read; there is no data in it.
            for (Path file :
                    each.filter(name -> !name.toString().endsWith("-shm")).toList()) {
                all.put(
                        file.getFileName().toString(),
                        Files.getLastModifiedTime(file) + " "
                                + new String(Files.readAllBytes(file), "ISO-8859-1").hashCode());
            }
        }
        return all;
    }

    private static MigrationPlan plan(Store source, Store target) throws InterruptedException {
        return new Planner(
                        new LentStore("source", source),
                        new LentStore("target", target),
                        ServerFixture.request(SLACK),
                        new BoundedPump(),
                        new Surroundings())
                .plan();
    }

    private Map<String, Long> run(Store source, Store target) throws Exception {
        try (ServerFixture naust = new ServerFixture(source, target)) {
            Map<String, Long> read = new TreeMap<>();
            for (CollectionReport each : ReportDocument.read(
                            naust.migrate(ServerFixture.request(SLACK), new RecordedProgress()))
                    .collections()) {
                read.put(each.source(), each.read());
            }
            return read;
        }
    }

    private static Map<String, Long> counts(MigrationPlan plan) {
        Map<String, Long> counts = new TreeMap<>();
        for (CollectionPlan each : plan.collections()) {
            counts.put(each.source().toString(), each.records());
        }
        return counts;
    }

    /** Nothing of it shows in the records that arrive. */
    @Test
    void aTimeToLiveThatIsLostOnTheWayIsNamed() throws InterruptedException {
        RecordMeta soon = new RecordMeta(Optional.of(Instant.now().plusSeconds(60)), Optional.empty());
        try (Store shop = Fixture.shop(10);
                Store target = Fixture.memory("target")) {
            Store source = new InterceptedStore(
                    shop,
                    read -> read.stream()
                            .map(each -> DataRecord.of(each.key().names(), each.body(), soon))
                            .toList(),
                    UnaryOperator.identity());
            assertThat(plan(source, target).warnings())
                    .anySatisfy(line ->
                            assertThat(line).contains("10 of 10 records of Artist", "time to live, which the target"));
            Store keeping = Overridden.store(
                    target,
                    (method, arguments) -> Optional.<Object>of(true).filter(yes -> method.equals("keepsExpiry")));
            assertThat(plan(source, keeping).warnings())
                    .noneSatisfy(line -> assertThat(line).contains("time to live"));
        }
    }

    @Test
    void eachCollectionThatCannotBeReadIsNamedAndTheOthersArePlanned() throws InterruptedException {
        try (Store shop = Fixture.shop(10);
                Store target = Fixture.memory("target")) {
            Store source = Overridden.store(shop, (method, arguments) -> {
                Profiling profiling = id -> {
                    if (id.equals(Fixture.ALBUM)) {
                        throw new StoreException(CommonError.UNSUPPORTED, "line 2 of it is no JSON.");
                    }
                    return new Profile(shop.describe(id), 10, List.of());
                };
                return method.equals("profiling") ? Optional.of(Optional.of(profiling)) : Optional.empty();
            });

            MigrationPlan plan = plan(source, target);

            assertThat(plan.blockers())
                    .containsExactly("Collection \"Album\" cannot be read: line 2 of it is no JSON. Put that right, or"
                            + " leave the collection out");
            assertThat(plan.collections()).extracting(CollectionPlan::source).containsExactly(Fixture.ARTIST);
        }
    }

    @Test
    void whatBecomesATextInsideOfJsonIsNamed() throws InterruptedException {
        Schema schema = Schema.table(
                DatasetId.of("people"),
                List.of(
                        Field.required("id", FieldType.of(Kind.INT64)),
                        Field.of("details", FieldType.of(Kind.DOCUMENT)),
                        Field.of("plain", FieldType.of(Kind.DOCUMENT))),
                List.of("id"));
        Document plain = Document.empty().with("n", new Value.Float64(1.5));
        Document details = Document.empty()
                .with("list", new Value.Array(List.of(Value.int64(1), new Value.Extension("objectid", "507f"))));
        try (Store source = Fixture.memory("people");
                Store target = TestStores.sqlite(folder.resolve("people.db"))) {
            Fixture.make(source, List.of(schema));
            Fixture.write(
                    source,
                    schema,
                    List.of(
                            Document.of(schema.layout(), new Value[] {Value.int64(1), details, plain}),
                            Document.of(schema.layout(), new Value[] {Value.int64(2), plain, plain})));

            MigrationPlan plan = plan(source, target);

            assertThat(plan.warnings())
                    .filteredOn(line -> line.contains("JSON has no form for"))
                    .containsExactly("1 of 2 records of people that were looked at hold values in details that JSON has"
                            + " no form for, such as 507f (objectid): they become texts, and what is proven is these"
                            + " texts");
        }
    }

    @Test
    void filesAndCountersAreAsTheyWereAndTheRunReadsWhatThePlanCounted() throws Exception {
        try (Store file = TestStores.sqlite(folder.resolve("file.db"));
                Store server = TestStores.postgres();
                Store copy = TestStores.sqlite(folder.resolve("copy.db"))) {
            TestStores.run(
                    file,
                    "CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT)",
                    "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a, r REAL)",
                    "CREATE TABLE loose (t TEXT)",
                    "INSERT INTO a WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)"
                            + " SELECT i, 'Åse ' || i FROM n",
                    "INSERT INTO b SELECT id, id, id / 3.0 FROM a WHERE id % 2 = 0",
                    "INSERT INTO loose SELECT t FROM a WHERE id % 5 = 0");
            // Whoever reads a file that nobody has open makes it an empty log.
            file.check(Duration.ofSeconds(5));
            copy.check(Duration.ofSeconds(5));
            Map<String, String> files = files();
            String counters = TestStores.ask(server, COUNTERS).get(0);

            MigrationPlan there = plan(file, server);

            assertThat(there.canProceed()).isTrue();
            assertThat(files()).isEqualTo(files);
            assertThat(TestStores.ask(server, COUNTERS)).containsExactly(counters);
            assertThat(run(file, server)).isEqualTo(counts(there)).containsEntry("b", 750L);

            // A server's connections hand in what they counted when they are idle, some seconds late.
            counters = await().atMost(Duration.ofMinutes(1))
                    .until(() -> TestStores.ask(server, COUNTERS).get(0), each -> each.startsWith("2550 "));
            files = files();
            MigrationPlan back = plan(server, copy);
            assertThat(files()).isEqualTo(files);
            assertThat(TestStores.ask(server, COUNTERS)).containsExactly(counters);
            assertThat(run(server, copy)).isEqualTo(counts(back));
        }
    }

    @Test
    void aFileThatMayOnlyBeReadBlocks() throws Exception {
        Path path = folder.resolve("file.db");
        try (Store file = TestStores.sqlite(path)) {
            TestStores.run(file, "CREATE TABLE a (id INTEGER PRIMARY KEY)", "INSERT INTO a VALUES (1)");
        }
        BundleContext none = (BundleContext) Proxy.newProxyInstance(
                DryRunTest.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
        Document readOnly = Document.of(Map.of("path", Value.text(path.toString()), "readOnly", Value.Bool.TRUE));
        try (Store shop = Fixture.shop(3);
                Store target = new SqliteProvider(none).open(StoreConfig.of("test", readOnly))) {
            MigrationPlan plan = plan(shop, target);
            assertThat(plan.canProceed()).isFalse();
            assertThat(plan.blockers())
                    .isEqualTo(List.of("target: SQLite file " + path
                            + " is configured as read-only: set readOnly to false, or choose another target"));
        }
    }
}
