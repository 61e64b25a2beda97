package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.ContentHash;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Limits;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.schema.TestStores;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What real databases do to a migration in its middle: it goes on by itself, or says clearly what to do, and all is there once. */
@Timeout(120)
class FaultsTest {
    private static final int ROWS = 8_000;

    @TempDir
    Path folder;

    private Store file;
    private Store server;
    private String database;

    @BeforeEach
    void fill() throws InterruptedException {
        file = TestStores.sqlite(folder.resolve("file.db"));
        TestStores.run(
                file,
                "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
                "CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer, note TEXT)",
                "CREATE TABLE line (text TEXT)",
                "INSERT INTO customer WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS
                        + ") SELECT i, 'Åse ' || i FROM n",
                "INSERT INTO purchase SELECT id, id, hex(randomblob(120)) FROM customer",
                "INSERT INTO line SELECT 'line ' || id % 7 FROM customer WHERE id <= 5000");
        server = TestStores.postgres();
        database = TestStores.ask(server, "SELECT current_database()").get(0);
    }

    @AfterEach
    void close() {
        file.close();
        server.close();
    }

    /** What an operator or a failing machine does. */
    private void endConnections() throws InterruptedException {
        try (Store other = TestStores.postgres("postgres")) {
            TestStores.ask(
                    other,
                    "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = '" + database + "'");
        }
    }

    private static Options options(Conflict conflict, boolean continueOnError) {
        return new Options(conflict, 200, true, continueOnError, 2, false, false, Lossy.REJECT, new Limits(0, 3, 0));
    }

    private static final Options PLAIN = options(Conflict.FAIL, false);

    private static RecordedProgress migrate(Store from, Store to) throws Exception {
        RecordedProgress progress = new RecordedProgress();
        try (ServerFixture naust = new ServerFixture(from, to)) {
            naust.migrate(ServerFixture.request(PLAIN), progress);
        }
        return progress;
    }

    /** What a store holds, without the schema's name that PostgreSQL puts before a table's. */
    private static Map<String, ContentHash> content(Store store) throws InterruptedException {
        Map<String, ContentHash> all = new TreeMap<>();
        ServerFixture.content(store).forEach((name, hash) -> all.put(name.substring(name.indexOf('.') + 1), hash));
        return all;
    }

    private void assertEverythingIsThereOnce() throws InterruptedException {
        assertThat(content(server)).isEqualTo(content(file));
        assertThat(TestStores.ask(
                        server,
                        "SELECT count(*)::text FROM pg_constraint WHERE contype IN ('p', 'f')"
                                + " AND connamespace = 'public'::regnamespace"))
                .containsExactly("3");
    }

    @Test
    void aTargetThatEndsTheConnectionWhileItIsWrittenIsAskedAgain() throws Exception {
        for (int nth : new int[] {2, 50}) {
            Tapped target = new Tapped(server);
            RecordedProgress progress = migrate(file, target.onWrite(nth, this::endConnections));
            assertThat(target.happened()).isTrue();
            assertThat(progress.warnings).anyMatch(line -> line.contains("Trying again"));
            assertEverythingIsThereOnce();
            empty();
        }
    }

    @Test
    void aTargetThatEndsTheConnectionWhileItIsProvenIsReadAgain() throws Exception {
        for (int nth : new int[] {1, 3}) {
            Tapped target = new Tapped(server);
            migrate(file, target.onProof(nth, this::endConnections));
            assertThat(target.happened()).isTrue();
            assertEverythingIsThereOnce();
            empty();
        }
    }

    /** The last of these reads are those of clearing up, when everything is there and proven. */
    @Test
    void aTargetThatEndsTheConnectionWhileTheRunsOwnRecordsAreReadIsAskedAgain() throws Exception {
        int last = 0;
        boolean happened = true;
        while (happened) {
            Tapped target = new Tapped(server);
            migrate(file, target.onRead(++last, this::endConnections));
            happened = target.happened();
            assertEverythingIsThereOnce();
            empty();
        }
        assertThat(last).isGreaterThan(4);
    }

    @Test
    void aTargetThatCommitsWithoutSayingSoIsAskedWhatItHas() throws Exception {
        for (int nth = 1; nth < 14; nth += 4) {
            Tapped target = new Tapped(server);
            migrate(file, target.afterCommit(nth, () -> {
                throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The answer is lost");
            }));
            assertThat(target.happened()).isTrue();
            assertEverythingIsThereOnce();
            empty();
        }
    }

    private void empty() throws InterruptedException {
        TestStores.run(server, "DROP TABLE purchase, customer, line");
    }

    @Test
    void aSourceThatEndsTheConnectionIsReadFromWhereItWas() throws Exception {
        migrate(file, server);
        for (int nth : new int[] {5, 60}) {
            Tapped source = new Tapped(server);
            try (Store copy = TestStores.sqlite(folder.resolve("copy" + nth + ".db"))) {
                migrate(source.onRead(nth, this::endConnections), copy);
                assertThat(source.happened()).isTrue();
                assertThat(content(copy)).isEqualTo(content(server));
            }
        }
    }

    @Test
    void aSourceThatChangesItsFieldsAfterTheyWereCopiedStopsTheRunUntilTheyAreBack() throws Exception {
        Tapped target = new Tapped(server);
        Store changing = target.afterCommit(
                12, () -> TestStores.run(file, "ALTER TABLE customer ADD COLUMN born TEXT DEFAULT '1814'"));
        try (ServerFixture naust = new ServerFixture(file, changing)) {
            assertThatThrownBy(() -> naust.migrate(ServerFixture.request(PLAIN), new RecordedProgress()))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("customer was changed after this was planned: it now has born TEXT");
            TestStores.run(file, "ALTER TABLE customer DROP COLUMN born");
            naust.migrate(ServerFixture.request(PLAIN), new RecordedProgress());
            assertEverythingIsThereOnce();
        }
    }

    @Test
    void recordsThatFitNowhereAreNamedAndTheRestArrives() throws Exception {
        TestStores.run(
                file,
                "UPDATE customer SET name = CAST(x'4ac3' AS TEXT) WHERE id = 17",
                "UPDATE customer SET name = 'a' || char(0) || 'b' WHERE id = 4711",
                "UPDATE line SET text = CAST(x'ff' AS TEXT) WHERE rowid = 9");
        try (ServerFixture naust = new ServerFixture(file, server)) {
            assertThatThrownBy(() -> naust.migrate(ServerFixture.request(PLAIN), new RecordedProgress()))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("records do not fit the target; nothing was kept");
            assertThat(content(server)).isEmpty();
        }
        try (ServerFixture naust = new ServerFixture(file, server)) {
            MigrationRequest tolerant = ServerFixture.request(options(Conflict.FAIL, true));
            naust.migrate(tolerant, new RecordedProgress());
        } catch (RunFailedException ended) {
            assertThat(ended.report().toString()).contains("id=17", "id=4711");
        }
        assertThat(TestStores.ask(server, "SELECT count(*)::text FROM customer"))
                .containsExactly("" + (ROWS - 2));
        assertThat(TestStores.ask(server, "SELECT count(*)::text FROM line")).containsExactly("4999");
    }
}
