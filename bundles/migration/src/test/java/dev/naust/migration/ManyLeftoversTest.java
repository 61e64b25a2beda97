package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.Leftovers.Tried;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.store.ForwardingStore;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.testkit.InterceptedStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leftovers that are put right together: one does not keep the others from it, and nobody undoes what another one decided. */
@Timeout(60)
class ManyLeftoversTest {
    private static final Runnable NOTHING = () -> {};

    private final RecordedProgress progress = new RecordedProgress();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(NOTHING);
    private Store source;
    private Store target;
    private ServerFixture server;

    @BeforeEach
    void open() throws InterruptedException {
        source = Fixture.shop(20);
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
    void aRejectThatWasTooLargeToBeKeptLeavesTheOthersToBeReplayed() throws Exception {
        Leftovers leftovers = rejected(batch -> spoilt(spoilt(batch, 7, 20_000), 9, 2));
        assertThat(leftovers.list(progress.id(), Leftovers.Kind.REJECT, 0, 10))
                .extracting(each -> each.incoming().isPresent())
                .containsExactly(false, true);

        assertThat(leftovers.replayAll(progress.id(), value("Nine"))).isEqualTo(new Tried(1, 1));

        assertThat(name(9)).isEqualTo("Nine");
        assertThat(leftovers.open(progress.id(), Leftovers.Kind.REJECT)).isOne();
    }

    @Test
    void whatSomebodyDecidesWhileAllAreDecidedStays() throws Exception {
        Fixture.make(target, List.of(Fixture.artist()));
        Fixture.write(target, Fixture.artist(), List.of(artist(1, "One"), artist(2, "Two")));
        MigrationRequest request =
                ServerFixture.request(new Options(Conflict.INTERACTIVE, 7, true, false, 1), "Artist");
        server.migrate(request, progress);
        Leftovers leftovers = server.leftovers(request);
        List<Leftover> all = leftovers.list(progress.id(), Leftovers.Kind.CONFLICT, 0, 10);
        server.put("target", new Watched());
        meanwhile.set(() -> decide(leftovers, all.get(1).number(), Conflict.SKIP));

        assertThat(leftovers.decideAll(progress.id(), Conflict.OVERWRITE)).isEqualTo(new Tried(2, 0));

        assertThat(name(1)).isEqualTo("Artist 1");
        assertThat(name(2)).isEqualTo("Two");
        assertThat(leftovers.list(progress.id(), Leftovers.Kind.CONFLICT, 0, 10))
                .extracting(Leftover::reason)
                .containsExactly("decided: OVERWRITE", "decided: SKIP");
    }

    @Test
    void ofTwoReplaysAtOnceTheLaterOneFindsItDone() throws Exception {
        Leftovers leftovers = rejected(batch -> spoilt(batch, 7, 2));
        server.put("target", new Watched());
        AtomicReference<Leftover> second = new AtomicReference<>();
        Thread later = new Thread(() -> second.set(replay(leftovers, "Later")));
        meanwhile.set(() -> {
            later.start();
            Awaitility.await().until(() -> !later.isAlive() || isWaiting(later));
        });

        assertThat(replay(leftovers, "First").open()).isFalse();
        later.join();

        assertThat(second.get().open()).isFalse();
        assertThat(leftovers.open(progress.id(), Leftovers.Kind.REJECT)).isZero();
        assertThat(name(7)).isEqualTo("First");
    }

    /** The target, which lets something happen when it is next asked what is there. */
    private final class Watched extends ForwardingStore {
        Watched() {
            super(target);
        }

        @Override
        public List<Dataset> datasets() {
            meanwhile.getAndSet(NOTHING).run();
            return target.datasets();
        }

        @Override
        public Optional<Lookup> lookup() {
            return target.lookup();
        }

        @Override
        public Optional<SchemaEditing> schemaEditing() {
            return target.schemaEditing();
        }

        @Override
        public void close() {
            target.close();
        }
    }

    /** What a run leaves over whose source gives some records of artists otherwise. */
    private Leftovers rejected(UnaryOperator<List<DataRecord>> onRead) {
        server.put("source", new InterceptedStore(source, onRead, UnaryOperator.identity()));
        MigrationRequest request = ServerFixture.request(new Options(Conflict.FAIL, 7, true, true, 1), "Artist");
        assertThatThrownBy(() -> server.migrate(request, progress)).isInstanceOf(RunFailedException.class);
        return server.leftovers(request);
    }

    private Leftover replay(Leftovers leftovers, String name) {
        try {
            return leftovers.replay(progress.id(), 1, value(name));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void decide(Leftovers leftovers, long number, Conflict decision) {
        try {
            leftovers.decide(progress.id(), number, decision);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(each -> each.getClassName().equals(SingleRecords.class.getName()));
    }

    /** With a list of numbers for a name, which no text can hold. */
    private static List<DataRecord> spoilt(List<DataRecord> batch, long id, int numbers) {
        Value list = new Value.Array(LongStream.range(0, numbers)
                .mapToObj(Value::int64)
                .map(Value.class::cast)
                .toList());
        return batch.stream()
                .map(each -> each.body().at(0).equals(Value.int64(id))
                        ? each.withBody(each.body().with("Name", list))
                        : each)
                .toList();
    }

    private static Document value(String name) {
        return Document.of(Map.of("value", Value.text(name)));
    }

    private static Document artist(long id, String name) {
        return Document.of(Fixture.artist().layout(), new Value[] {Value.int64(id), Value.text(name)});
    }

    private String name(long id) {
        return target.lookup()
                .orElseThrow()
                .find(Fixture.ARTIST, RecordKey.of("ArtistId", Value.int64(id)))
                .orElseThrow()
                .body()
                .at(1)
                .toString();
    }
}
