package dev.naust.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Collection;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.RepairReport;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.RepairRequest.Side;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import dev.naust.migration.Overridden;
import dev.naust.testkit.InterceptedStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a comparison says, and what a repair leaves alone. */
class ComparisonTest {
    private static final DatasetId ID = DatasetId.of("person");

    private static Schema person(Kind kind, List<String> key) {
        return Schema.table(
                ID, List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("v", FieldType.of(kind))), key);
    }

    private static Document row(long id, Value value) {
        return Document.of(person(Kind.TEXT, List.of("id")).layout(), new Value[] {Value.int64(id), value});
    }

    private static Shelf shelf(Kind here, Kind there, List<String> key) throws InterruptedException {
        return new Shelf(person(here, key), person(there, key));
    }

    @Test
    void aCollectionWithoutAKeyIsNotVerifiedThoughItsContentIsEqual() throws Exception {
        try (Shelf shelf = shelf(Kind.TEXT, Kind.TEXT, List.of())) {
            Schema schema = person(Kind.TEXT, List.of());
            Shelf.write(shelf.left, WriteRequest.insert(schema), List.of(row(1, Value.text("a"))));
            Shelf.write(shelf.right, WriteRequest.insert(schema), List.of(row(1, Value.text("a"))));

            ComparisonReport report = shelf.compare();

            assertThat(report.verdict()).isEqualTo(Verdict.UNVERIFIED);
            assertThat(report.collections().get(0).reason()).contains("key").contains("equal");
        }
    }

    @Test
    void whatOneSideMayHideIsNotVerified() throws Exception {
        try (Shelf shelf = shelf(Kind.TEXT, Kind.TEXT, List.of("id"))) {
            Schema schema = person(Kind.TEXT, List.of("id"));
            Shelf.write(shelf.left, WriteRequest.insert(schema), List.of(row(1, Value.text("a"))));
            Shelf.write(shelf.right, WriteRequest.insert(schema), List.of(row(1, Value.text("a"))));

            Collection hidden = shelf.compare(Shelf.all(), Overridden.hiding(shelf.left, ID))
                    .collections()
                    .get(0);
            assertThat(hidden.verdict()).isEqualTo(Verdict.UNVERIFIED);
            assertThat(hidden.reason())
                    .isEqualTo("The source may hide records. Only the owner sees all: ask the owner");

            shelf.putBeforeRight(right -> Overridden.hiding(right, ID));
            Collection there = shelf.compare().collections().get(0);
            assertThat(there.verdict()).isEqualTo(Verdict.UNVERIFIED);
            assertThat(there.reason()).startsWith("The target may hide records.");
        }
    }

    @Test
    void kindsThatNoMigrationBringsTogetherAreNotVerified() throws Exception {
        try (Shelf shelf = shelf(Kind.DATE, Kind.UUID, List.of("id"))) {
            assertThat(shelf.compare().collections().get(0).reason())
                    .contains("\"v\"")
                    .contains("no common form");
            assertThat(shelf.compare().verdict()).isEqualTo(Verdict.UNVERIFIED);
        }
    }

    @Test
    void aFieldOnOneSideOnlyIsADifference() throws Exception {
        Schema wider = Schema.table(
                ID,
                List.of(
                        Field.required("id", FieldType.of(Kind.INT64)),
                        Field.of("v", FieldType.of(Kind.TEXT)),
                        Field.of("w", FieldType.of(Kind.TEXT))),
                List.of("id"));
        try (Shelf shelf = new Shelf(wider, person(Kind.TEXT, List.of("id")))) {
            ComparisonReport report = shelf.compare();

            assertThat(report.verdict()).isEqualTo(Verdict.DIFFERENT);
            assertThat(report.collections().get(0).reason()).isEqualTo("Only the source has the field \"w\"");
        }
    }

    @Test
    void aCollectionThatOneSideDoesNotHaveIsADifference() throws Exception {
        try (Shelf shelf = shelf(Kind.TEXT, Kind.TEXT, List.of("id"))) {
            Schema other = Schema.table(
                    DatasetId.of("only"), List.of(Field.required("id", FieldType.of(Kind.INT64))), List.of("id"));
            Shelf.make(shelf.right, other);

            assertThat(shelf.compare().collections())
                    .extracting(Collection::source, Collection::target, Collection::verdict)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("person", "person", Verdict.IDENTICAL),
                            org.assertj.core.groups.Tuple.tuple("", "only", Verdict.DIFFERENT));
        }
    }

    @Test
    void whatNaustKeepsInAStoreForItsOwnWorkIsNotCompared() throws Exception {
        try (Shelf shelf = shelf(Kind.TEXT, Kind.TEXT, List.of("id"))) {
            for (String own : List.of(OwnCollections.CHECKPOINTS, OwnCollections.ROLLBACK)) {
                Schema kept = Schema.table(
                        DatasetId.of(own), List.of(Field.required("id", FieldType.of(Kind.INT64))), List.of("id"));
                Shelf.make(shelf.right, kept);
            }

            assertThat(shelf.compare().verdict()).isEqualTo(Verdict.IDENTICAL);
            assertThat(shelf.compare().collections()).hasSize(1);
        }
    }

    @Test
    void aRenamedCollectionIsComparedUnderItsNewName() throws Exception {
        Schema renamed = Schema.table(
                DatasetId.of("people"), person(Kind.TEXT, List.of()).fields(), List.of("id"));
        try (Shelf shelf = new Shelf(person(Kind.TEXT, List.of("id")), renamed)) {
            ComparisonRequest request = new ComparisonRequest(
                    new Endpoint.StoreId("left"),
                    new Endpoint.StoreId("right"),
                    List.of("person"),
                    Map.of("person", "people"),
                    Optional.empty(),
                    10);

            assertThat(shelf.compare(request).verdict()).isEqualTo(Verdict.IDENTICAL);
        }
    }

    @Test
    void allDifferencesAreCountedThoughTheFirstAreListed() throws Exception {
        try (Shelf shelf = shelf(Kind.TEXT, Kind.TEXT, List.of("id"))) {
            Shelf.write(
                    shelf.left,
                    WriteRequest.insert(person(Kind.TEXT, List.of("id"))),
                    IntStream.range(0, 500)
                            .mapToObj(i -> row(i, Value.text("x")))
                            .toList());
            ComparisonRequest request = new ComparisonRequest(
                    new Endpoint.StoreId("left"),
                    new Endpoint.StoreId("right"),
                    List.of(),
                    Map.of(),
                    Optional.of(new Filter.Comparison("id", Filter.Operator.GTE, Value.int64(100))),
                    7);

            Collection person = shelf.compare(request).collections().get(0);

            assertThat(person.missing()).isEqualTo(400);
            assertThat(person.differences()).hasSize(7);
        }
    }

    @Test
    void theNatureOfADifferenceIsNamed() {
        assertThat(Nature.of(Value.ofNull(), Value.text(""))).isEqualTo("null against empty text");
        assertThat(Nature.of(Value.text("a"), Value.text("a "))).isEqualTo("white space at the ends");
        assertThat(Nature.of(Value.text("\u00e9"), Value.text("e\u0301"))).contains("Unicode");
        assertThat(Nature.of(new Value.Float64(0.0), new Value.Float64(-0.0))).isEqualTo("the sign of zero");
        assertThat(Nature.of(Value.int64(9007199254740993L), Value.int64(9007199254740992L)))
                .contains("rounded to a double");
        Instant time = Instant.parse("2026-11-22T10:00:00.123456Z");
        assertThat(Nature.of(new Value.Moment(time), new Value.Moment(time.minusNanos(456_000))))
                .isEqualTo("the fraction of the second");
        assertThat(Nature.of(new Value.Moment(time), new Value.Moment(time.plusSeconds(7_200))))
                .contains("time zones");
        assertThat(Nature.of(Value.text("a"), Value.text("b"))).isEmpty();
    }

    @Test
    void whatCannotBeSeenIsWrittenOut() {
        assertThat(Shown.one(Value.text("e\u0301 \u00a0\u200b\""))).isEqualTo("\"e\\u{301} \\u{A0}\\u{200B}\\\"\"");
        Shown.Both far = Shown.both(
                Optional.of(Value.text("a".repeat(5_000) + "x")), Optional.of(Value.text("a".repeat(5_000) + "y")));
        assertThat(far.source()).startsWith("…aaa").endsWith("ax\"").hasSizeLessThan(100);
        assertThat(far.target()).endsWith("ay\"");
    }

    @Test
    void aRecordThatWasChangedSinceTheComparisonIsLeft() throws Exception {
        Schema schema = person(Kind.TEXT, List.of("id"));
        try (Shelf shelf = shelf(Kind.TEXT, Kind.TEXT, List.of("id"))) {
            Shelf.write(
                    shelf.left, WriteRequest.insert(schema), List.of(row(1, Value.text("a")), row(2, Value.text("b"))));
            Shelf.write(
                    shelf.right,
                    WriteRequest.insert(schema),
                    List.of(row(1, Value.text("x")), row(2, Value.text("y"))));
            ComparisonReport seen = shelf.compare();
            Shelf.write(
                    shelf.right,
                    WriteRequest.upsert(schema),
                    List.of(row(2, Value.text("newer")), row(3, Value.text("c"))));

            RepairReport report = shelf.repair(seen, new RepairRequest(Side.TARGET, true, false));

            assertThat(report.replaced()).isEqualTo(1);
            assertThat(report.deleted()).isZero();
            assertThat(report.leftovers()).hasSize(2);
            assertThat(report.succeeded()).isFalse();
            assertThat(report.after().collections().get(0).differing()).isEqualTo(2);
            assertThat(report.changes().get(0).before()).contains("\"x\"");
        }
    }

    @Test
    void theOtherSideCanBePutRightToo() throws Exception {
        Schema schema = person(Kind.TEXT, List.of("id"));
        try (Shelf shelf = shelf(Kind.TEXT, Kind.TEXT, List.of("id"))) {
            Shelf.write(shelf.left, WriteRequest.insert(schema), List.of(row(1, Value.text("a"))));
            Shelf.write(
                    shelf.right,
                    WriteRequest.insert(schema),
                    List.of(row(1, Value.text("x")), row(2, Value.text("y"))));
            String right = shelf.compare().collections().get(0).targetHash();

            RepairReport report = shelf.repair(shelf.compare(), new RepairRequest(Side.SOURCE, false, false));

            assertThat(report.succeeded()).isTrue();
            assertThat(shelf.compare().verdict()).isEqualTo(Verdict.IDENTICAL);
            assertThat(shelf.compare().collections().get(0).targetHash()).isEqualTo(right);
        }
    }

    /** Each reader sees its side as it was when it began: the change is in neither reading. */
    @Test
    void aChangeThatComesWhileBothSidesAreReadIsNotOverlooked() throws Exception {
        Schema thing = Schema.table(
                DatasetId.of("thing"),
                List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("v", FieldType.of(Kind.TEXT))),
                List.of("id"));
        List<Document> both = List.of(
                Document.of(thing.layout(), new Value[] {Value.int64(1), Value.text("a")}),
                Document.of(thing.layout(), new Value[] {Value.int64(2), Value.text("b")}));
        Document later = Document.of(thing.layout(), new Value[] {Value.int64(2), Value.text("later")});
        try (Shelf shelf = new Shelf(thing, thing)) {
            Shelf.write(shelf.left, WriteRequest.insert(thing), both);
            Shelf.write(shelf.right, WriteRequest.insert(thing), both);
            Store busy = new InterceptedStore(
                    shelf.left,
                    batch -> {
                        try {
                            Shelf.write(shelf.left, WriteRequest.upsert(thing), List.of(later));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return batch;
                    },
                    batch -> batch);

            ComparisonReport report = shelf.compare(Shelf.all(), busy);

            assertThat(report.verdict()).isEqualTo(Verdict.UNVERIFIED);
            assertThat(report.collections().get(0).reason())
                    .contains("thing in the source changed while it was compared");
        }
    }
}
