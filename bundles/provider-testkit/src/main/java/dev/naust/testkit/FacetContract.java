package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.WriteRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The optional parts: what is offered works, and what is not offered stays absent. */
abstract class FacetContract extends ContractGroup {

    @Test
    @DisplayName("is there or absent as declared, and stays so while the store is used")
    void staysAsDeclared() throws InterruptedException {
        assertFacetsAsDeclared();

        Schema schema = store().make("used", Samples.NAME);
        store().insert(schema, Samples.people(store(), schema, 3));
        store().read(schema);

        assertFacetsAsDeclared();
    }

    @Test
    @DisplayName("for lookup finds a record by its key, and nothing where there is none")
    void findsByKey() throws InterruptedException {
        Schema schema = store().make("looked", Samples.NAME);
        List<DataRecord> people = Samples.people(store(), schema, 10);
        store().insert(schema, people);
        if (!store().has(Feature.LOOKUP)) {
            assertThat(store().store().lookup()).isEmpty();
            return;
        }
        Lookup lookup = store().store().lookup().orElseThrow();

        assertThat(lookup.find(schema.id(), people.get(6).key()).map(Canonical::of))
                .contains(Canonical.of(people.get(6)));
        assertThat(lookup.find(schema.id(), RecordKey.of("id", Value.int64(99))))
                .isEmpty();
        List<RecordKey> some = List.of(
                people.get(6).key(),
                RecordKey.of("id", Value.int64(99)),
                people.get(2).key());
        assertThat(lookup.findAll(schema.id(), some).stream().map(Canonical::of))
                .containsExactlyInAnyOrder(Canonical.of(people.get(2)), Canonical.of(people.get(6)));
    }

    @Test
    @DisplayName("for lookup finds by a composite key, in whatever order its parts are named")
    void findsByCompositeKey() throws InterruptedException {
        List<Field> fields = List.of(
                Field.required("part", FieldType.sized(Kind.TEXT, 40, "")),
                Field.required("number", FieldType.of(Kind.INT64)),
                Samples.NAME);
        Schema schema = store().make(Schema.table(DatasetId.of("pairs"), fields, List.of("part", "number")));
        DataRecord a1 = store().record(schema, Value.text("a"), Value.int64(1), Value.text("first"));
        DataRecord a2 = store().record(schema, Value.text("a"), Value.int64(2), Value.text("second"));
        DataRecord b1 = store().record(schema, Value.text("b"), Value.int64(1), Value.text("third"));
        store().insert(schema, List.of(a1, a2, b1));
        if (!store().has(Feature.LOOKUP)) {
            assertThat(store().store().lookup()).isEmpty();
            return;
        }
        Lookup lookup = store().store().lookup().orElseThrow();
        RecordKey reversed = new RecordKey(List.of("number", "part"), List.of(Value.int64(2), Value.text("a")));

        assertThat(lookup.find(schema.id(), b1.key()).map(Canonical::of)).contains(Canonical.of(b1));
        assertThat(lookup.find(schema.id(), reversed).map(Canonical::of)).contains(Canonical.of(a2));
        assertThat(lookup.findAll(schema.id(), List.of(a1.key(), reversed)).stream()
                        .map(Canonical::of))
                .containsExactlyInAnyOrder(Canonical.of(a1), Canonical.of(a2));
    }

    @Test
    @DisplayName("for transactions keeps everything when the work returns")
    void transactionsCommit() throws InterruptedException {
        Schema schema = store().make("committed", Samples.NAME);
        if (!store().has(Feature.TRANSACTIONS)) {
            assertThat(store().store().transactions()).isEmpty();
            return;
        }

        int result = transactions().inTransaction(bound -> {
            writeThrough(bound, schema, 3);
            assertThat(readThrough(bound, schema)).as("seen inside").hasSize(3);
            return 42;
        });

        assertThat(result).isEqualTo(42);
        assertThat(store().read(schema)).hasSize(3);
    }

    @Test
    @DisplayName("for transactions keeps nothing when the work throws, and throws what the work threw")
    void transactionsRollBack() throws InterruptedException {
        Schema schema = store().make("rolled", Samples.NAME);
        store().insert(schema, List.of(Samples.person(store(), schema, 100, "before")));
        if (!store().has(Feature.TRANSACTIONS)) {
            assertThat(store().store().transactions()).isEmpty();
            return;
        }

        assertThatThrownBy(() -> transactions().inTransaction(bound -> {
                    writeThrough(bound, schema, 3);
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose");

        assertThat(store().read(schema)).hasSize(1);
        writeThrough(store().store(), schema, 2);
        assertThat(store().read(schema)).as("the store goes on working").hasSize(3);
    }

    @Test
    @DisplayName("for transactions ends its store with the transaction")
    void transactionsEndTheirStore() throws InterruptedException {
        Schema schema = store().make("flat", Samples.NAME);
        if (!store().has(Feature.TRANSACTIONS)) {
            assertThat(store().store().transactions()).isEmpty();
            return;
        }
        AtomicReference<Store> kept = new AtomicReference<>();

        transactions().inTransaction(bound -> {
            kept.set(bound);
            return 0;
        });

        assertThatThrownBy(() -> kept.get().read(ReadRequest.of(schema.id()))).isInstanceOf(StoreException.class);
    }

    @Test
    @DisplayName("for transactions rolls back an inner one alone, where it has savepoints")
    void innerTransactionsRollBackAlone() throws InterruptedException {
        Schema schema = store().make("nested", Samples.NAME);
        if (!store().has(Feature.TRANSACTIONS)) {
            assertThat(store().store().transactions()).isEmpty();
            return;
        }

        boolean nested = transactions().inTransaction(bound -> {
            write(bound, schema, Samples.person(store(), schema, 1, "outer"));
            if (bound.transactions().isEmpty()) {
                return false;
            }
            Transactions inner = bound.transactions().orElseThrow();
            assertThatThrownBy(() -> inner.inTransaction(deeper -> {
                        write(deeper, schema, Samples.person(store(), schema, 2, "given up"));
                        throw new IllegalStateException("on purpose");
                    }))
                    .hasMessage("on purpose");
            inner.inTransaction(deeper -> {
                write(deeper, schema, Samples.person(store(), schema, 3, "kept"));
                return 0;
            });
            assertThat(readThrough(bound, schema)).as("seen inside").hasSize(2);
            return true;
        });

        assertThat(store().read(schema)).hasSize(nested ? 2 : 1);
    }

    @Test
    @DisplayName("for transactions gives up an inner one that was kept when the outer one throws")
    void outerTransactionsTakeInnerOnesWithThem() throws InterruptedException {
        Schema schema = store().make("outer", Samples.NAME);
        if (!store().has(Feature.TRANSACTIONS)) {
            assertThat(store().store().transactions()).isEmpty();
            return;
        }

        assertThatThrownBy(() -> transactions().inTransaction(bound -> {
                    if (bound.transactions().isPresent()) {
                        bound.transactions().orElseThrow().inTransaction(deeper -> {
                            write(deeper, schema, Samples.person(store(), schema, 1, "inner"));
                            return 0;
                        });
                    }
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(store().read(schema)).isEmpty();
    }

    @Test
    @DisplayName("for transactions refuses a level of isolation that it does not have, or keeps it")
    void isolationIsKeptOrRefused() throws InterruptedException {
        Schema schema = store().make("isolated", Samples.NAME);
        if (!store().has(Feature.TRANSACTIONS)) {
            assertThat(store().store().transactions()).isEmpty();
            return;
        }

        for (Isolation isolation : Isolation.values()) {
            try {
                List<DataRecord> seen = transactions().inTransaction(isolation, bound -> readThrough(bound, schema));
                assertThat(seen).isEmpty();
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(CommonError.UNSUPPORTED);
                assertThat(isolation).isNotEqualTo(Isolation.DEFAULT);
            }
        }
    }

    @Test
    @DisplayName("for profiling counts the records and finds a schema that reads every value as its kind")
    void profilesWhatIsThere() throws InterruptedException {
        Schema schema = store().make("profiled", Samples.NAME);
        store().insert(schema, Samples.people(store(), schema, 20));
        if (!store().has(Feature.PROFILING)) {
            assertThat(store().store().profiling()).isEmpty();
            return;
        }

        Profile profile = store().store().profiling().orElseThrow().profile(schema.id());

        assertThat(profile.records()).isEqualTo(20);
        assertThat(profile.schema().layout().names()).isEqualTo(schema.layout().names());
        assertThat(store().read(ReadRequest.of(schema.id()).as(profile.schema())))
                .allSatisfy(record -> {
                    for (Field field : profile.schema().fields()) {
                        assertThat(record.body().get(field.name()).orElseThrow().kind())
                                .isIn(field.type().kind(), Kind.NULL);
                    }
                });
    }

    private void assertFacetsAsDeclared() {
        Store open = store().store();
        assertThat(open.lookup().isPresent()).as("lookup").isEqualTo(store().has(Feature.LOOKUP));
        assertThat(open.transactions().isPresent()).as("transactions").isEqualTo(store().has(Feature.TRANSACTIONS));
        assertThat(open.profiling().isPresent()).as("profiling").isEqualTo(store().has(Feature.PROFILING));
        assertThat(open.schemaEditing()).as("schema editing").isPresent();
    }

    private Transactions transactions() {
        return store().store().transactions().orElseThrow();
    }

    private static void write(Store target, Schema schema, DataRecord record) throws InterruptedException {
        try (RecordWriter writer = target.write(WriteRequest.insert(schema))) {
            writer.write(List.of(record));
            writer.flush();
        }
    }

    private void writeThrough(Store target, Schema schema, int count) throws InterruptedException {
        try (RecordWriter writer = target.write(WriteRequest.insert(schema))) {
            writer.write(Samples.people(store(), schema, count));
            writer.flush();
        }
    }

    private static List<DataRecord> readThrough(Store source, Schema schema) throws InterruptedException {
        try (var reader = source.read(ReadRequest.of(schema.id()))) {
            return TestStore.drain(reader, 100, Long.MAX_VALUE).stream()
                    .flatMap(batch -> batch.records().stream())
                    .toList();
        }
    }
}
