package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.RollbackPlan.Change;
import dev.naust.api.store.Store;
import dev.naust.testkit.server.LentStore;
import dev.naust.transfer.BoundedPump;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody else makes and fills while a run is about to make it is never removed, whatever becomes of the run. */
class StrangersTest {
    private static final MigrationRequest REQUEST = ServerFixture.request(Options.defaults());

    private final Store target = Fixture.memory("target");
    private Store source;

    @BeforeEach
    void open() throws InterruptedException {
        source = Fixture.shop(30);
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    /** Somebody else makes the albums, and has one. */
    private void makeAlbums() {
        try {
            Fixture.make(target, List.of(Fixture.album()));
            Fixture.write(
                    target, Fixture.album(), List.of(Document.of(Fixture.album().layout(), new Value[] {
                        Value.int64(7), Value.text("the only copy"), Value.int64(7)
                    })));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertThatTheAlbumsStay() throws InterruptedException {
        assertThat(ServerFixture.count(target, Fixture.ALBUM)).isEqualTo(1);
    }

    /** Does something when a run is about to make its collections. */
    private static RecordedProgress before(Runnable happening) {
        return new RecordedProgress() {
            @Override
            public void stage(String name) {
                super.stage(name);
                if (name.equals("Making collections")) {
                    happening.run();
                }
            }
        };
    }

    /** Somebody else makes the albums, without any yet, when a run is planned and has not begun. */
    private RecordedProgress makingAnEmptyOneBefore() {
        return new RecordedProgress() {
            @Override
            public void total(long records) {
                super.total(records);
                try {
                    Fixture.make(target, List.of(Fixture.album()));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    @Test
    void aCommandLeavesAnEmptyOne() throws InterruptedException {
        MigrationReport report = run(makingAnEmptyOneBefore());
        assertThat(report.errors()).singleElement().asString().contains("Collection Album was made by somebody else");
        assertThat(report.left()).contains("as it was before");
        assertThat(target.datasets()).extracting(Dataset::id).containsExactly(Fixture.ALBUM);
    }

    @Test
    void aRunOnAServerLeavesAnEmptyOneAlsoWhenItIsTakenBack() throws Exception {
        try (ServerFixture server = new ServerFixture(source, target)) {
            assertThat(catchThrowable(() -> server.migrate(REQUEST, makingAnEmptyOneBefore())))
                    .hasMessageContaining("Collection Album was made by somebody else");
            RecordedProgress progress = new RecordedProgress();
            server.start().rollbacks().run(REQUEST, progress);
            assertThat(progress.warnings).anyMatch(line -> line.contains("Collection Album was made by somebody else"));
        }
        assertThat(target.datasets()).extracting(Dataset::id).contains(Fixture.ALBUM);
    }

    private MigrationReport run(RecordedProgress progress) throws InterruptedException {
        Findings findings = new Findings(progress);
        MigrationPlan plan = new Planner(
                        new LentStore("source", source),
                        new LentStore("target", target),
                        REQUEST,
                        new BoundedPump(),
                        new Surroundings())
                .plan();
        Conduct conduct = new AllOrNothing(
                new BoundedPump(),
                plan.collections(),
                source,
                target,
                Options.defaults(),
                progress,
                findings,
                new SourceGuard(source, List.of(), Map.of()),
                Set.of(),
                false);
        return new Execution(plan, conduct, Options.defaults(), progress, findings, false).run();
    }

    @Test
    void aCommandLeavesThem() throws InterruptedException {
        MigrationReport report = run(before(this::makeAlbums));
        assertThat(report.succeeded()).isFalse();
        assertThat(report.left())
                .isEqualTo("The target is as it was before: the collection that this run made was removed");
        assertThatTheAlbumsStay();
    }

    @Test
    void aRunOnAServerLeavesThemWhenItFailsGoesOnAndIsTakenBack() throws Exception {
        try (ServerFixture server = new ServerFixture(source, target)) {
            assertThat(catchThrowable(() -> server.migrate(REQUEST, before(this::makeAlbums))))
                    .isNotNull();
            assertThatTheAlbumsStay();
            assertThat(catchThrowable(() -> server.migrate(REQUEST, new RecordedProgress())))
                    .hasMessageContaining("Collection Album was made by somebody else");
            assertThatTheAlbumsStay();
            server.start().rollbacks().run(REQUEST, new RecordedProgress());
        }
        assertThatTheAlbumsStay();
        assertThat(target.datasets()).extracting(each -> each.id()).doesNotContain(Fixture.ARTIST);
    }

    @Test
    void aRunThatGoesOnLeavesThemAndSaysSo() throws Exception {
        try (ServerFixture server = new ServerFixture(source, target)) {
            killBeforeAnythingIsMade(server);
            makeAlbums();
            assertThat(catchThrowable(() -> server.migrate(REQUEST, new RecordedProgress())))
                    .hasMessageContaining("Collection Album was made by somebody else");
        }
        assertThatTheAlbumsStay();
    }

    @Test
    void takingARunBackLeavesThem() throws Exception {
        try (ServerFixture server = new ServerFixture(source, target)) {
            killBeforeAnythingIsMade(server);
            makeAlbums();
            assertThat(server.start()
                            .rollbacks()
                            .plan(ServerFixture.run("test", REQUEST))
                            .changes())
                    .extracting(Change::collection)
                    .doesNotContain("Album");
            RecordedProgress progress = new RecordedProgress();
            server.start().rollbacks().run(REQUEST, progress);
            assertThat(progress.warnings).anyMatch(line -> line.contains("Collection Album was made by somebody else"));
        }
        assertThatTheAlbumsStay();
    }

    private static void killBeforeAnythingIsMade(ServerFixture server) {
        RecordedProgress dying = before(() -> {
            throw new Dying.Killed();
        });
        assertThat(catchThrowable(() -> server.migrate(REQUEST, dying))).isInstanceOf(Dying.Killed.class);
    }
}
