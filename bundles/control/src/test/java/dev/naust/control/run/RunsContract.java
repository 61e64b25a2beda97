package dev.naust.control.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Run;
import dev.naust.api.service.Run.State;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs.Subscription;
import dev.naust.api.service.Runs.Task;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.control.state.TestStates;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;

/** What runs do, whichever store they are remembered in. */
@Timeout(60)
abstract class RunsContract {
    private static final Document PARAMETERS = Document.empty().with("source", Value.text("chinook"));
    private static final Document SLOWER = PARAMETERS.with("rateLimit", Value.int64(5));
    private static final Document REPORT = Document.empty().with("rows", Value.int64(7));

    private final CountDownLatch release = new CountDownLatch(1);
    private Store store;
    private RunsService runs;

    /** A new, empty store. */
    abstract Store open();

    @BeforeEach
    void startService() throws Exception {
        store = open();
        runs = new RunsService(TestStates.over(store), Clock.systemUTC(), Node.alone());
    }

    @AfterEach
    void stopService() {
        release.countDown();
        runs.stop();
        store.close();
    }

    @Test
    void aRunGoesFromQueuedToSucceededAndKeepsItsReport() {
        Run started = start(progress -> {
            progress.total(10);
            progress.stage("Copying");
            progress.advance(10);
            progress.warn("One view is not carried");
            return REPORT;
        });

        Run ended = awaitEnd(started.id());

        assertThat(ended.state()).isEqualTo(State.SUCCEEDED);
        assertThat(ended.stage()).isEqualTo("Copying");
        assertThat(ended.progress().processed()).isEqualTo(10);
        assertThat(ended.progress().percentage()).isEqualTo(100);
        assertThat(ended.warnings()).containsExactly("One view is not carried");
        assertThat(ended.errors()).isEmpty();
        assertThat(ended.finishedAt()).isPresent();
        assertThat(ended.parameters()).isEqualTo(PARAMETERS);
        assertThat(runs.report(started.id())).contains(REPORT);
    }

    @Test
    void everythingIsStillThereAfterARestart() throws Exception {
        Run ended = awaitEnd(start(progress -> REPORT).id());
        runs.stop();

        RunsService again = new RunsService(TestStates.over(store), Clock.systemUTC(), Node.alone());
        try {
            assertThat(again.find(ended.id())).contains(ended);
            assertThat(again.report(ended.id())).contains(REPORT);
            assertThat(again.list(Optional.empty(), Optional.empty(), 10)).containsExactly(ended);
        } finally {
            again.stop();
        }
    }

    @Test
    void whatWentWrongIsToldWithItsTimeAndStageAlsoAfterARestart() throws Exception {
        runs.add(resumer(before -> progress -> REPORT));
        Instant began = Instant.now();
        CountDownLatch told = new CountDownLatch(1);
        Run running = start(progress -> {
            progress.stage("Copying");
            progress.warn("Trying again");
            progress.paused(true);
            progress.stage("Paused");
            progress.parameters(SLOWER);
            progress.record();
            told.countDown();
            release.await();
            return REPORT;
        });
        RunArchive archive = new RunArchive(TestStates.over(store));
        assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
        // Without waiting: whoever was told that it is paused can rely on it.
        Run onRecord = archive.find(running.id()).orElseThrow();
        assertThat(onRecord.paused()).isTrue();
        assertThat(onRecord.parameters()).isEqualTo(SLOWER);

        RunsService next = new RunsService(TestStates.over(store), Clock.systemUTC(), Node.alone());
        try {
            assertThat(next.find(running.id()).orElseThrow().paused())
                    .as("after the restart")
                    .isTrue();
            boolean[] seen = {false};
            next.add(resumer(before -> {
                seen[0] = before.paused() && before.parameters().equals(SLOWER);
                return progress -> {
                    progress.stage("Proving");
                    throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The target is away for good");
                };
            }));
            awaiting().until(() -> archive.find(running.id()).orElseThrow().state() == State.FAILED);
            Run ended = archive.find(running.id()).orElseThrow();
            assertThat(seen[0]).isTrue();
            assertThat(ended.paused()).as("a run that is over").isFalse();
            assertThat(ended.history())
                    .extracting(Run.Incident::error, Run.Incident::where, Run.Incident::message)
                    .containsExactly(
                            tuple(false, "Copying", "Trying again"),
                            tuple(true, "Proving", "The target is away for good"));
            assertThat(ended.history())
                    .allSatisfy(each -> assertThat(each.at()).isBetween(began.minusMillis(5), Instant.now()))
                    .isSortedAccordingTo(java.util.Comparator.comparing(Run.Incident::at));
        } finally {
            next.stop();
        }
    }

    @Test
    void aRunThatADeadServerLeftBecomesFailedWithTheNextStep() throws Exception {
        Run running = start(progress -> {
            progress.stage("Copying");
            release.await();
            return REPORT;
        });
        RunArchive archive = new RunArchive(TestStates.over(store));
        awaiting()
                .until(() -> archive.find(running.id())
                        .filter(run -> run.stage().equals("Copying"))
                        .isPresent());

        RunsService next = new RunsService(TestStates.over(store), Clock.systemUTC(), Node.alone());
        try {
            Run found = next.find(running.id()).orElseThrow();
            assertThat(found.state()).isEqualTo(State.FAILED);
            assertThat(found.finishedAt()).isPresent();
            assertThat(found.errors()).singleElement().asString().contains("server stopped", "start it again");
        } finally {
            next.stop();
        }
    }

    @Test
    void aRunThatADeadServerLeftGoesOnByItselfAsSoonAsItsKindIsThere() throws Exception {
        runs.add(resumer(before -> progress -> REPORT));
        Run running = start(progress -> {
            progress.stage("Copying");
            release.await();
            return REPORT;
        });
        RunArchive archive = new RunArchive(TestStates.over(store));
        awaiting()
                .until(() -> archive.find(running.id())
                        .filter(run -> run.stage().equals("Copying"))
                        .isPresent());

        RunsService next = new RunsService(TestStates.over(store), Clock.systemUTC(), Node.alone());
        try {
            assertThat(next.find(running.id()).orElseThrow().state()).isEqualTo(State.QUEUED);
            next.add(resumer(before -> progress -> Document.empty().with("stage", Value.text(before.stage()))));
            awaiting().until(() -> next.find(running.id()).orElseThrow().state() == State.SUCCEEDED);
            assertThat(next.report(running.id())).contains(Document.empty().with("stage", Value.text("Copying")));
            assertThat(next.find(running.id()).orElseThrow().errors()).isEmpty();
        } finally {
            next.stop();
        }
    }

    @Test
    void aServerThatStopsLeavesWhatCanGoOnForItsNextStart() throws Exception {
        runs.add(resumer(before -> progress -> REPORT));
        Run running = start(progress -> {
            release.await();
            return REPORT;
        });
        awaiting().until(() -> runs.find(running.id()).orElseThrow().state() == State.RUNNING);
        runs.stop();

        Run found = new RunArchive(TestStates.over(store)).find(running.id()).orElseThrow();
        assertThat(found.state()).isEqualTo(State.QUEUED);
        assertThat(found.stage()).contains("when it starts again");
    }

    /** The providers' bundles stop before the runs' own does, and take the stores with them. */
    @Test
    void runsAreParkedWhenTheServerBeginsToStopWhateverTheirStoresSayThen() throws Exception {
        AtomicReference<BundleListener> listener = new AtomicReference<>();
        RunsService served = new RunsService(TestStates.over(store), framework(listener));
        try {
            served.add(resumer(before -> progress -> REPORT));
            List<String> ids = List.of(
                    begin(served, release::await),
                    begin(served, () -> {
                        throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The store was closed");
                    }),
                    begin(served, () -> {
                        throw new RunFailedException("The store was closed", REPORT);
                    }),
                    begin(served, () -> {
                        throw new NoClassDefFoundError("a class of the store's");
                    }));

            listener.get().bundleChanged(stopping(7));
            assertThat(ids).allMatch(id -> served.find(id).orElseThrow().state() == State.RUNNING);
            listener.get().bundleChanged(stopping(Constants.SYSTEM_BUNDLE_ID));

            RunArchive archive = new RunArchive(TestStates.over(store));
            assertThat(ids)
                    .extracting(id -> archive.find(id).orElseThrow().state())
                    .containsOnly(State.QUEUED);
        } finally {
            served.stop();
        }
    }

    /** What a run's work does when it is interrupted. */
    private interface Ending {
        void end() throws InterruptedException, RunFailedException;
    }

    private String begin(RunsService served, Ending ending) {
        String id = served.start("migration", "Chinook to archive", PARAMETERS, progress -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        ending.end();
                    }
                    return REPORT;
                })
                .id();
        awaiting().until(() -> served.find(id).orElseThrow().state() == State.RUNNING);
        return id;
    }

    private static BundleContext framework(AtomicReference<BundleListener> listener) {
        return proxy(BundleContext.class, (method, arguments) -> {
            if (method.equals("addBundleListener")) {
                listener.set((BundleListener) arguments[0]);
            }
            return null;
        });
    }

    private static BundleEvent stopping(long id) {
        return new BundleEvent(
                BundleEvent.STOPPING,
                proxy(Bundle.class, (method, arguments) -> method.equals("getBundleId") ? id : null));
    }

    private static <T> T proxy(Class<T> type, BiFunction<String, Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(method.getName(), arguments)));
    }

    @Test
    void whatFailedIsResumedUnderItsIdAndItsErrorsBecomeHistory() {
        runs.add(resumer(before -> progress -> REPORT));
        Run failed = awaitEnd(start(progress -> {
                    throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The target is away");
                })
                .id());
        assertThat(failed.canResume()).isTrue();

        assertThat(runs.resume(failed.id()).state()).isEqualTo(State.QUEUED);

        Run ended = awaitEnd(failed.id());
        assertThat(ended.state()).isEqualTo(State.SUCCEEDED);
        assertThat(ended.errors()).isEmpty();
        assertThat(ended.warnings()).anyMatch(warning -> warning.contains("The target is away"));
        assertThat(ended.startedAt()).isEqualTo(failed.startedAt());
        assertThatThrownBy(() -> runs.resume(failed.id()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.RUN_NOT_RESUMABLE));
    }

    @Test
    void aRunIsRolledBackUnderItsIdAndTellsOfIt() {
        List<RunEvent> heard = new CopyOnWriteArrayList<>();
        Run ended = awaitEnd(start(progress -> REPORT).id());
        try (Subscription subscription = runs.subscribe(Optional.of(ended.id()), heard::add)) {
            runs.rollBack(ended.id(), progress -> Document.empty());
            awaiting().until(() -> runs.find(ended.id()).orElseThrow().state() == State.ROLLED_BACK);
            awaiting().until(() -> heard.stream().anyMatch(event -> event.type().equals("runCompleted")));
            assertThat(subscription).isNotNull();
        }
        assertThat(heard.stream().map(RunEvent::type)).contains("rollbackStarted", "rollbackCompleted");
        assertThatThrownBy(() -> runs.rollBack(ended.id(), progress -> REPORT)).hasMessageContaining("already");
    }

    private static RunResumer resumer(Function<Run, Task> how) {
        return new RunResumer() {
            @Override
            public String kind() {
                return "migration";
            }

            @Override
            public Task resume(Run run) {
                return how.apply(run);
            }
        };
    }

    @Test
    void cancellingInterruptsTheWorkAndEndsTheRun() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        Run running = start(progress -> {
            working.countDown();
            release.await();
            return REPORT;
        });
        assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();

        runs.cancel(running.id());

        assertThat(awaitEnd(running.id()).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void workThatFinishedInSpiteOfACancelHasSucceededAndSaysSo() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        Run running = start(progress -> {
            working.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    release.await();
                    waiting = false;
                } catch (InterruptedException ignored) {
                    progress.warn("deaf");
                }
            }
            return REPORT;
        });
        assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
        runs.cancel(running.id());
        awaiting().until(() -> runs.find(running.id()).orElseThrow().warnings().contains("deaf"));
        release.countDown();

        Run ended = awaitEnd(running.id());
        assertThat(ended.state()).isEqualTo(State.SUCCEEDED);
        assertThat(ended.warnings()).anyMatch(warning -> warning.contains("already finished"));
    }

    @Test
    void anUnknownRunCannotBeCancelledAndAnEndedOneStaysAsItIs() {
        assertThatThrownBy(() -> runs.cancel("nothing"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.RUN_NOT_FOUND))
                .hasMessageContaining("nothing");
        Run ended = awaitEnd(start(progress -> REPORT).id());
        assertThat(runs.cancel(ended.id()).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void onlyFourRunsWorkAtOnceAndTheOthersWaitOrAreCancelledWhileWaiting() throws Exception {
        AtomicInteger working = new AtomicInteger();
        List<Run> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(start(progress -> {
                working.incrementAndGet();
                release.await();
                return REPORT;
            }));
        }
        awaiting().until(() -> working.get() == 4);
        Run last = all.get(5);
        assertThat(runs.find(last.id()).orElseThrow().state()).isEqualTo(State.QUEUED);

        assertThat(runs.cancel(last.id()).state()).isEqualTo(State.CANCELLED);
        release.countDown();

        for (Run run : all.subList(0, 5)) {
            assertThat(awaitEnd(run.id()).state()).isEqualTo(State.SUCCEEDED);
        }
        assertThat(working).hasValue(5);
    }

    @Test
    void failuresAreToldInWordsAndUnexpectedOnesWithoutTheirInside() {
        Run reported = awaitEnd(start(progress -> {
                    throw new RunFailedException("Two records were rejected", REPORT);
                })
                .id());
        Run known = awaitEnd(start(progress -> {
                    throw new StoreException(ServiceError.STORE_NOT_FOUND, "There is no store \"x\"");
                })
                .id());
        Run unexpected = awaitEnd(start(progress -> {
                    throw new IllegalStateException("secret inside");
                })
                .id());

        assertThat(reported.state()).isEqualTo(State.FAILED);
        assertThat(reported.errors()).containsExactly("Two records were rejected");
        assertThat(runs.report(reported.id())).contains(REPORT);
        assertThat(known.errors()).containsExactly("There is no store \"x\"");
        assertThat(unexpected.state()).isEqualTo(State.FAILED);
        assertThat(unexpected.errors())
                .singleElement()
                .asString()
                .contains(unexpected.id())
                .doesNotContain("secret inside");
    }

    @Test
    void manyErrorsAreCountedAndNotAllKept() {
        Run ended = awaitEnd(start(progress -> {
                    for (int i = 0; i < 1_000; i++) {
                        progress.error("error " + i);
                    }
                    return REPORT;
                })
                .id());
        assertThat(ended.errors()).hasSize(101).endsWith("… and 900 more");
    }

    @Test
    void aListenerHearsTheWholeLifeOfItsRunInOrder() {
        List<RunEvent> heard = new CopyOnWriteArrayList<>();
        AtomicReference<RunProgress> handle = new AtomicReference<>();
        Run running = start(progress -> {
            handle.set(progress);
            release.await();
            progress.stage("Last");
            return REPORT;
        });
        try (Subscription subscription = runs.subscribe(Optional.of(running.id()), heard::add)) {
            awaiting().until(() -> handle.get() != null);
            awaitEnd(start(progress -> REPORT).id());
            handle.get().advance(5);
            awaiting().until(() -> heard.stream().anyMatch(event -> event.type().equals("progressUpdate")));
            release.countDown();
            awaiting().until(() -> heard.stream().anyMatch(event -> event.type().equals("runCompleted")));
            assertThat(subscription).isNotNull();
        }
        assertThat(heard).allMatch(event -> event.run().id().equals(running.id()));
        assertThat(heard.stream().map(RunEvent::sequence).toList()).isSorted().doesNotHaveDuplicates();
        assertThat(heard.stream().map(RunEvent::type)).endsWith("stageChanged", "migrationCompleted", "runCompleted");
        assertThat(heard.get(heard.size() - 1).run().state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void progressIsToldAtMostFourTimesASecond() {
        List<RunEvent> heard = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        try (Subscription subscription = runs.subscribe(Optional.empty(), heard::add)) {
            long began = System.nanoTime();
            Run running = start(progress -> {
                while (release.getCount() > 0) {
                    progress.advance(1);
                    calls.incrementAndGet();
                }
                return REPORT;
            });
            awaiting().until(() -> progressHeard(heard) >= 4);
            release.countDown();
            awaitEnd(running.id());
            double seconds = (System.nanoTime() - began) / 1e9;
            assertThat((double) progressHeard(heard)).isLessThanOrEqualTo(seconds * 4 + 1);
            assertThat(calls.get()).isGreaterThan(1_000);
            assertThat(subscription).isNotNull();
        }
    }

    @Test
    void aListenerThatFailsOrHangsDoesNotHurtOthersOrRuns() throws Exception {
        List<RunEvent> heard = new CopyOnWriteArrayList<>();
        Subscription failing = runs.subscribe(Optional.empty(), event -> {
            throw new IllegalStateException("on purpose");
        });
        Subscription hanging = runs.subscribe(Optional.empty(), event -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Subscription good = runs.subscribe(Optional.empty(), heard::add);
        awaitEnd(start(progress -> REPORT).id());
        awaiting().until(() -> heard.stream().anyMatch(event -> event.type().equals("runCompleted")));
        for (Subscription subscription : List.of(failing, hanging, good)) {
            subscription.close();
        }
    }

    @Test
    void listsAreNewestFirstByKindAndPage() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(awaitEnd(runs.start(i % 2 == 0 ? "migration" : "backup", "Run " + i, PARAMETERS, p -> REPORT)
                            .id())
                    .id());
        }
        assertThat(ids(runs.list(Optional.empty(), Optional.empty(), 3)))
                .containsExactly(ids.get(6), ids.get(5), ids.get(4));
        assertThat(ids(runs.list(Optional.empty(), Optional.of(ids.get(4)), 2)))
                .containsExactly(ids.get(3), ids.get(2));
        assertThat(ids(runs.list(Optional.of("backup"), Optional.empty(), 10)))
                .containsExactly(ids.get(5), ids.get(3), ids.get(1));
    }

    @Test
    void stoppingEndsAllThreadsAndPutsRunningWorkOnRecordAsFailed() throws Exception {
        Run running = start(progress -> {
            progress.stage("Copying");
            release.await();
            return REPORT;
        });
        awaiting().until(() -> runs.find(running.id()).orElseThrow().state() == State.RUNNING);

        runs.stop();

        Run found = new RunArchive(TestStates.over(store)).find(running.id()).orElseThrow();
        assertThat(found.state()).isEqualTo(State.FAILED);
        assertThat(found.errors()).singleElement().asString().contains("server stopped");
        awaiting()
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("naust-run")));
    }

    private Run start(Task task) {
        return runs.start("migration", "Chinook to archive", PARAMETERS, task);
    }

    private Run awaitEnd(String id) {
        awaiting().until(() -> runs.find(id).orElseThrow().state().isFinal());
        return runs.find(id).orElseThrow();
    }

    private static ConditionFactory awaiting() {
        return await().atMost(Duration.ofSeconds(30));
    }

    private static long progressHeard(List<RunEvent> heard) {
        return heard.stream()
                .filter(event -> event.type().equals("progressUpdate"))
                .count();
    }

    private static List<String> ids(List<Run> list) {
        return list.stream().map(Run::id).toList();
    }
}
