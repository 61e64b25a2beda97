package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.sqlite.SqliteProvider;
import dev.naust.testkit.InterceptedStore;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** Migrations of a server go on where they were left, and nothing is there twice or missing. */
@Timeout(120)
class DurableTest {
    private static final UnaryOperator<List<DataRecord>> AS_IT_IS = UnaryOperator.identity();

    /** Batches of ten make chunks of 120 records. */
    private static final Options SMALL = new Options(Conflict.FAIL, 10, true, false, 2);

    @TempDir
    Path folder;

    private Store source;

    @BeforeEach
    void open() throws InterruptedException {
        source = Fixture.shop(300);
    }

    @AfterEach
    void close() {
        source.close();
    }

    private Store sqlite() {
        return new SqliteProvider(noProperties())
                .open(StoreConfig.of(
                        "target",
                        Document.empty()
                                .with("path", Value.text(folder.resolve("t.db").toString()))));
    }

    /** A framework without any property set. */
    private static BundleContext noProperties() {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
    }

    @Test
    void whereverTheServerDiesAllIsThereOnceInMemory() throws Exception {
        for (int death = 1; death < 60; death += 2) {
            try (Store target = Fixture.memory("target")) {
                assertThat(diesAndGoesOn(target, target, death))
                        .as("death " + death)
                        .isTrue();
            }
        }
    }

    @Test
    void whereverTheServerDiesAllIsThereOnceInSqlite() throws Exception {
        for (int death = 1; death < 60; death += 5) {
            try (Store target = sqlite()) {
                assertThat(diesAndGoesOn(target, target, death))
                        .as("death " + death)
                        .isTrue();
                for (var dataset : target.datasets()) {
                    target.schemaEditing().orElseThrow().drop(dataset.id());
                }
            }
        }
    }

    @Test
    void withoutTransactionsAChunkThatIsThereInPartIsWrittenByKeyAgain() throws Exception {
        for (int death = 1; death < 140; death += 7) {
            int last = death;
            AtomicInteger writes = new AtomicInteger();
            try (Store held = Fixture.memory("target")) {
                Store dying = new InterceptedStore(held, AS_IT_IS, batch -> {
                    if (writes.incrementAndGet() == last) {
                        throw new Dying.Killed();
                    }
                    return batch;
                });
                assertThat(diesAndGoesOn(dying, held, 1_000_000))
                        .as("death " + death)
                        .isTrue();
            }
        }
    }

    /** Lets servers die until one comes to the end, and compares. */
    private boolean diesAndGoesOn(Store target, Store held, int death) throws Exception {
        Map<String, ?> wanted = ServerFixture.content(source);
        try (ServerFixture server = new ServerFixture(source, target)) {
            boolean ended = false;
            for (int start = 0; !ended && start < 200; start++) {
                try {
                    server.migrate(ServerFixture.request(SMALL), new Dying(start == 0 ? death : death + 40 * start));
                    ended = true;
                } catch (Dying.Killed killed) {
                    ended = false;
                }
            }
            assertThat(ServerFixture.content(held)).isEqualTo(wanted);
            Schema album = held.describe(Fixture.ALBUM);
            assertThat(album.key()).containsExactly("AlbumId");
            assertThat(album.indexes()).hasSize(1);
            assertThat(album.foreignKeys()).hasSize(1);
            return ended;
        }
    }

    @Test
    void aStoreThatIsAwayForAMomentCostsNothingButTime() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        try (Store held = Fixture.memory("target")) {
            Store away = new InterceptedStore(held, AS_IT_IS, batch -> {
                if (writes.incrementAndGet() == 7) {
                    throw new dev.naust.api.store.StoreException(
                            dev.naust.api.service.ServiceError.STORE_UNAVAILABLE, "The target is away");
                }
                return batch;
            });
            try (ServerFixture server = new ServerFixture(source, away)) {
                RecordedProgress progress = new RecordedProgress();
                server.migrate(ServerFixture.request(SMALL), progress);
                assertThat(progress.warnings).anyMatch(line -> line.contains("The target is away"));
                assertThat(ServerFixture.content(held)).isEqualTo(ServerFixture.content(source));
            }
        }
    }

    @Test
    void whatIsStoppedIsKeptAndSaysWhatIsWhere() throws Exception {
        try (Store target = Fixture.memory("target");
                ServerFixture server = new ServerFixture(source, target)) {
            RecordedProgress cancelling = new RecordedProgress() {
                @Override
                public void part(Run.Part part) {
                    if (part.name().equals("Album") && part.processed() >= 120) {
                        worker.interrupt();
                    }
                }

                private final Thread worker = Thread.currentThread();
            };
            assertThatThrownBy(() -> server.migrate(ServerFixture.request(SMALL), cancelling))
                    .isInstanceOf(InterruptedException.class);
            assertThat(cancelling.warnings)
                    .anyMatch(
                            line -> line.contains("Album: ") && line.contains("resume") && line.contains("roll back"));
            Thread.interrupted();
            server.migrate(ServerFixture.request(SMALL), new RecordedProgress());
            assertThat(ServerFixture.content(target)).isEqualTo(ServerFixture.content(source));
        }
    }

    @Test
    void aColumnThatComesToTheSourceStopsTheRunWithTheDifference() throws Exception {
        try (Store target = Fixture.memory("target");
                ServerFixture server = new ServerFixture(source, target)) {
            MigrationRequest request = ServerFixture.request(SMALL);
            assertThatThrownBy(() -> server.migrate(request, new Dying(5))).isInstanceOf(Dying.Killed.class);
            try (Store changed = Fixture.memory("changed")) {
                Schema wider = Fixture.artist()
                        .withFields(List.of(
                                Fixture.artist().fields().get(0),
                                Fixture.artist().fields().get(1),
                                dev.naust.api.model.Field.of(
                                        "Born", dev.naust.api.model.FieldType.of(dev.naust.api.model.Kind.DATE))));
                Fixture.make(changed, List.of(wider, Fixture.album()));
                server.put("source", changed);
                assertThatThrownBy(() -> server.migrate(request, new RecordedProgress()))
                        .isInstanceOf(RunFailedException.class)
                        .hasMessageContaining("Artist")
                        .hasMessageContaining("it now has Born DATE");
            }
            server.put("source", source);
            server.migrate(request, new RecordedProgress());
            assertThat(ServerFixture.content(target)).isEqualTo(ServerFixture.content(source));
        }
    }

    @Test
    void aPluginWhoseCodeIsGoneStopsTheRunClearlyUntilItIsBack() throws Exception {
        for (int read : new int[] {2, 20}) {
            try (Store target = Fixture.memory("target");
                    ServerFixture server = new ServerFixture(source, target)) {
                server.put("source", new Tapped(source).onRead(read, () -> {
                            throw new NoClassDefFoundError("plugin/Closed");
                        }));
                MigrationRequest request = ServerFixture.request(SMALL);
                assertThatThrownBy(() -> server.migrate(request, new RecordedProgress()))
                        .isInstanceOfAny(StoreException.class, RunFailedException.class)
                        .hasMessageContaining("plugin was removed or replaced")
                        .hasMessageContaining("go on with the run");
                server.put("source", source);
                server.migrate(request, new RecordedProgress());
                assertThat(ServerFixture.content(target)).isEqualTo(ServerFixture.content(source));
            }
        }
    }
}
