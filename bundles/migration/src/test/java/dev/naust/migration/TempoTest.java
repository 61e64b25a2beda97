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
import dev.naust.api.service.Migrations;
import dev.naust.api.store.Store;
import dev.naust.migration.reshape.Pace;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

        underway.pace().change(0);
        underway.goOn();
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
        underway.pace().change(0);
        underway.goOn();
        await().atMost(Duration.ofSeconds(10)).until(run::isDone);
        run.join();
        assertThat(ServerFixture.content(target).get("Artist"))
                .isEqualTo(ServerFixture.content(source).get("Artist"));
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
                        new Pace(0))
                .confirm();
        assertThat(asked[0]).isEqualTo(1);
    }

    private long count(DatasetId id) throws InterruptedException {
        return target.datasets().stream().anyMatch(each -> each.id().equals(id)) ? ServerFixture.count(target, id) : 0;
    }
}
