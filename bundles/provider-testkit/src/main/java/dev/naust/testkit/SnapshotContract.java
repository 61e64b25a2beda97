package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Schema;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Snapshots;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One state of several collections stands still while others write; for stores that offer {@link Snapshots}. */
abstract class SnapshotContract extends ContractGroup {

    @BeforeEach
    void onlyWhereThereAreSnapshots() {
        assumeTrue(store().store().snapshots().isPresent(), "This store offers no snapshots");
    }

    @Test
    @DisplayName("shows one state of all collections while others write to them")
    void standsStill() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        Schema boats = store().make("boats", Samples.NAME);
        store().insert(people, Samples.people(store(), people, 3));

        snapshots().inSnapshot(frozen -> {
            store().insert(boats, Samples.people(store(), boats, 2));
            store().write(WriteRequest.delete(people), Samples.people(store(), people, 1));
            store().write(WriteRequest.upsert(people), List.of(Samples.person(store(), people, 2, "changed")));

            assertThat(read(frozen, boats)).isEmpty();
            assertThat(Canonical.of(read(frozen, people)))
                    .containsExactlyInAnyOrderElementsOf(Canonical.of(Samples.people(store(), people, 3)));
            return true;
        });

        assertThat(store().read(boats)).hasSize(2);
        assertThat(store().read(people)).hasSize(2);
    }

    @Test
    @DisplayName("shows the same state to several threads at once")
    void isSharedByThreads() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        store().insert(people, Samples.people(store(), people, 300));
        ExecutorService others = Executors.newFixedThreadPool(3);
        try {
            List<Integer> seen = snapshots().inSnapshot(frozen -> {
                store().insert(people, List.of(Samples.person(store(), people, 999, "meanwhile")));
                List<Future<List<DataRecord>>> reading = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    reading.add(others.submit(() -> read(frozen, people)));
                }
                List<Integer> sizes = new ArrayList<>();
                for (Future<List<DataRecord>> each : reading) {
                    sizes.add(result(each).size());
                }
                return sizes;
            });

            assertThat(seen).containsExactly(300, 300, 300);
        } finally {
            others.shutdownNow();
        }
    }

    @Test
    @DisplayName("lets one thread read two collections at once")
    void readsInterleaved() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        Schema boats = store().make("boats", Samples.NAME);
        store().insert(people, Samples.people(store(), people, 50));
        store().insert(boats, Samples.people(store(), boats, 50));

        int sum = snapshots().inSnapshot(frozen -> {
            try (RecordReader first = frozen.read(ReadRequest.of(people.id()));
                    RecordReader second = frozen.read(ReadRequest.of(boats.id()))) {
                int count = first.next(10, Long.MAX_VALUE).records().size();
                count += second.next(10, Long.MAX_VALUE).records().size();
                count += first.next(100, Long.MAX_VALUE).records().size();
                return count + second.next(100, Long.MAX_VALUE).records().size();
            }
        });

        assertThat(sum).isEqualTo(100);
    }

    @Test
    @DisplayName("refuses to write, and describes, lists and finds")
    void refusesToWrite() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        store().insert(people, Samples.people(store(), people, 3));

        snapshots().inSnapshot(frozen -> {
            assertThatThrownBy(() -> write(frozen, people, 9)).isInstanceOf(StoreException.class);
            assertThat(frozen.describe(people.id())).isEqualTo(people);
            assertThat(frozen.datasets()).extracting(each -> each.id()).containsExactly(people.id());
            if (frozen.lookup().isPresent()) {
                DataRecord second = Samples.person(store(), people, 2, "person 2");
                assertThat(frozen.lookup()
                                .orElseThrow()
                                .find(people.id(), second.key())
                                .map(Canonical::of))
                        .contains(Canonical.of(second));
            }
            return true;
        });

        assertThat(store().read(people)).hasSize(3);
    }

    @Test
    @DisplayName("ends with its work, also when that fails, and the store goes on")
    void endsWithItsWork() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        AtomicReference<Store> kept = new AtomicReference<>();

        assertThatThrownBy(() -> snapshots().inSnapshot(frozen -> {
                    kept.set(frozen);
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThatThrownBy(() -> read(kept.get(), people)).isInstanceOf(StoreException.class);
        store().insert(people, Samples.people(store(), people, 2));
        assertThat(snapshots()
                        .<Integer>inSnapshot(frozen -> read(frozen, people).size()))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("shows each its own moment when several are open")
    void severalAtOnce() throws InterruptedException {
        Schema people = store().make("people", Samples.NAME);
        store().insert(people, List.of(Samples.person(store(), people, 1, "one")));

        snapshots().inSnapshot(outer -> {
            store().insert(people, List.of(Samples.person(store(), people, 2, "two")));
            return snapshots().inSnapshot(inner -> {
                assertThat(read(outer, people)).hasSize(1);
                assertThat(read(inner, people)).hasSize(2);
                return true;
            });
        });
    }

    private Snapshots snapshots() {
        return store().store().snapshots().orElseThrow();
    }

    private void write(Store target, Schema schema, long id) throws InterruptedException {
        try (RecordWriter writer = target.write(WriteRequest.insert(schema))) {
            writer.write(List.of(Samples.person(store(), schema, id, "refused")));
            writer.flush();
        }
    }

    private static List<DataRecord> read(Store source, Schema schema) throws InterruptedException {
        try (RecordReader reader = source.read(ReadRequest.of(schema.id()))) {
            return TestStore.drain(reader, 100, Long.MAX_VALUE).stream()
                    .flatMap(batch -> batch.records().stream())
                    .toList();
        }
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("A thread could not read the snapshot", e);
        }
    }
}
