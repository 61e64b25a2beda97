package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Adding, replacing and deleting records, and what becomes of those that do not fit. */
abstract class WritingContract extends ContractGroup {

    @Test
    @DisplayName("adds records that are read back as they were given")
    void addsRecords() throws InterruptedException {
        Schema schema = store().make("added", Samples.NAME);
        List<DataRecord> people = Samples.people(store(), schema, 250);

        store().insert(schema, people);

        assertThat(Canonical.of(store().read(schema))).containsExactlyInAnyOrderElementsOf(Canonical.of(people));
    }

    @Test
    @DisplayName("adds to the records that are there already")
    void addsToWhatIsThere() throws InterruptedException {
        Schema schema = store().make("grown", Samples.NAME);
        List<DataRecord> people = Samples.people(store(), schema, 30);

        store().insert(schema, people.subList(0, 10));
        try (RecordWriter writer = store().store().write(WriteRequest.insert(schema))) {
            writer.write(people.subList(10, 15));
            writer.flush();
            writer.write(people.subList(15, 20));
            writer.write(people.subList(20, 30));
            writer.flush();
        }

        assertThat(Canonical.of(store().read(schema))).containsExactlyInAnyOrderElementsOf(Canonical.of(people));
    }

    @Test
    @DisplayName("keeps null, empty text and the word null apart")
    void keepsNullAndEmptyApart() throws InterruptedException {
        Schema schema = store().make("nothing", Samples.NAME);
        List<DataRecord> records = List.of(
                store().record(schema, Value.int64(1), Value.ofNull()),
                store().record(schema, Value.int64(2), Value.text("")),
                store().record(schema, Value.int64(3), Value.text("null")),
                store().record(schema, Value.int64(4), Value.text("NULL")),
                store().record(schema, Value.int64(5), Value.text(" ")));

        store().insert(schema, records);

        assertThat(Canonical.of(store().read(schema))).containsExactlyInAnyOrderElementsOf(Canonical.of(records));
    }

    @Test
    @DisplayName("shows nothing of a first filling before it is flushed")
    void showsNothingBeforeFlush() throws InterruptedException {
        Schema schema = store().make("unflushed", Samples.NAME);
        try (RecordWriter writer = store().store().write(WriteRequest.fill(schema))) {
            writer.write(Samples.people(store(), schema, 10));

            assertThat(store().read(schema)).isEmpty();

            writer.flush();
            assertThat(store().read(schema)).hasSize(10);
        }
    }

    @Test
    @DisplayName("gives up what a first filling had not flushed when it is closed")
    void discardsWhatWasNotFlushed() throws InterruptedException {
        Schema schema = store().make("abandoned", Samples.NAME);
        List<DataRecord> people = Samples.people(store(), schema, 20);
        try (RecordWriter writer = store().store().write(WriteRequest.fill(schema))) {
            writer.write(people.subList(0, 5));
            writer.flush();
            writer.write(people.subList(5, 20));
        }

        assertThat(Canonical.of(store().read(schema)))
                .containsExactlyInAnyOrderElementsOf(Canonical.of(people.subList(0, 5)));
    }

    @Test
    @DisplayName("rejects a record whose key is there already and adds its neighbours")
    void rejectsADuplicateKey() throws InterruptedException {
        Schema schema = store().make("duplicates", Samples.NAME);
        store().insert(schema, Samples.people(store(), schema, 3));
        DataRecord again = Samples.person(store(), schema, 2, "somebody else");
        DataRecord before = Samples.person(store(), schema, 10, "before");
        DataRecord after = Samples.person(store(), schema, 11, "after");

        WriteReport report = store().write(WriteRequest.insert(schema), List.of(before, again, after));

        if (store().has(Feature.KEYS)) {
            assertThat(report.rejected()).singleElement().satisfies(reject -> assertNamed(reject, again));
            assertThat(store().read(schema)).hasSize(5);
            assertThat(Canonical.of(store().read(schema)))
                    .contains(Canonical.of(before), Canonical.of(after))
                    .doesNotContain(Canonical.of(again));
        } else {
            assertThat(store().read(schema)).hasSize(6);
        }
    }

    @Test
    @DisplayName("rejects a record that breaks a unique index, and the records without a value never do")
    void rejectsABrokenUniqueIndex() throws InterruptedException {
        Field code = Field.of("code", FieldType.sized(Kind.TEXT, 20, ""));
        Index unique = new Index("ux_code", true, false, List.of(new Index.Part("code", false)));
        Schema schema = store().make(new Schema(
                DatasetId.of("unique"),
                Shape.TABLE,
                List.of(Samples.ID, code),
                List.of("id"),
                List.of(unique),
                List.of(),
                List.of()));
        DataRecord twin = store().record(schema, Value.int64(2), Value.text("x"));
        List<DataRecord> records = List.of(
                store().record(schema, Value.int64(1), Value.text("x")),
                twin,
                store().record(schema, Value.int64(3), Value.ofNull()),
                store().record(schema, Value.int64(4), Value.ofNull()));

        WriteReport report = store().write(WriteRequest.insert(schema), records);

        if (store().has(Feature.INDEXES)) {
            assertThat(report.rejected()).singleElement().satisfies(reject -> assertNamed(reject, twin));
        } else {
            assertThat(report.rejected()).isEmpty();
        }
    }

    @Test
    @DisplayName("rejects a null where none may be, names the field, and writes the neighbours")
    void rejectsNullWhereNoneMayBe() throws InterruptedException {
        Schema schema = store().make("strict", Field.required("name", FieldType.of(Kind.TEXT)));
        DataRecord bad = store().record(schema, Value.int64(2), Value.ofNull());
        List<DataRecord> records =
                List.of(Samples.person(store(), schema, 1, "before"), bad, Samples.person(store(), schema, 3, "after"));

        WriteReport report = store().write(WriteRequest.insert(schema), records);

        if (store().has(Feature.NOT_NULL)) {
            assertThat(report.rejected()).singleElement().satisfies(reject -> {
                assertNamed(reject, bad);
                assertThat(reject.field()).isEqualTo("name");
            });
            assertThat(store().read(schema)).hasSize(2);
        } else {
            assertThat(report.rejected()).isEmpty();
        }
    }

    @Test
    @DisplayName("finds the few bad records among many good ones")
    void findsTheBadAmongMany() throws InterruptedException {
        Schema schema = store().make("mixed", Field.required("name", FieldType.of(Kind.TEXT)));
        List<DataRecord> records = new ArrayList<>(Samples.people(store(), schema, 500));
        for (int at : List.of(0, 77, 78, 499)) {
            records.set(at, store().record(schema, Value.int64(at + 1L), Value.ofNull()));
        }

        WriteReport report = store().write(WriteRequest.insert(schema), records);

        if (store().has(Feature.NOT_NULL)) {
            assertThat(report.rejected()).hasSize(4);
            assertThat(report.written()).isEqualTo(496);
            assertThat(store().read(schema)).hasSize(496);
        } else {
            assertThat(store().read(schema)).hasSize(500);
        }
    }

    @Test
    @DisplayName("replaces the record with the same key and adds it where there is none")
    void replacesByKey() throws InterruptedException {
        Schema schema = store().make("replaced", Samples.NAME);
        List<DataRecord> people = new ArrayList<>(Samples.people(store(), schema, 5));
        store().insert(schema, people);
        DataRecord changed = Samples.person(store(), schema, 3, "changed");
        DataRecord added = Samples.person(store(), schema, 9, "added");
        if (!store().has(Feature.KEYS)) {
            assertRefused(WriteRequest.upsert(schema), changed);
            return;
        }

        WriteReport report = store().write(WriteRequest.upsert(schema), List.of(changed, added));

        people.set(2, changed);
        people.add(added);
        assertThat(report.rejected()).isEmpty();
        assertThat(report.written()).isEqualTo(2);
        assertThat(Canonical.of(store().read(schema))).containsExactlyInAnyOrderElementsOf(Canonical.of(people));
    }

    @Test
    @DisplayName("deletes by key, and a key that is not there is no error")
    void deletesByKey() throws InterruptedException {
        Schema schema = store().make("deleted", Samples.NAME);
        List<DataRecord> people = Samples.people(store(), schema, 5);
        store().insert(schema, people);
        DataRecord unknown = Samples.person(store(), schema, 99, "unknown");
        if (!store().has(Feature.KEYS)) {
            assertRefused(WriteRequest.delete(schema), people.get(0));
            return;
        }

        WriteReport report = store().write(WriteRequest.delete(schema), List.of(people.get(1), unknown));

        assertThat(report.rejected()).isEmpty();
        assertThat(Canonical.of(store().read(schema)))
                .containsExactlyInAnyOrderElementsOf(
                        Canonical.of(List.of(people.get(0), people.get(2), people.get(3), people.get(4))));
    }

    @Test
    @DisplayName("fills in a planned default where a record leaves the field out")
    void fillsInDefaults() throws InterruptedException {
        Field color = Field.of("color", FieldType.sized(Kind.TEXT, 20, ""))
                .withDefault(Optional.of(new DefaultValue.Constant(Value.text("it's blue"))));
        boolean carried =
                store().store().types().plan(color).target().defaultValue().isPresent();
        Schema schema = store().make("defaults", color);
        Schema withoutColor =
                Schema.table(schema.id(), List.of(schema.field("id").orElseThrow()), schema.key());

        assertThat(schema.field("color").orElseThrow().defaultValue().isPresent())
                .isEqualTo(carried);
        store().write(WriteRequest.insert(withoutColor), List.of(store().record(withoutColor, Value.int64(1))));

        Value filled = store().read(schema).get(0).body().get("color").orElse(Value.ofNull());
        assertThat(Canonical.of(filled)).isEqualTo(Canonical.of(carried ? Value.text("it's blue") : Value.ofNull()));
    }

    @Test
    @DisplayName("takes an empty batch and an empty flush")
    void takesNothing() throws InterruptedException {
        Schema schema = store().make("empty", Samples.NAME);

        WriteReport report = store().write(WriteRequest.insert(schema), List.of());

        assertThat(report.written()).isZero();
        assertThat(store().read(schema)).isEmpty();
    }

    private void assertRefused(WriteRequest request, DataRecord record) {
        assertThatThrownBy(() -> store().write(request, List.of(record)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.category()).isEqualTo(Category.USER));
    }

    private static void assertNamed(Rejected reject, DataRecord record) {
        assertThat(reject.record()).isEqualTo(record);
        assertThat(reject.reason()).isNotBlank();
    }
}
