package dev.naust.control.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Run;
import dev.naust.api.service.Run.State;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs.Subscription;
import dev.naust.api.service.Runs.Task;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.control.state.TestStates;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several servers over one PostgreSQL: each run is one server's, goes on when that one is gone, and is never two servers'. */
@Timeout(120)
class RunsOfSeveralServersTest {
    /** Of servers whose leases must not end, however busy the machine is. */
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Of servers that are to lose theirs: long enough that a busy machine keeps it while it is wanted. */
    private static final Duration SHORT = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Document REPORT = Document.empty().with("rows", Value.int64(7));

    private static EmbeddedPostgres postgres;

    private final List<Server> servers = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger effects = new AtomicInteger();
    private String database;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void makeDatabase() throws Exception {
        database = "d" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
    }

    @AfterEach
    void stopServers() {
        release.countDown();
        servers.forEach(Server::thaw);
        servers.forEach(Server::stop);
    }

    /** A server whose way to its state can be cut, as if its process were stopped. */
    private static final class Server implements ServerState {
        private final Store store;
        private final ServerState state;
        private final AtomicReference<CountDownLatch> frozen = new AtomicReference<>(new CountDownLatch(0));
        private final Node node;
        private final RunsService runs;

        Server(String address, String place, Duration lease) throws InterruptedException {
            this.store = TestStates.postgres(address);
            this.state = TestStates.over(store);
            this.node = new Node(UUID.randomUUID().toString(), place, lease, true);
            this.runs = new RunsService(this, Clock.systemUTC(), node);
        }

        @Override
        public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
            frozen.get().await();
            return state.use(work);
        }

        @Override
        public List<String> scrub() throws InterruptedException {
            return state.scrub();
        }

        void freeze() {
            frozen.set(new CountDownLatch(1));
        }

        void thaw() {
            frozen.get().countDown();
        }

        void stop() {
            runs.stop();
            store.close();
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(PATIENCE);
    }

    private Server serve() throws InterruptedException {
        return serve(UUID.randomUUID().toString(), LONG);
    }

    private Server serve(String place, Duration lease) throws InterruptedException {
        Server server = new Server(
                "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/" + database + "?sslmode=disable",
                place,
                lease);
        synchronized (servers) {
            servers.add(server);
        }
        return server;
    }

    private Server serveResuming() throws InterruptedException {
        return serveResuming(LONG);
    }

    private Server serveResuming(Duration lease) throws InterruptedException {
        Server server = serve(UUID.randomUUID().toString(), lease);
        server.runs.addResumer(new RunResumer() {
            @Override
            public String kind() {
                return "migration";
            }

            @Override
            public Task resume(Run run) {
                return progress -> {
                    effects.incrementAndGet();
                    return REPORT;
                };
            }
        });
        return server;
    }

    private Run startWaiting(Server server) {
        return startWaiting(server, "migration");
    }

    private Run startWaiting(Server server, String kind) {
        Run run = server.runs.start(kind, "A to B", Document.empty(), progress -> {
            release.await();
            effects.incrementAndGet();
            return REPORT;
        });
        soon().ignoreExceptions().until(() -> recorded(server, run.id()).state() == State.RUNNING);
        return run;
    }

    private static Run recorded(Server server, String id) {
        return new RunArchive(server.state).find(id).orElseThrow();
    }

    @Test
    void aRunStaysWithAServerThatIsThereHoweverManyOthersStart() throws Exception {
        Server first = serveResuming(SHORT);
        Run run = startWaiting(first);

        Server second = serveResuming(SHORT);
        await().during(SHORT.plus(SHORT.dividedBy(3)))
                .atMost(PATIENCE)
                .until(() -> second.runs.find(run.id()).orElseThrow().state() == State.RUNNING
                        && first.runs.find(run.id()).orElseThrow().state() == State.RUNNING
                        && effects.get() == 0);
        release.countDown();

        soon().until(() -> second.runs.find(run.id()).orElseThrow().state() == State.SUCCEEDED);
        assertThat(effects).hasValue(1);
        assertThat(second.runs.report(run.id())).contains(REPORT);
    }

    @Test
    void whatASilentServerHadGoesOnElsewhereAndItsOwnWritesAreRefused() throws Exception {
        Server first = serveResuming(SHORT);
        AtomicReference<RunProgress> handle = new AtomicReference<>();
        AtomicReference<String> end = new AtomicReference<>("");
        Run run = first.runs.start("migration", "A to B", Document.empty(), progress -> {
            handle.set(progress);
            try {
                release.await();
                return REPORT;
            } catch (InterruptedException e) {
                end.set("interrupted");
                throw e;
            }
        });
        soon().ignoreExceptions().until(() -> recorded(first, run.id()).state() == State.RUNNING);
        Run stuck = startWaiting(first, "backup");
        Lease held = new RunArchive(first.state).look(run.id()).orElseThrow().lease();
        Server second = serveResuming(SHORT);

        first.freeze();
        soon().until(() -> second.runs.find(run.id()).orElseThrow().state() == State.SUCCEEDED);
        soon().until(() -> end.get().equals("interrupted"));
        soon().until(() -> second.runs.find(stuck.id()).orElseThrow().state() == State.FAILED);
        first.thaw();

        assertThat(effects).hasValue(1);
        Lease now = new RunArchive(second.state).look(run.id()).orElseThrow().lease();
        assertThat(now.fence()).isGreaterThan(held.fence());
        assertThatThrownBy(() -> handle.get().confirm())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.RUN_LOST));
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> new RunArchive(first.state)
                            .save(run, Optional.of(Document.empty()), held.hold(), false, first.node))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.RUN_LOST));
        }
        assertThat(first.runs.find(run.id()).orElseThrow().state()).isEqualTo(State.SUCCEEDED);
        assertThat(first.runs.report(run.id())).contains(REPORT);
        assertThat(first.runs.find(stuck.id()).orElseThrow().errors())
                .singleElement()
                .asString()
                .contains("start it again");
    }

    @Test
    void aServerThatStartsAtTheSamePlaceTakesUpItsRunsAtOnce() throws Exception {
        Server first = serve("here", LONG);
        Run run = startWaiting(first);
        first.freeze();

        Server again = serve("here", LONG);

        assertThat(again.runs.find(run.id()).orElseThrow().state()).isEqualTo(State.FAILED);
    }

    @Test
    void whatAStoppedServerLeftIsTakenUpByOneOfTheOthers() throws Exception {
        Server first = serveResuming();
        Run run = startWaiting(first);
        List<Server> others = List.of(serveResuming(), serveResuming(), serveResuming());
        first.runs.stop();

        for (Server other : others) {
            soon().until(() -> other.runs.find(run.id()).orElseThrow().state() == State.SUCCEEDED);
        }
        assertThat(effects).hasValue(1);
    }

    @Test
    void aRunIsCancelledFromAnyServer() throws Exception {
        Server first = serveResuming();
        Server second = serveResuming();
        Run run = startWaiting(first);

        second.runs.cancel(run.id());

        soon().until(() -> second.runs.find(run.id()).orElseThrow().state() == State.CANCELLED);
    }

    @Test
    void aRunIsFollowedToItsEndFromAnyServer() throws Exception {
        Server first = serveResuming();
        Server second = serveResuming();
        Run run = startWaiting(first);
        List<RunEvent> heard = new CopyOnWriteArrayList<>();
        List<RunEvent> all = new CopyOnWriteArrayList<>();

        Subscription following = second.runs.subscribe(Optional.of(run.id()), heard::add);
        Subscription everything = second.runs.subscribe(Optional.empty(), all::add);
        soon().until(() -> !heard.isEmpty());
        assertThat(heard.get(0).run().state()).isEqualTo(State.RUNNING);
        release.countDown();
        soon().until(() -> heard.get(heard.size() - 1).isLast());
        following.close();
        everything.close();

        assertThat(heard.stream().filter(RunEvent::isLast))
                .singleElement()
                .satisfies(last -> assertThat(last.run().state()).isEqualTo(State.SUCCEEDED));
        assertThat(heard).extracting(RunEvent::sequence).isSorted();
        assertThat(all)
                .as("what keeps books of all runs hears each from its own server only")
                .isEmpty();
    }

    @Test
    void ofServersThatResumeARunAtTheSameMomentOneDoes() throws Exception {
        List<Server> all = List.of(serveResuming(), serveResuming(), serveResuming());
        Run run = startWaiting(all.get(0));
        all.get(0).runs.cancel(run.id());
        soon().until(() -> recorded(all.get(0), run.id()).state() == State.CANCELLED);

        List<Optional<Run>> answers = together(all.stream()
                .<Callable<Optional<Run>>>map(server -> () -> {
                    try {
                        return Optional.of(server.runs.resume(run.id()));
                    } catch (StoreException e) {
                        assertThat(e.code()).isEqualTo(ServiceError.RUN_NOT_RESUMABLE);
                        return Optional.empty();
                    }
                })
                .toList());

        assertThat(answers.stream().flatMap(Optional::stream)).isNotEmpty();
        soon().until(() -> all.stream()
                .allMatch(server -> server.runs.find(run.id()).orElseThrow().state() == State.SUCCEEDED));
        assertThat(effects).hasValue(1);
    }

    @Test
    void serversThatStartTogetherOverAnEmptyDatabaseAllServe() throws Exception {
        List<Server> all = together(List.<Callable<Server>>of(this::serve, this::serve, this::serve));
        List<Run> runs = together(all.stream()
                .<Callable<Run>>map(server -> () -> server.runs.start("x", "X", Document.empty(), progress -> REPORT))
                .toList());
        for (Run run : runs) {
            soon().until(() -> all.get(0).runs.find(run.id()).map(Run::state).equals(Optional.of(State.SUCCEEDED)));
        }
    }

    private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(calls.size());
        ExecutorService pool = Executors.newFixedThreadPool(calls.size());
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> call : calls) {
                futures.add(pool.submit(() -> {
                    barrier.await();
                    return call.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
