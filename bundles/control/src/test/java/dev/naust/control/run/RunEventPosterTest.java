package dev.naust.control.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.control.state.TestStates;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

class RunEventPosterTest {

    @Test
    void otherBundlesHearOfRunsOnATopicForEachKind() throws Exception {
        Posted posted = new Posted();
        try (Store store = TestStates.memory()) {
            RunsService runs = new RunsService(TestStates.over(store), Clock.systemUTC(), Node.alone());
            RunEventPoster poster = new RunEventPoster(posted, runs);
            String id = runs.start("schema drill", "Title", Document.empty(), progress -> Document.empty())
                    .id();

            await().atMost(Duration.ofSeconds(30)).until(() -> posted.types().contains("runCompleted"));
            poster.stop();
            runs.stop();

            assertThat(posted.events)
                    .allMatch(event -> event.getTopic().equals("dev/naust/run/schema_drill"))
                    .allMatch(event -> id.equals(event.getProperty("run.id")));
            assertThat(posted.types()).startsWith("runQueued", "schemaDrillStarted", "runStarted");
        }
    }

    @Test
    void aMigrationTellsOtherBundlesByTheNamesThatAreDocumented() throws Exception {
        Posted posted = new Posted();
        try (Store store = TestStates.memory()) {
            RunsService runs = new RunsService(TestStates.over(store), Clock.systemUTC(), Node.alone());
            RunEventPoster poster = new RunEventPoster(posted, runs);
            String good = runs.start("migration", "Title", Document.empty(), progress -> {
                        progress.stage("Copying");
                        progress.total(2);
                        progress.advance(1);
                        await().atMost(Duration.ofSeconds(10))
                                .until(() -> posted.types().contains("progressUpdate"));
                        return Document.empty();
                    })
                    .id();
            await().atMost(Duration.ofSeconds(30)).until(() -> posted.types().contains("runCompleted"));
            runs.rollBack(good, progress -> Document.empty());
            await().atMost(Duration.ofSeconds(30)).until(() -> posted.types().contains("rollbackCompleted"));
            runs.start("migration", "Title", Document.empty(), progress -> {
                progress.error("Two records do not fit");
                throw new StoreException(ServiceError.STORE_UNAVAILABLE, "The target is away");
            });
            await().atMost(Duration.ofSeconds(30)).until(() -> posted.types().contains("runFailed"));
            poster.stop();
            runs.stop();

            assertThat(posted.events).allMatch(event -> event.getTopic().equals("dev/naust/run/migration"));
            assertThat(posted.types())
                    .containsSubsequence(
                            "migrationStarted",
                            "stageChanged",
                            "progressUpdate",
                            "migrationCompleted",
                            "rollbackStarted",
                            "rollbackCompleted",
                            "migrationStarted",
                            "errorAdded",
                            "migrationFailed");
        }
    }

    /** Keeps what is posted. */
    private static final class Posted implements EventAdmin {
        private final List<Event> events = new CopyOnWriteArrayList<>();

        @Override
        public void postEvent(Event event) {
            events.add(event);
        }

        @Override
        public void sendEvent(Event event) {
            events.add(event);
        }

        List<Object> types() {
            return events.stream().map(event -> event.getProperty("type")).toList();
        }
    }
}
