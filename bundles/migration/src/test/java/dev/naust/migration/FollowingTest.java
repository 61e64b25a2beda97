package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.Migrations.Following.Stage;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.storage.StorageService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A migration that follows its source, lets the target take its place, and lets the source come back. */
@Timeout(120)
class FollowingTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    static final DatasetId ORDERS = DatasetId.of("orders");
    private static final MigrationRequest REQUEST =
            ServerFixture.request(new Options(Conflict.FAIL, 50, true, false, 1).following());

    @Test
    void everyAcknowledgedWriteIsThereOnceAfterTheCutoverAndAfterTheWayBack() throws Exception {
        try (Pair pair = new Pair(500);
                Life life = new Life(pair.server())) {
            ServerFixture server = pair.server();
            try (Writers writers = new Writers(server, 2)) {
                life.await(Stage.FOLLOWING);
                writers.awaitMore(200);
                life.follower().askCutOver(Set.of());
                life.await(Stage.FOLLOWING_BACK);
                writers.awaitMore(200);
                writers.stop();
                assertThat(content(server, "source")).isEqualTo(writers.expected());
                assertThat(content(pair.target())).isEqualTo(writers.expected());
                assertThat(writers.slowest()).isLessThan(Duration.ofSeconds(4));
            }
            try (Writers writers = new Writers(server, 2)) {
                writers.awaitMore(200);
                life.follower().askBack();
                life.end();
                writers.awaitMore(50);
                writers.stop();
                assertThat(content(pair.source())).isEqualTo(writers.expected());
                assertThat(pair.target().datasets()).isEmpty();
                assertThat(pair.source().datasets()).hasSize(1);
                assertThat(life.progress.rolledBack).isTrue();
            }
        }
    }

    @Test
    void aCopyThatIsNotProvenSaysWhy() throws Exception {
        MigrationRequest request = ServerFixture.request(new Options(Conflict.FAIL, 50, false, false, 1).following());
        Store target = Fixture.memory("target");
        try (Store source = orders(5);
                ServerFixture server = new ServerFixture(Overridden.hiding(source, ORDERS), target);
                Life life = new Life(server, request)) {
            life.await(Stage.FOLLOWING);
            assertThat(life.follower().now().unverified())
                    .containsExactly(Map.entry(
                            "orders",
                            "the copy was not validated, and there may be more. Only the owner sees all: ask the"
                                    + " owner"));
            life.stop();
        } finally {
            target.close();
        }
    }

    @Test
    void changesThatComeOneByOneAreCarriedOverTogether() throws Exception {
        Store target = Fixture.memory("target");
        Tapped counted = new Tapped(target);
        try (Store source = orders(50);
                ServerFixture server = new ServerFixture(source, counted.counting());
                Life life = new Life(server);
                Writers writers = new Writers(server, 2)) {
            life.await(Stage.FOLLOWING);
            int transactions = counted.moments();
            long began = System.nanoTime();
            writers.awaitMore(300);
            long most = Duration.ofNanos(System.nanoTime() - began).toMillis() / 25;
            assertThat(counted.moments() - transactions)
                    .as("transactions, of which each second takes at most 40")
                    .isLessThanOrEqualTo((int) most + 2);
            writers.stop();
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(content(target)).isEqualTo(writers.expected()));
        } finally {
            target.close();
        }
    }

    @Test
    void aDatabaseTakesThePlaceAndGivesItBack(@TempDir Path folder) throws Exception {
        try (MortalPostgres postgres = new MortalPostgres(folder.resolve("postgres"));
                Store source = orders(500);
                Store target = postgres.store();
                ServerFixture server = new ServerFixture(source, target);
                Life life = new Life(server);
                Writers writers = new Writers(server, 2)) {
            life.await(Stage.FOLLOWING);
            writers.awaitMore(50);
            life.follower().askCutOver(Set.of());
            life.await(Stage.FOLLOWING_BACK);
            writers.awaitMore(50);
            assertThat(server.primaries().of("source")).hasSize(1);
            life.follower().askBack();
            life.end();
            writers.awaitMore(50);
            writers.stop();
            assertThat(content(source)).isEqualTo(writers.expected());
            assertThat(target.datasets()).isEmpty();
        }
    }

    @Test
    void whereverTheServerDiesOneStoreServesAndNothingIsLostOrDoubled() throws Exception {
        try (Pair pair = new Pair(50);
                Writers writers = new Writers(pair.server(), 2)) {
            for (int uses = 1; uses <= 6; uses++) {
                boolean before = uses % 3 == 0;
                diesOnTheWayThere(pair.server(), writers, uses, before);
                diesOnTheWayBack(pair.server(), writers, uses, before);
            }
            writers.stop();
            assertThat(content(pair.source())).isEqualTo(writers.expected());
            assertThat(pair.target().datasets()).isEmpty();
        }
    }

    private static void diesOnTheWayThere(ServerFixture server, Writers writers, int uses, boolean before)
            throws InterruptedException {
        try (Life life = new Life(server)) {
            life.await(Stage.FOLLOWING);
            writers.awaitMore(20);
            life.dieAt(server, uses, before);
            life.follower().askCutOver(Set.of());
            life.awaitDeathOr(server, Stage.FOLLOWING_BACK);
        }
        try (Life again = new Life(server)) {
            again.await(Stage.FOLLOWING, Stage.FOLLOWING_BACK);
            writers.awaitMore(20);
            if (!again.follower().isSwitched()) {
                again.follower().askCutOver(Set.of());
            }
            again.await(Stage.FOLLOWING_BACK);
            writers.awaitMore(20);
            assertThat(server.primaries().of("source")).hasSize(1);
            again.stop();
        }
    }

    private static void diesOnTheWayBack(ServerFixture server, Writers writers, int uses, boolean before)
            throws InterruptedException {
        try (Life life = new Life(server)) {
            life.await(Stage.FOLLOWING_BACK);
            writers.awaitMore(20);
            life.dieAt(server, uses, before);
            try {
                life.follower().askBack();
            } catch (Dying.Killed atOnce) {
                // The one who asked is told nothing.
            }
            life.awaitDeathOr(server);
        }
        try (Life again = new Life(server)) {
            again.end();
            assertThat(again.progress.rolledBack).isTrue();
            assertThat(server.primaries().of("source")).isEmpty();
            writers.awaitMore(20);
        }
    }

    @Test
    void noStoreTakesAPlaceWhereTheDataMayNotBeAnyMore() throws Exception {
        try (Pair pair = new Pair(50);
                Life life = new Life(pair.server())) {
            life.await(Stage.FOLLOWING);
            pair.server().label("source", pair.source(), "SECRET", "norway");
            pair.server().label("target", pair.target(), "", "eu");
            life.awaitWarning(
                    "Paused", "Store source is classified SECRET", "norway only", "store target is in", "go on");
            life.awaitPaused();
            try (Writers writers = new Writers(pair.server(), 1)) {
                writers.awaitMore(20);
                writers.stop();
                assertThat(content(pair.target())).isNotEqualTo(writers.expected());
                pair.server().label("target", pair.target(), "SECRET", "norway");
                life.goOn();
                Awaitility.await()
                        .atMost(SOON)
                        .untilAsserted(() -> assertThat(content(pair.target())).isEqualTo(writers.expected()));
            }
            life.follower().askCutOver(Set.of());
            life.await(Stage.FOLLOWING_BACK);
            pair.server().label("source", pair.source(), "SECRET", "");
            life.awaitWarning("Paused", "Store target is classified SECRET", "store source says nothing");
            life.awaitPaused();
            assertThat(pair.server().primaries().of("source")).hasSize(1);
            life.stop();
        }
    }

    @Test
    void aRunThatIsCancelledWhileItFollowsHasSwitchedNothing() throws Exception {
        try (Pair pair = new Pair(50);
                Life life = new Life(pair.server())) {
            life.await(Stage.FOLLOWING);
            life.cancel();
            assertThat(life.failure()).isInstanceOf(InterruptedException.class);
            assertThat(pair.server().primaries().of("source")).isEmpty();
            assertThat(pair.server().start().rollbacks().against("test")).isEmpty();
        }
    }

    @Test
    void aRunThatIsCancelledAfterItsCutoverIsFinishedAndTheTargetStays() throws Exception {
        try (Pair pair = new Pair(50);
                Life life = new Life(pair.server())) {
            life.await(Stage.FOLLOWING);
            life.follower().askCutOver(Set.of());
            life.await(Stage.FOLLOWING_BACK);
            life.cancel();
            life.end();
            assertThat(pair.server().primaries().of("source")).singleElement().satisfies(each -> {
                assertThat(each.to()).isEqualTo("target");
                assertThat(each.collection()).isEqualTo(ORDERS);
            });
            assertThat(pair.target().datasets()).hasSize(1);
            assertThat(pair.server().start().rollbacks().against("test"))
                    .get()
                    .asString()
                    .contains("was cut over", "migrate from there");
            assertThatThrownBy(() -> pair.server().start().rollbacks().plan(ServerFixture.run("test", REQUEST)))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.ROLLBACK_REFUSED));
        }
    }

    /** A server that started again had forgotten it, and coming back removed the only store that had the record. */
    @Test
    void whatDoesNotFitTheSourceStandsAgainstComingBackAlsoAfterAStart() throws Exception {
        FieldChange toText = new FieldChange(Optional.empty(), Optional.of(new Transform.Cast(Kind.TEXT)));
        MigrationRequest request = new MigrationRequest(
                REQUEST.source(),
                REQUEST.target(),
                List.of("orders"),
                REQUEST.options(),
                Map.of("orders", new Reshape(Optional.empty(), Optional.empty(), Map.of("amount", toText))));
        try (Pair pair = new Pair(50)) {
            try (Life life = new Life(pair.server(), request)) {
                life.await(Stage.FOLLOWING);
                life.follower().askCutOver(Set.of());
                life.await(Stage.FOLLOWING_BACK);
                write(pair.target(), WriteRequest.upsert(pair.target().describe(ORDERS)), "lots");
                awaitAgainst(life, 1);
                life.stop();
            }
            try (Life again = new Life(pair.server(), request)) {
                again.await(Stage.FOLLOWING_BACK);
                awaitAgainst(again, 1);
                assertThat(again.follower().againstComingBack().get(0))
                        .contains("orders", "id=3", "does not fit the source");
                write(pair.target(), WriteRequest.delete(pair.target().describe(ORDERS)), "lots");
                awaitAgainst(again, 0);
                assertThat(content(pair.source())).doesNotContainKey(3L);
                again.stop();
            }
        }
    }

    private static void awaitAgainst(Life life, int lines) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> life.follower().againstComingBack().size() == lines);
    }

    private static void write(Store store, WriteRequest request, String amount) throws InterruptedException {
        Value[] values = {Value.int64(3), Value.text(amount)};
        try (RecordWriter writer = store.write(request)) {
            writer.write(List.of(DataRecord.of(
                    List.of("id"), Document.of(store.describe(ORDERS).layout(), values))));
            writer.flush();
        }
    }

    /** A store with orders, an empty one, and what lies between them. */
    private record Pair(Store source, Store target, ServerFixture server) implements AutoCloseable {
        private Pair(Store source, Store target) {
            this(source, target, new ServerFixture(source, target));
        }

        Pair(int orders) throws InterruptedException {
            this(orders(orders), Fixture.memory("target"));
        }

        @Override
        public void close() {
            server.close();
            target.close();
            source.close();
        }
    }

    static Store orders(int records) throws InterruptedException {
        Store store = Fixture.memory("source");
        Schema schema = Schema.table(
                ORDERS,
                List.of(
                        Field.required("id", FieldType.of(Kind.INT64)),
                        Field.required("amount", FieldType.of(Kind.INT64))),
                List.of("id"));
        Fixture.make(store, List.of(schema));
        List<Document> bodies = new ArrayList<>();
        for (long i = 0; i < records; i++) {
            bodies.add(Document.of(schema.layout(), new Value[] {Value.int64(i), Value.int64(0)}));
        }
        Fixture.write(store, schema, bodies);
        return store;
    }

    static Map<Long, Long> content(ServerFixture server, String id) throws InterruptedException {
        try (StoreLease lease = server.lease(id)) {
            return Writers.content(server.storage().over(lease).repository(ORDERS));
        }
    }

    static Map<Long, Long> content(Store store) throws InterruptedException {
        return Writers.content(new StorageService().over(store).repository(ORDERS));
    }

    /** A run in a server, on a thread of its own. */
    static final class Life implements AutoCloseable {
        final Watched progress = new Watched();
        private final ServerMigrations migrations;
        private final Thread thread;
        private volatile Throwable failure;

        Life(ServerFixture server) {
            this(server, REQUEST);
        }

        Life(ServerFixture server, MigrationRequest request) {
            migrations = server.start();
            thread = new Thread(() -> {
                try {
                    migrations.resume(ServerFixture.going("test", request)).run(progress);
                } catch (Throwable e) {
                    failure = e;
                }
            });
            thread.start();
        }

        Follower follower() {
            return migrations.underway("test").flatMap(Underway::following).orElseThrow();
        }

        /** What the run leaves, at the server that is at it. */
        LeftoversService leftovers(ServerFixture server, MigrationRequest request) {
            return server.leftovers(request, migrations);
        }

        /** From now on it has so many uses of the server's state left. */
        void dieAt(ServerFixture server, int uses, boolean before) {
            server.state().kill(thread, uses, before);
        }

        void awaitDeathOr(ServerFixture server, Stage... stages) {
            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> !thread.isAlive()
                            || server.state().isDead()
                            || migrations
                                    .underway("test")
                                    .flatMap(Underway::following)
                                    .filter(each ->
                                            List.of(stages).contains(each.now().stage()))
                                    .isPresent());
        }

        /** Ends as with its server. */
        void stop() throws InterruptedException {
            thread.interrupt();
            thread.join(SOON.toMillis());
        }

        void await(Stage... stages) {
            Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> {
                if (failure != null) {
                    throw new AssertionError("The run has ended: " + progress.warnings, failure);
                }
                return migrations
                        .underway("test")
                        .flatMap(Underway::following)
                        .filter(each -> List.of(stages).contains(each.now().stage()))
                        .isPresent();
            });
        }

        void awaitPaused() {
            Awaitility.await().atMost(SOON).until(() -> progress.pausedOnRecord);
        }

        void pause() throws InterruptedException {
            migrations.underway("test").orElseThrow().pause();
        }

        void goOn() throws InterruptedException {
            migrations.underway("test").orElseThrow().goOn();
        }

        void awaitWarning(String... parts) {
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(List.copyOf(progress.warnings))
                            .anySatisfy(each -> assertThat(each).contains(parts)));
        }

        void cancel() throws InterruptedException {
            progress.cancelled = true;
            thread.interrupt();
            thread.join(SOON.toMillis());
        }

        Throwable failure() {
            return failure;
        }

        void end() throws InterruptedException {
            thread.join(SOON.toMillis());
            assertThat(thread.isAlive()).as("still going").isFalse();
            if (failure != null) {
                throw new AssertionError("The run has failed: " + progress.warnings, failure);
            }
        }

        @Override
        public void close() {
            thread.interrupt();
            Awaitility.await().atMost(SOON).until(() -> !thread.isAlive());
        }
    }

    /** Remembers also what a server would keep. */
    static final class Watched extends RecordedProgress {
        volatile boolean cancelled;
        volatile boolean rolledBack;

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void rollingBack() {
            rolledBack = true;
        }
    }
}
