package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.store.Store;
import dev.naust.testkit.InterceptedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records that break a unique rule which the target makes behind them: the run begins anew, wherever its server dies. */
@Timeout(60)
class RulesFirstTest {
    private static final DatasetId CODES = DatasetId.of("codes");
    private static final Schema CODE = new Schema(
            CODES,
            Shape.TABLE,
            List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("code", FieldType.of(Kind.TEXT))),
            List.of("id"),
            List.of(new Index("codes_code", true, false, List.of(new Index.Part("code", false)))),
            List.of(),
            List.of());

    private final Store source = Fixture.memory("source");

    /** A target with a server of its own. */
    private final class Place implements AutoCloseable {
        final Store target = Fixture.memory("target");
        final ServerFixture server;

        Place() {
            server = new ServerFixture(source, target);
        }

        /** One whose target takes a number of batches, of records and of checkpoints, and no more. */
        Place(AtomicInteger left) {
            server = new ServerFixture(source, new InterceptedStore(target, batch -> batch, batch -> {
                if (left.getAndDecrement() == 0) {
                    throw new Dying.Killed();
                }
                return batch;
            }));
        }

        void assertThatAllOthersAreThere() throws InterruptedException {
            assertThat(ServerFixture.count(target, CODES)).isEqualTo(98);
            assertThat(target.describe(CODES).indexes()).singleElement().matches(Index::unique);
            assertThat(server.leftovers(request(true)).list("test", Leftovers.Kind.REJECT, 0, 10))
                    .extracting(Leftovers.Leftover::key)
                    .containsExactly("id=55", "id=77");
        }

        @Override
        public void close() {
            server.close();
            target.close();
        }
    }

    /** As numbers, which they become, the codes of 5 and 55 are the same, and the one of 77 is none. */
    @BeforeEach
    void fill() throws InterruptedException {
        Fixture.make(source, List.of(CODE));
        List<Document> codes = new ArrayList<>();
        for (int id = 1; id <= 100; id++) {
            String code = id == 55 ? "005" : id == 77 ? "none" : "" + id;
            codes.add(Document.of(CODE.layout(), new Value[] {Value.int64(id), Value.text(code)}));
        }
        Fixture.write(source, CODE, codes);
    }

    @AfterEach
    void close() {
        source.close();
    }

    private static MigrationRequest request(boolean continueOnError) {
        Options options = new Options(Conflict.FAIL, 1, true, continueOnError, 1);
        FieldChange number = new FieldChange(Optional.empty(), Optional.of(new Transform.Cast(Kind.INT64)));
        MigrationRequest plain = ServerFixture.request(options, "codes");
        return new MigrationRequest(
                plain.source(),
                plain.target(),
                plain.collections(),
                options,
                Map.of("codes", new Reshape(Optional.empty(), Optional.empty(), Map.of("code", number))));
    }

    @Test
    void eachRecordThatBreaksTheRuleIsRejectedOnceAndTheOthersStay() throws Exception {
        RecordedProgress progress = new RecordedProgress();
        try (Place place = new Place()) {
            assertThatThrownBy(() -> place.server.migrate(request(true), progress))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("2 records do not fit the target");

            assertThat(progress.warnings)
                    .anySatisfy(line ->
                            assertThat(line).contains("codes", "begins anew with keys and unique rules made first"));
            assertThat(progress.done).hasValue(98);
            place.assertThatAllOthersAreThere();
        }
    }

    @Test
    void whereNoneMayBeLeftOutNothingIsKept() throws Exception {
        RecordedProgress progress = new RecordedProgress();
        try (Place place = new Place()) {
            assertThatThrownBy(() -> place.server.migrate(request(false), progress))
                    .isInstanceOf(RunFailedException.class);

            assertThat(place.target.datasets()).isEmpty();
            assertThat(progress.done).hasValue(0);
        }
    }

    @Test
    void whereverTheServerDiesNoRecordIsLostOrRejectedTwice() throws Exception {
        boolean isOver = false;
        int death = 0;
        while (!isOver) {
            death++;
            try (Place place = new Place()) {
                isOver = !dies(place, death);
                if (!isOver) {
                    RunFailedException end = catchThrowableOfType(
                            RunFailedException.class,
                            () -> place.server.migrate(request(true), new RecordedProgress()));
                    assertThat(end).as("death %d", death).hasMessageContaining("2 records do not fit the target");
                    assertThat(ReportDocument.read(end.report()).rejects())
                            .as("death %d", death)
                            .extracting(MigrationReport.Reject::key)
                            .containsExactly("id=55", "id=77");
                }
                place.assertThatAllOthersAreThere();
            }
        }
        assertThat(death).isGreaterThan(50);
    }

    @Test
    void betweenARecordThatIsNotedAndItsCheckpointNoRecordIsNotedTwice() throws Exception {
        boolean isOver = false;
        int death = 0;
        while (!isOver) {
            try (Place place = new Place(new AtomicInteger(death++))) {
                isOver = !dies(place, Integer.MAX_VALUE);
                if (!isOver) {
                    assertThatThrownBy(() -> place.server.migrate(request(true), new RecordedProgress()))
                            .as("death %d", death)
                            .isInstanceOf(RunFailedException.class);
                }
                place.assertThatAllOthersAreThere();
            }
        }
        assertThat(death).isGreaterThan(50);
    }

    /** Whether the server died before the run's end. */
    private static boolean dies(Place place, int death) throws InterruptedException {
        try {
            place.server.migrate(request(true), new Dying(death));
            return false;
        } catch (Dying.Killed killed) {
            return true;
        } catch (RunFailedException ended) {
            return false;
        }
    }
}
