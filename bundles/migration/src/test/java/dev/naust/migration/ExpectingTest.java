package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.Batch;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.LentStore;
import dev.naust.transfer.BoundedPump;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that goes by what is expected of its source, and begins anew where that is not met. */
@Timeout(30)
class ExpectingTest {
    private final RecordedProgress progress = new RecordedProgress();
    private final AtomicInteger looked = new AtomicInteger();
    private final Set<DatasetId> expected = ConcurrentHashMap.newKeySet();

    @Test
    void whatIsAsExpectedIsNotLookedThrough() throws InterruptedException {
        try (Store shop = Fixture.shop(40);
                Store target = Fixture.memory("target")) {
            MigrationReport report = migrate(hopeful(shop, Integer.MAX_VALUE), target, Options.defaults());

            assertThat(report.succeeded()).isTrue();
            assertThat(looked).hasValue(0);
            assertThat(expected).containsExactlyInAnyOrder(Fixture.ARTIST, Fixture.ALBUM);
            assertThat(progress.done).hasValue(120);
        }
    }

    @Test
    void aRecordThatIsOtherwiseLetsTheRunBeginAnewWithALookAtAll() throws InterruptedException {
        try (Store shop = Fixture.shop(40);
                Store target = Fixture.memory("target")) {
            MigrationReport report = migrate(hopeful(shop, 70), target, Options.defaults());

            assertThat(report.errors()).isEmpty();
            assertThat(report.succeeded()).isTrue();
            assertThat(looked).hasValue(2);
            assertThat(progress.stages)
                    .containsSubsequence("Planning", "Copying", "Putting the target back")
                    .anySatisfy(stage -> assertThat(stage).contains("Planning anew", "number 70 is otherwise"));
            assertThat(progress.errors).isEmpty();
            assertThat(progress.done).hasValue(120);
            assertThat(ServerFixture.content(target)).isEqualTo(ServerFixture.content(shop));
        }
    }

    @Test
    void aCollectionThatIsThereAlreadyIsMetWithWhatAllRecordsAre() throws InterruptedException {
        try (Store shop = Fixture.shop(40);
                Store target = Fixture.memory("target")) {
            Fixture.make(target, List.of(Fixture.artist()));

            assertThat(migrate(hopeful(shop, Integer.MAX_VALUE), target, Options.defaults())
                            .succeeded())
                    .isTrue();

            assertThat(looked).hasValue(1);
            assertThat(expected).containsExactly(Fixture.ALBUM);
        }
    }

    private MigrationReport migrate(Store source, Store target, Options options) throws InterruptedException {
        MigrationRequest request = new MigrationRequest(
                new Endpoint.Opened(new LentStore("source", source)),
                new Endpoint.Opened(new LentStore("target", target)),
                List.of(),
                new Options(options.conflict(), 10, true, false, 1));
        return new MigrationService(new DockedStores(), new BoundedPump()).run(request, plan -> {}, progress);
    }

    /** A store that expects its collections to be as declared, and finds a record of them otherwise. */
    private Store hopeful(Store store, int otherwise) {
        Profiling profiling = new Profiling() {
            @Override
            public Profile profile(DatasetId id) {
                looked.incrementAndGet();
                return Overridden.asDeclared(store, id);
            }

            @Override
            public Optional<Profile> expect(DatasetId id) {
                return Optional.of(Overridden.asDeclared(store, id));
            }
        };
        return Overridden.store(store, (method, arguments) -> {
            if (method.equals("profiling")) {
                return Optional.of(Optional.of(profiling));
            }
            if (method.equals("read") && arguments[0] instanceof ReadRequest request && request.expecting()) {
                expected.add(request.dataset());
                return Optional.of(failing(store.read(request), otherwise));
            }
            return Optional.empty();
        });
    }

    private static RecordReader failing(RecordReader reader, int otherwise) {
        return new RecordReader() {
            private int read;

            @Override
            public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
                Batch batch = reader.next(maxRecords, maxBytes);
                read += batch.records().size();
                if (read >= otherwise) {
                    throw new StoreException(
                            CommonError.NOT_AS_EXPECTED, "Record number " + otherwise + " is otherwise");
                }
                return batch;
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
