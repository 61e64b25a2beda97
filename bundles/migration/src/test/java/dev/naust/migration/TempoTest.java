package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Limits;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.Notices.Tempo;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run keeps to its rate, writes nothing while it is paused, and goes as fast as it is told. */
@Timeout(60)
class TempoTest {
    private static final Options SLOW =
            new Options(Conflict.FAIL, 100, true, false, 1, false, false, Lossy.REJECT, new Limits(0, 0, 400));

    private final RecordedProgress progress = new RecordedProgress();
    private Store source;
    private Store target;
    private ServerFixture server;

    @BeforeEach
    void open() throws InterruptedException {
        source = Fixture.shop(1_000);
        target = Fixture.memory("target");
        server = new ServerFixture(source, target);
    }

    @AfterEach
    void close() {
        server.close();
        source.close();
        target.close();
    }

    @Test
    void aPausedRunWritesNothingAndThenGoesOnAsFastAsItIsTold() throws Exception {
        ServerMigrations migrations = server.start();
        MigrationRequest request = ServerFixture.request(SLOW, "Artist");
        long start = System.nanoTime();
        CompletableFuture<Document> run = CompletableFuture.supplyAsync(() -> {
            try {
                return migrations.migrate(request, progress);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> count(Fixture.ARTIST) >= 100);
        assertThat(count(Fixture.ARTIST))
                .as("at most what the rate allows")
                .isLessThanOrEqualTo(400 + 400 * (System.nanoTime() - start) / 1_000_000_000);

        Underway underway = migrations.underway(progress.id()).orElseThrow();
        underway.pause();
        assertThat(progress.stages).contains(Migrations.PAUSED);
        assertThat(progress.pausedOnRecord).isTrue();
        long[] seen = {-1};
        await().atMost(Duration.ofSeconds(2))
                .pollDelay(Duration.ofMillis(600))
                .pollInterval(Duration.ofMillis(600))
                .until(() -> {
                    long before = seen[0];
                    seen[0] = count(Fixture.ARTIST);
                    return before == seen[0];
                });
        assertThat(seen[0]).isLessThan(1_000);
        assertThat(run).isNotDone();

        underway.pace(0);
        assertThat(MigrationRequestForm.read(progress.parametersOnRecord)
                        .options()
                        .limits()
                        .recordsPerSecond())
                .isZero();
        underway.goOn();
        assertThat(progress.pausedOnRecord).isFalse();
        await().atMost(Duration.ofSeconds(10)).until(run::isDone);
        run.join();
        assertThat(count(Fixture.ARTIST)).isEqualTo(1_000);
        assertThat(ServerFixture.content(target).get("Artist"))
                .isEqualTo(ServerFixture.content(source).get("Artist"));
        assertThat(migrations.underway(progress.id())).isEmpty();
    }

    @Test
    void aRunThatWasPausedWhenTheServerDiedIsPausedWhenItStartsAgain() throws Exception {
        MigrationRequest request = ServerFixture.request(SLOW, "Artist");
        assertThatThrownBy(() -> server.start().migrate(request, new Dying(4))).isInstanceOf(Dying.Killed.class);
        long before = count(Fixture.ARTIST);

        ServerMigrations again = server.start();
        CompletableFuture<Document> run = CompletableFuture.supplyAsync(() -> {
            try {
                return again.resume(ServerFixture.paused(progress.id(), request))
                        .run(progress);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> progress.stages.contains(Migrations.PAUSED));
        await().during(Duration.ofMillis(700))
                .atMost(Duration.ofSeconds(2))
                .until(() -> count(Fixture.ARTIST) == before && !run.isDone());

        Underway underway = again.underway(progress.id()).orElseThrow();
        underway.pace(0);
        underway.goOn();
        await().atMost(Duration.ofSeconds(10)).until(run::isDone);
        run.join();
        assertThat(ServerFixture.content(target).get("Artist"))
                .isEqualTo(ServerFixture.content(source).get("Artist"));
    }

    /** The numbers of promise P13. */
    @Tag("soak")
    @Timeout(120)
    @Test
    void aRateIsKeptWithinATenthAndAPauseLetsNothingThrough() throws Exception {
        source.close();
        source = Fixture.shop(30_000);
        server.put("source", source);
        ServerMigrations migrations = server.start();
        CompletableFuture<Document> run = CompletableFuture.supplyAsync(() -> {
            try {
                return migrations.migrate(ServerFixture.request(SLOW, "Artist"), progress);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> count(Fixture.ARTIST) >= 400);
        Underway underway = migrations.underway(progress.id()).orElseThrow();
        underway.pace(500);
        long[] mark = {System.nanoTime(), count(Fixture.ARTIST)};
        await().pollDelay(Duration.ofSeconds(20)).atMost(Duration.ofSeconds(30)).until(() -> true);
        double seconds = (System.nanoTime() - mark[0]) / 1e9;
        assertThat((count(Fixture.ARTIST) - mark[1]) / seconds).isBetween(450.0, 550.0);

        underway.pause();
        await().pollDelay(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5)).until(() -> true);
        long after = count(Fixture.ARTIST);
        await().during(Duration.ofSeconds(30))
                .atMost(Duration.ofSeconds(35))
                .until(() -> count(Fixture.ARTIST) == after);

        underway.pace(0);
        underway.goOn();
        await().atMost(Duration.ofSeconds(20)).until(run::isDone);
        run.join();
        assertThat(ServerFixture.content(target).get("Artist"))
                .isEqualTo(ServerFixture.content(source).get("Artist"));
    }

    /** What another server asks for is done, and on record, before it has its answer. */
    @Test
    void anotherServerPausesARunAndChangesItsPace() throws Exception {
        MigrationRequest request = ServerFixture.request(SLOW, "Artist");
        Notices notices = new Notices(shared());
        Underway run = new Underway(progress, request, false);
        progress.parameters(MigrationRequestForm.write(request));
        progress.record();
        DistantPace elsewhere = new DistantPace(notices, onRecord());
        Listening listening = new Listening(notices, run);
        try {
            Run paused = elsewhere.set(progress.id(), new Tempo(Optional.of(true), Optional.empty()));
            assertThat(paused.paused()).isTrue();
            assertThat(run.pace().isPaused()).isTrue();

            Run faster = elsewhere.set(progress.id(), new Tempo(Optional.empty(), Optional.of(7L)));
            assertThat(MigrationRequestForm.read(faster.parameters())
                            .options()
                            .limits()
                            .recordsPerSecond())
                    .isEqualTo(7);
            assertThat(run.pace().isPaused()).isTrue();

            elsewhere.set(progress.id(), new Tempo(Optional.of(false), Optional.empty()));
            assertThat(run.pace().isPaused()).isFalse();
        } finally {
            listening.close();
        }
    }

    /** The server may have died: nothing that was asked for then happens behind the back of who asked. */
    @Test
    void whereNobodyIsAtARunThatIsSaidAndTheWishIsTakenBack() throws Exception {
        progress.parameters(MigrationRequestForm.write(ServerFixture.request(SLOW, "Artist")));
        progress.record();
        Notices notices = new Notices(shared());
        DistantPace elsewhere = new DistantPace(notices, onRecord(), Duration.ofMillis(300));
        assertThatThrownBy(() -> elsewhere.set(progress.id(), new Tempo(Optional.of(true), Optional.empty())))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("did not answer");
        assertThat(notices.takeTempo(progress.id())).isEmpty();
    }

    private ServerState shared() {
        return new ServerState() {
            @Override
            public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
                return server.state().use(work);
            }

            @Override
            public List<String> scrub() throws InterruptedException {
                return server.state().scrub();
            }

            @Override
            public boolean isShared() {
                return true;
            }
        };
    }

    /** The run as its record says. */
    private Runs onRecord() {
        return (Runs) Proxy.newProxyInstance(
                Runs.class.getClassLoader(), new Class<?>[] {Runs.class}, (proxy, method, arguments) -> {
                    MigrationRequest request = MigrationRequestForm.read(progress.parametersOnRecord);
                    String id = (String) arguments[0];
                    return Optional.of(
                            progress.pausedOnRecord
                                    ? ServerFixture.paused(id, request)
                                    : ServerFixture.running(id, request));
                });
    }

    @Test
    void underAPaceARunStillAsksWhetherItIsThisServers() throws InterruptedException {
        int[] asked = {0};
        new Underway(
                        new RecordedProgress() {
                            @Override
                            public void confirm() {
                                asked[0]++;
                            }
                        },
                        ServerFixture.request(SLOW, "Artist"),
                        false)
                .confirm();
        assertThat(asked[0]).isEqualTo(1);
    }

    private long count(DatasetId id) throws InterruptedException {
        return target.datasets().stream().anyMatch(each -> each.id().equals(id)) ? ServerFixture.count(target, id) : 0;
    }
}
