package dev.naust.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Pump;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.WriteRequest;
import dev.naust.memory.MemoryProvider;
import dev.naust.testkit.InterceptedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedPumpTest {
    private static final Layout LAYOUT = Layout.of("id", "name");

    private final Store source = new MemoryProvider().open(StoreConfig.of("source", Document.empty()));
    private final Store target = new MemoryProvider().open(StoreConfig.of("target", Document.empty()));
    private final Schema schema = schema("people", Kind.INT64, Kind.TEXT);
    private final List<Rejected> rejects = new ArrayList<>();
    private final AtomicLong written = new AtomicLong();
    private final Pump pump = new BoundedPump();

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void everyRecordArrivesAndTheHashOfTheSourceIsTheHashOfTheTarget() throws InterruptedException {
        fill(10_000);
        make(target, schema);
        Pump.Copied copied = pump.copy(copy(source, target, schema, 700));
        assertThat(copied.read()).isEqualTo(10_000);
        assertThat(copied.written()).isEqualTo(10_000).isEqualTo(written.get());
        assertThat(copied.complete()).isTrue();
        assertThat(copied.hash()).isEqualTo(expected(10_000));
        assertThat(pump.hash(target, ReadRequest.of(schema.id()), n -> {})).isEqualTo(copied.hash());
    }

    @Test
    void aRecordThatDoesNotFitIsNamedLeftOutAndNotHashed() throws InterruptedException {
        fill(10);
        Schema narrow = schema("people", Kind.INT64, Kind.INT64);
        make(target, narrow);
        Store odd = new InterceptedStore(
                source,
                batch -> batch.stream()
                        .map(each -> each.body().at(0).equals(Value.int64(4))
                                ? each
                                : each.withBody(each.body().with("name", Value.int64(1))))
                        .toList(),
                UnaryOperator.identity());
        Pump.Copied copied = pump.copy(copy(odd, target, narrow, 3));
        assertThat(copied.read()).isEqualTo(10);
        assertThat(copied.written()).isEqualTo(9);
        assertThat(copied.rejected()).isEqualTo(1);
        assertThat(rejects).singleElement().satisfies(reject -> {
            assertThat(reject.field()).isEqualTo("name");
            assertThat(reject.record().key()).hasToString("id=4");
            assertThat(reject.reason()).contains("TEXT").contains("INT64");
        });
        assertThat(pump.hash(target, ReadRequest.of(schema.id()), n -> {})).isEqualTo(copied.hash());
    }

    @Test
    void whatTheWriterRejectsIsTakenOutOfTheHash() throws InterruptedException {
        fill(10);
        make(target, schema);
        Store doubling = new InterceptedStore(
                source,
                batch -> batch.stream()
                        .flatMap(each -> List.of(each, each).stream())
                        .toList(),
                UnaryOperator.identity());
        Pump.Copied copied = pump.copy(copy(doubling, target, schema, 4));
        assertThat(copied.rejected()).isEqualTo(10);
        assertThat(copied.hash()).isEqualTo(expected(10));
        assertThat(pump.hash(target, ReadRequest.of(schema.id()), n -> {})).isEqualTo(copied.hash());
    }

    @Test
    void tooManyRejectsStopTheCopyWithoutKeepingAnything() throws InterruptedException {
        fill(5_000);
        Schema narrow = schema("people", Kind.INT64, Kind.INT64);
        make(target, narrow);
        Pump.Copied copied = pump.copy(new Pump.Copy(
                source,
                ReadRequest.of(schema.id()).as(schema),
                target,
                WriteRequest.fill(narrow),
                100,
                250,
                written::addAndGet,
                rejects::add));
        assertThat(copied.complete()).isFalse();
        assertThat(copied.read()).isLessThan(5_000);
        assertThat(pump.hash(target, ReadRequest.of(narrow.id()), n -> {})).isEqualTo(ContentHash.empty());
    }

    @Test
    void aReaderThatFailsEndsTheCopyAsItselfAndNothingIsKept() throws InterruptedException {
        fill(1_000);
        make(target, schema);
        InterceptedStore failing = new InterceptedStore(source, failAtBatch(4), UnaryOperator.identity());
        assertThatThrownBy(() -> pump.copy(copy(failing, target, schema, 100)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("batch 4 broke");
        assertThat(failing.openReadersAndWriters()).isZero();
        assertThat(pump.hash(target, ReadRequest.of(schema.id()), n -> {})).isEqualTo(ContentHash.empty());
    }

    @Test
    void packedRecordsAndOddOnesBetweenThemArriveInOrder() throws InterruptedException {
        fill(10_000);
        make(target, schema);
        PackingStore packing = new PackingStore(source, target, id -> id % 997 == 5);
        Pump.Copied copied = pump.copy(copy(packing, packing, schema, 700));
        assertThat(packing.packed.get()).isEqualTo(10_000 - 11);
        assertThat(copied.read()).isEqualTo(10_000);
        assertThat(copied.written()).isEqualTo(10_000).isEqualTo(written.get());
        assertThat(copied.hash()).isEqualTo(expected(10_000));
        assertThat(pump.hash(target, ReadRequest.of(schema.id()), n -> {})).isEqualTo(copied.hash());
    }

    @Test
    void aReaderThatCanPackFewRecordsIsNotAskedForLong() throws InterruptedException {
        fill(10_000);
        make(target, schema);
        PackingStore packing = new PackingStore(source, target, id -> id % 3 == 0);
        assertThat(pump.copy(copy(packing, packing, schema, 700)).hash()).isEqualTo(expected(10_000));
        assertThat(packing.packed.get()).isLessThan(10);
    }

    @Test
    void nothingIsPackedWhereAFieldIsConverted() throws InterruptedException {
        fill(100);
        Schema texts = schema("people", Kind.TEXT, Kind.TEXT);
        make(target, texts);
        PackingStore packing = new PackingStore(source, target, id -> false);
        assertThat(pump.copy(copy(packing, packing, texts, 7)).written()).isEqualTo(100);
        assertThat(packing.packed.get()).isZero();
    }

    @Test
    void aWriterThatFailsStopsTheReader() throws InterruptedException {
        fill(1_000);
        make(target, schema);
        InterceptedStore from = new InterceptedStore(source, UnaryOperator.identity(), UnaryOperator.identity());
        InterceptedStore failing = new InterceptedStore(target, UnaryOperator.identity(), failAtBatch(3));
        assertThatThrownBy(() -> pump.copy(copy(from, failing, schema, 100))).hasMessage("batch 3 broke");
        assertThat(from.openReadersAndWriters()).isZero();
        assertThat(failing.openReadersAndWriters()).isZero();
    }

    @Test
    void onlyAFewBatchesAreReadAheadOfAWriterThatIsSlow() throws InterruptedException {
        fill(10_000);
        make(target, schema);
        AtomicInteger read = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        Store counting = new InterceptedStore(
                source,
                batch -> {
                    read.incrementAndGet();
                    return batch;
                },
                UnaryOperator.identity());
        Store slow = new InterceptedStore(target, UnaryOperator.identity(), batch -> {
            if (taken.incrementAndGet() == 5) {
                await().until(() -> read.get() >= taken.get() + 2);
            }
            most.accumulateAndGet(read.get() - taken.get(), Math::max);
            return batch;
        });
        pump.copy(copy(counting, slow, schema, 100));
        assertThat(most.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void interruptingTheCopyClosesReaderAndWriter() throws InterruptedException {
        fill(1_000);
        make(target, schema);
        Thread copying = Thread.currentThread();
        InterceptedStore from = new InterceptedStore(source, UnaryOperator.identity(), UnaryOperator.identity());
        InterceptedStore interrupting = new InterceptedStore(target, UnaryOperator.identity(), batch -> {
            copying.interrupt();
            return batch;
        });
        assertThatThrownBy(() -> pump.copy(copy(from, interrupting, schema, 10)))
                .isInstanceOf(InterruptedException.class);
        assertThat(from.openReadersAndWriters() + interrupting.openReadersAndWriters())
                .isZero();
        assertThat(Thread.interrupted()).isFalse();
    }

    private static UnaryOperator<List<DataRecord>> failAtBatch(int number) {
        AtomicInteger seen = new AtomicInteger();
        return batch -> {
            if (seen.incrementAndGet() == number) {
                throw new IllegalStateException("batch " + number + " broke");
            }
            return batch;
        };
    }

    private Pump.Copy copy(Store from, Store to, Schema as, int batchSize) {
        return new Pump.Copy(
                from,
                ReadRequest.of(schema.id()).as(schema),
                to,
                WriteRequest.fill(as),
                batchSize,
                Long.MAX_VALUE,
                written::addAndGet,
                rejects::add);
    }

    private static Schema schema(String name, Kind id, Kind value) {
        return Schema.table(
                DatasetId.of(name),
                List.of(Field.required("id", FieldType.of(id)), Field.of("name", FieldType.of(value))),
                List.of("id"));
    }

    private static Document person(long id) {
        return Document.of(LAYOUT, new Value[] {Value.int64(id), Text.of("person " + id)});
    }

    private static ContentHash expected(int people) {
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        CanonicalForm form = new CanonicalForm();
        LongStream.range(0, people).forEach(id -> sum.add(form.hash(person(people - 1 - id))));
        return sum.result();
    }

    private void fill(int people) throws InterruptedException {
        make(source, schema);
        try (RecordWriter writer = source.write(WriteRequest.fill(schema))) {
            writer.write(LongStream.range(0, people)
                    .mapToObj(id -> DataRecord.of(List.of("id"), person(id)))
                    .toList());
            writer.flush();
        }
    }

    private static void make(Store store, Schema schema) throws InterruptedException {
        for (SchemaStep step : store.schemaEditing().orElseThrow().steps(List.of(schema))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
    }
}
