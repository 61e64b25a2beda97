package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Records meet what is there, for random collections, as a map of records says that they must. */
class ArrivalTest {
    private static final DatasetId PEOPLE = DatasetId.of("people");
    private static final Schema THERE = Schema.table(
            PEOPLE,
            List.of(
                    Field.required("id", FieldType.of(Kind.INT64)),
                    Field.of("name", FieldType.sized(Kind.TEXT, 3, "")),
                    Field.of("note", FieldType.of(Kind.TEXT)),
                    Field.of("kept", FieldType.of(Kind.TEXT))),
            List.of("id"));
    private static final Schema BROUGHT = THERE.withFields(THERE.fields().subList(0, 3));

    @Provide
    Arbitrary<List<Document>> present() {
        return documents(THERE).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<Document>> incoming() {
        return documents(BROUGHT).list().ofMaxSize(20);
    }

    private static Arbitrary<Document> documents(Schema schema) {
        Arbitrary<Value> id = Arbitraries.longs().between(1, 12).map(Value::int64);
        Arbitrary<Value> text = Arbitraries.of("a", "b", "long")
                .map(each -> (Value) Value.text(each))
                .injectNull(0.3)
                .map(each -> each == null ? Value.ofNull() : each);
        return Combinators.combine(id, text, text, text).as((key, name, note, kept) -> {
            Value[] all = {key, name.equals(Value.text("long")) ? Value.text("c") : name, note, kept};
            return Document.of(
                    schema.layout(),
                    java.util.Arrays.copyOf(all, schema.fields().size()));
        });
    }

    @Property(tries = 200)
    void recordsMeetWhatIsThereAsAMapSays(
            @ForAll Conflict policy,
            @ForAll("present") List<Document> present,
            @ForAll("incoming") List<Document> incoming)
            throws InterruptedException {
        try (Store store = filled(present)) {
            Map<Value, Document> before = contents(store);
            Map<Value, Document> model = new HashMap<>(before);
            long differing =
                    incoming.stream().filter(each -> !meet(policy, model, each)).count();

            Arrival.Outcome outcome = arrive(policy, store, incoming);

            assertThat(contents(store)).isEqualTo(model);
            assertThat(outcome.rejected()).hasSize(policy == Conflict.FAIL ? (int) differing : 0);
            assertThat(outcome.undecided()).hasSize(policy == Conflict.INTERACTIVE ? (int) differing : 0);
            assertThat(outcome.written()
                            + outcome.skipped()
                            + outcome.rejected().size())
                    .isEqualTo(incoming.size());
            assertThat(outcome.content().records()).isEqualTo(outcome.written() + outcome.skipped());

            Arrival.Outcome again = arrive(policy, store, lastOfEachKey(incoming));
            assertThat(contents(store)).isEqualTo(model);
            assertThat(again.preImages().size()).isEqualTo((int) again.written());

            putBack(store, again);
            putBack(store, outcome);
            assertThat(contents(store)).isEqualTo(before);
        }
    }

    /** The model: what the policy makes of a map; false when the two records differ and nobody has decided. */
    private static boolean meet(Conflict policy, Map<Value, Document> model, Document incoming) {
        Value key = incoming.at(0);
        Document there = model.get(key);
        if (there == null) {
            model.put(key, incoming.with("kept", Value.ofNull()));
            return true;
        }
        Document over = there.with("name", incoming.at(1)).with("note", incoming.at(2));
        if (policy == Conflict.OVERWRITE) {
            model.put(key, over);
        } else if (policy == Conflict.MERGE) {
            Document merged = there;
            for (int i = 1; i < incoming.size(); i++) {
                if (incoming.at(i) != Value.Null.NULL) {
                    merged = merged.with(BROUGHT.layout().names().get(i), incoming.at(i));
                }
            }
            model.put(key, merged);
        }
        return over.equals(there);
    }

    private static List<Document> lastOfEachKey(List<Document> incoming) {
        Map<Value, Document> last = new HashMap<>();
        incoming.forEach(each -> last.put(each.at(0), each));
        return List.copyOf(last.values());
    }

    private static Arrival.Outcome arrive(Conflict policy, Store store, List<Document> incoming)
            throws InterruptedException {
        List<DataRecord> records = incoming.stream()
                .map(each -> DataRecord.of(List.of("id"), each))
                .toList();
        return store.transactions()
                .orElseThrow()
                .inTransaction(bound -> Arrival.of(policy, BROUGHT, THERE).arrive(bound, records));
    }

    private static void putBack(Store store, Arrival.Outcome outcome) throws InterruptedException {
        List<Arrival.PreImage> images = new ArrayList<>(outcome.preImages());
        java.util.Collections.reverse(images);
        for (Arrival.PreImage each : images) {
            Optional<DataRecord> was = each.before();
            WriteRequest request = was.isPresent() ? WriteRequest.upsert(THERE) : WriteRequest.delete(THERE);
            try (RecordWriter writer = store.write(request)) {
                writer.write(List.of(was.orElseGet(() -> gone(each.key()))));
                writer.flush();
            }
        }
    }

    private static DataRecord gone(RecordKey key) {
        return DataRecord.of(key.names(), key.toDocument());
    }

    private static Store filled(List<Document> present) throws InterruptedException {
        Store store = Fixture.memory("people");
        Fixture.make(store, List.of(THERE));
        Map<Value, Document> unique = new HashMap<>();
        present.forEach(each -> unique.put(each.at(0), each));
        Fixture.write(store, THERE, List.copyOf(unique.values()));
        return store;
    }

    private static Map<Value, Document> contents(Store store) throws InterruptedException {
        Map<Value, Document> contents = new HashMap<>();
        try (RecordReader reader = store.read(ReadRequest.of(PEOPLE).as(THERE))) {
            reader.next(1_000, Long.MAX_VALUE)
                    .records()
                    .forEach(each -> contents.put(each.body().at(0), each.body()));
        }
        return contents;
    }
}
