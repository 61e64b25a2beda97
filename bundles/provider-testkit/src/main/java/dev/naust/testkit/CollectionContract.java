package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.ForeignKey.Action;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Making, listing, describing and dropping collections. */
abstract class CollectionContract extends ContractGroup {

    @Test
    @DisplayName("is listed once it is made, and an empty store lists none")
    void isListedOnceItIsMade() throws InterruptedException {
        assertThat(store().store().datasets()).isEmpty();

        store().make("second", Samples.NAME);
        store().make("first", Samples.NAME);

        assertThat(store().store().datasets())
                .extracting(Dataset::id)
                .containsExactly(store().id("first"), store().id("second"));
    }

    @Test
    @DisplayName("is described with its fields in their order and with the kinds that were planned")
    void isDescribedAsPlanned() throws InterruptedException {
        List<Field> fields = List.of(
                Samples.ID,
                Field.required("zeta", FieldType.of(Kind.TEXT)),
                Field.of("alpha", FieldType.of(Kind.FLOAT64)),
                Field.of("price", FieldType.decimal(10, 2, "")),
                Field.of("short", FieldType.sized(Kind.TEXT, 20, "")));
        Schema source = Schema.table(DatasetId.of("described"), fields, List.of("id"));
        Schema planned = store().planned(source);

        Schema described = store().make(source);

        assertThat(described.id()).isEqualTo(planned.id());
        assertThat(described.fields())
                .extracting(Field::name, field -> field.type().describe())
                .containsExactlyElementsOf(planned.fields().stream()
                        .map(field -> tuple(field.name(), field.type().describe()))
                        .toList());
    }

    @Test
    @DisplayName("keeps its key and which fields may be null, or never claims to")
    void keepsKeyAndNullability() throws InterruptedException {
        List<Field> fields = List.of(
                Field.required("b", FieldType.of(Kind.INT64)),
                Field.required("a", FieldType.sized(Kind.TEXT, 40, "")),
                Field.of("maybe", FieldType.of(Kind.INT64)));

        Schema described = store().make(Schema.table(DatasetId.of("keyed"), fields, List.of("a", "b")));

        assertThat(described.key()).isEqualTo(store().has(Feature.KEYS) ? List.of("a", "b") : List.of());
        boolean strict = store().has(Feature.NOT_NULL);
        assertThat(described.fields()).extracting(Field::nullable).containsExactly(!strict, !strict, true);
    }

    @Test
    @DisplayName("keeps its indexes with their order and uniqueness, or never claims to")
    void keepsIndexes() throws InterruptedException {
        Schema table = Schema.table(DatasetId.of("indexed"), List.of(Samples.ID, Samples.NAME), List.of("id"));
        Index plain =
                new Index("ix_plain", false, false, List.of(new Index.Part("name", true), new Index.Part("id", false)));
        Index unique = new Index("ix_unique", true, false, List.of(new Index.Part("name", false)));
        Schema source = new Schema(
                table.id(),
                Shape.TABLE,
                List.of(Samples.ID, Field.of("name", FieldType.sized(Kind.TEXT, 40, ""))),
                table.key(),
                List.of(plain, unique),
                List.of(),
                List.of());

        Schema described = store().make(source);

        if (store().has(Feature.INDEXES)) {
            assertThat(described.indexes())
                    .extracting(Index::name, Index::unique, Index::parts)
                    .containsExactlyInAnyOrder(
                            tuple("ix_plain", false, plain.parts()), tuple("ix_unique", true, unique.parts()));
        } else {
            assertThat(described.indexes()).isEmpty();
        }
    }

    @Test
    @DisplayName("keeps its references to other collections, or never claims to")
    void keepsForeignKeys() throws InterruptedException {
        Schema target = Schema.table(DatasetId.of("target"), List.of(Samples.ID), List.of("id"));
        Schema referring = Schema.table(
                        DatasetId.of("referring"),
                        List.of(Samples.ID, Field.of("target_id", FieldType.of(Kind.INT64))),
                        List.of("id"))
                .withForeignKeys(List.of(new ForeignKey(
                        "fk_target",
                        List.of("target_id"),
                        DatasetId.of("target"),
                        List.of("id"),
                        Action.CASCADE,
                        Action.NO_ACTION,
                        0)));

        Schema described = store().make(List.of(referring, target)).get(0);

        if (store().has(Feature.FOREIGN_KEYS)) {
            assertThat(described.foreignKeys())
                    .extracting(
                            ForeignKey::fields,
                            ForeignKey::target,
                            ForeignKey::targetFields,
                            ForeignKey::onDelete,
                            ForeignKey::onUpdate)
                    .containsExactly(tuple(
                            List.of("target_id"),
                            store().id("target"),
                            List.of("id"),
                            Action.CASCADE,
                            Action.NO_ACTION));
        } else {
            assertThat(described.foreignKeys()).isEmpty();
        }
    }

    @Test
    @DisplayName("is made in steps that say what they do and stand in the order of their phases")
    void isMadeInOrderedSteps() {
        Schema source = Schema.table(DatasetId.of("stepped"), List.of(Samples.ID, Samples.NAME), List.of("id"));

        List<SchemaStep> steps = store().editing().steps(List.of(store().planned(source)));

        assertThat(steps).isNotEmpty().allSatisfy(step -> {
            assertThat(step.name()).isNotBlank();
            assertThat(step.statement()).isNotBlank();
        });
        assertThat(steps).extracting(SchemaStep::phase).isSorted();
        assertThat(store().store().datasets()).as("planning makes nothing").isEmpty();
    }

    @Test
    @DisplayName("can be filled between its creation and its keys and indexes")
    void canBeFilledBeforeItsIndexes() throws InterruptedException {
        Schema source = Schema.table(DatasetId.of("staged"), List.of(Samples.ID, Samples.NAME), List.of("id"));
        Schema planned = store().planned(source);
        List<SchemaStep> steps = store().editing().steps(List.of(planned));
        for (SchemaStep step : steps) {
            if (step.phase() == SchemaStep.Phase.CREATE) {
                store().editing().apply(step);
            }
        }
        store().write(dev.naust.api.store.WriteRequest.fill(planned), Samples.people(store(), planned, 25));
        for (SchemaStep step : steps) {
            if (step.phase() != SchemaStep.Phase.CREATE) {
                store().editing().apply(step);
            }
        }

        assertThat(store().store().describe(planned.id()).key())
                .isEqualTo(store().has(Feature.KEYS) ? List.of("id") : List.of());
        assertThat(store().read(planned)).hasSize(25);
    }

    @Test
    @DisplayName("cannot be made twice: the store refuses and says so, and the records stay")
    void cannotBeMadeTwice() throws InterruptedException {
        Schema schema = store().make("twice", Samples.NAME);
        store().insert(schema, Samples.people(store(), schema, 3));

        assertThatThrownBy(() -> store().make("twice", Samples.NAME))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("twice");
        assertThat(store().read(schema)).hasSize(3);
    }

    @ParameterizedTest(name = "of {0} fields")
    @ValueSource(ints = {1_000, 2_500})
    @DisplayName("that is too wide is told beforehand, with the limit; any other can be made")
    void tooWideIsToldBeforehand(int fields) throws InterruptedException {
        Field[] wide = IntStream.range(1, fields)
                .mapToObj(i -> Field.of("f" + i, FieldType.of(Kind.INT64)))
                .toArray(Field[]::new);
        Schema planned = store().planned(Schema.table(
                DatasetId.of("wide"),
                Stream.concat(Stream.of(Samples.ID), Stream.of(wide)).toList(),
                List.of("id")));

        List<String> obstacles = store().editing().obstacles(planned);

        if (obstacles.isEmpty()) {
            assertThat(store().make("wide", wide).fields()).hasSize(fields);
        } else {
            assertThat(obstacles).singleElement().asString().contains(fields + " fields", "at most");
            assertThatThrownBy(() -> store().make("wide", wide)).isInstanceOf(StoreException.class);
        }
    }

    @Test
    @DisplayName("that has no field is told beforehand where none can be, and is made elsewhere")
    void withoutFieldsIsToldBeforehand() throws InterruptedException {
        Schema bare = Schema.table(DatasetId.of("bare"), List.of(), List.of());

        List<String> obstacles = store().editing().obstacles(store().planned(bare));

        if (obstacles.isEmpty()) {
            assertThat(store().make(bare).fields()).isEmpty();
        } else {
            assertThat(obstacles).singleElement().asString().contains("0 fields", "at least");
            assertThatThrownBy(() -> store().make(bare)).isInstanceOf(StoreException.class);
        }
    }

    @Test
    @DisplayName("is gone with its records when it is dropped, and dropping it again is no error")
    void isGoneWhenDropped() throws InterruptedException {
        Schema schema = store().make("dropped", Samples.NAME);
        store().insert(schema, Samples.people(store(), schema, 3));

        store().editing().drop(schema.id());

        assertThat(store().store().datasets()).isEmpty();
        assertThatCode(() -> store().editing().drop(schema.id())).doesNotThrowAnyException();
        assertThat(store().read(store().make("dropped", Samples.NAME))).isEmpty();
    }

    @Test
    @DisplayName("that is not there is the caller's mistake, named in the message")
    void thatIsNotThereIsTheCallersMistake() throws InterruptedException {
        Schema schema = store().make("there", Samples.NAME);
        DatasetId missing = store().id("missing");
        Schema elsewhere = Schema.table(missing, schema.fields(), schema.key());

        assertUserError(() -> store().store().describe(missing));
        assertUserError(() -> store().read(ReadRequest.of(missing)));
        assertUserError(() -> store().write(
                        dev.naust.api.store.WriteRequest.insert(elsewhere), Samples.people(store(), elsewhere, 1)));
    }

    @Test
    @DisplayName("is still there with its records when the store is opened again, or the store never claims to")
    void survivesReopening() throws InterruptedException {
        Schema schema = store().make("durable", Samples.NAME);
        store().insert(schema, Samples.people(store(), schema, 5));

        store().reopen();

        if (store().has(Feature.DURABILITY)) {
            assertThat(store().read(schema)).hasSize(5);
        } else {
            assertThat(store().store().datasets()).isEmpty();
        }
    }

    private static void assertUserError(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.category()).isEqualTo(Category.USER))
                .hasMessageContaining("missing");
    }

    @Test
    @DisplayName("of documents takes fields that its schema does not name, where the technology has such collections")
    void takesDocuments() throws InterruptedException {
        if (!store().editing().shapes().contains(Shape.COLLECTION)) {
            return;
        }
        Schema made = store().make(documents("documents"));
        assertThat(made.shape()).isEqualTo(Shape.COLLECTION);
        assertThat(made.key()).containsExactly("id");
        DataRecord plain = document(made, Map.of("id", Value.text("a"), "name", Value.text("Åse")));
        DataRecord deep = document(
                made,
                Map.of(
                        "id", Value.text("b"),
                        "age", Value.int64(7),
                        "address", Document.of(Map.of("street", Value.text("Kaia 1"))),
                        "tags", new Value.Array(List.of(Value.text("x"), Value.text("y")))));
        store().insert(made, List.of(plain, deep));

        assertThat(Canonical.of(store().read(made))).containsExactlyInAnyOrder(Canonical.of(plain), Canonical.of(deep));
        Schema profiled =
                store().store().profiling().orElseThrow().profile(made.id()).schema();
        assertThat(Canonical.of(store().read(ReadRequest.of(made.id()).as(profiled))))
                .as("whoever copies it by its profile copies all of it")
                .containsExactlyInAnyOrder(Canonical.of(plain), Canonical.of(deep));
        DataRecord changed = document(made, Map.of("id", Value.text("a"), "boat", Value.text("red")));
        store().write(WriteRequest.upsert(made), List.of(changed));
        store().write(WriteRequest.delete(made), List.of(deep));
        assertThat(Canonical.of(store().read(made))).containsExactly(Canonical.of(changed));
        assertThat(store().read(ReadRequest.of(made.id()).where(Filter.eq("boat", Value.text("red")))))
                .hasSize(1);
        Schema later = store().store().describe(made.id());
        assertThat(later.shape()).isEqualTo(Shape.COLLECTION);
        assertThat(later.key()).containsExactly("id");
    }

    @Test
    @DisplayName("of documents is read in the kinds of its profile, also where a field holds several")
    void mixedFieldsAreReadInOneKind() throws InterruptedException {
        if (!store().editing().shapes().contains(Shape.COLLECTION)) {
            return;
        }
        Schema made = store().make(documents("mixed"));
        store().insert(
                        made,
                        List.of(
                                document(made, Map.of("id", Value.text("a"), "v", Value.int64(7))),
                                document(made, Map.of("id", Value.text("b"), "v", Value.text("seven"))),
                                document(
                                        made,
                                        Map.of("id", Value.text("c"), "v", Document.of(Map.of("n", Value.int64(7)))))));
        Schema profiled =
                store().store().profiling().orElseThrow().profile(made.id()).schema();
        Kind kind = profiled.field("v").orElseThrow().type().kind();

        assertThat(store().read(ReadRequest.of(made.id()).as(profiled)))
                .hasSize(3)
                .extracting(record -> record.body().get("v").orElseThrow().kind())
                .containsOnly(kind);
    }

    private static Schema documents(String name) {
        return new Schema(
                DatasetId.of(name),
                Shape.COLLECTION,
                List.of(Field.required("id", FieldType.of(Kind.TEXT))),
                List.of("id"),
                List.of(),
                List.of(),
                List.of());
    }

    private static DataRecord document(Schema schema, Map<String, Value> fields) {
        return DataRecord.of(schema.key(), Document.of(fields));
    }
}
