package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Limits;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.migration.reshape.Pace;
import dev.naust.migration.reshape.ReshapedStore;
import dev.naust.sqlite.SqliteProvider;
import dev.naust.testkit.server.LentStore;
import dev.naust.transfer.BoundedPump;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** What a request asks for on the way is what arrives. */
@Timeout(60)
class WishesTest {
    private static final DatasetId PEOPLE = DatasetId.of("people");
    private static final Schema PERSON = Schema.table(
            PEOPLE,
            List.of(
                    Field.required("id", FieldType.of(Kind.INT64)),
                    Field.of("name", FieldType.of(Kind.TEXT)),
                    Field.of("age", FieldType.of(Kind.TEXT)),
                    Field.of("phone", FieldType.of(Kind.TEXT)),
                    Field.of("nin", FieldType.of(Kind.TEXT)),
                    Field.of("note", FieldType.of(Kind.TEXT))),
            List.of("id"));

    @TempDir
    Path folder;

    private final RecordedProgress progress = new RecordedProgress();
    private Store source;
    private Store target;
    private ServerFixture server;

    @BeforeEach
    void open() throws InterruptedException {
        source = Fixture.memory("source");
        target = Fixture.memory("target");
        Fixture.make(source, List.of(PERSON));
        Fixture.write(
                source,
                PERSON,
                List.of(
                        person(1, "Ada", "36", "12345678", "01"),
                        person(2, "Bo", "many", "87654321", "02"),
                        person(3, "Cy", "17", "55555555", "01")));
        server = new ServerFixture(source, target);
    }

    @AfterEach
    void close() {
        server.close();
        source.close();
        target.close();
    }

    private static Document person(long id, String name, String age, String phone, String nin) {
        return Document.of(PERSON.layout(), new Value[] {
            Value.int64(id), Value.text(name), Value.text(age), Value.text(phone), Value.text(nin), Value.ofNull()
        });
    }

    private static FieldChange change(Transform transform) {
        return new FieldChange(Optional.empty(), Optional.of(transform));
    }

    private static MigrationRequest request(Options options, Reshape reshape) {
        MigrationRequest plain = ServerFixture.request(options, "people");
        return new MigrationRequest(
                plain.source(), plain.target(), plain.collections(), options, Map.of("people", reshape));
    }

    private static Options goingOn(Limits limits) {
        return new Options(Conflict.FAIL, 10, true, true, 1, false, false, Lossy.REJECT, limits);
    }

    @Test
    void collectionsAndFieldsAreRenamedFilteredCastMaskedSetAndLeftBehind() throws Exception {
        Reshape reshape = new Reshape(
                Optional.of("persons"),
                Optional.of(new Filter.Comparison("id", Filter.Operator.NE, Value.int64(2))),
                Map.of(
                        "name", new FieldChange(Optional.of("full_name"), Optional.empty()),
                        "age", change(new Transform.Cast(Kind.INT64)),
                        "phone", change(new Transform.Mask(1, 2)),
                        "nin", change(new Transform.Drop()),
                        "origin", change(new Transform.Constant(Value.text("crm")))));
        server.migrate(request(goingOn(Limits.none()), reshape), progress);
        DatasetId persons = DatasetId.of("persons");
        assertThat(target.describe(persons).fields().stream().map(Field::name))
                .containsExactlyInAnyOrder("id", "full_name", "age", "phone", "note", "origin");
        assertThat(ServerFixture.count(target, persons)).isEqualTo(2);
        Document cy = found(target, persons, 3);
        assertThat(cy.get("full_name")).contains(Value.text("Cy"));
        assertThat(cy.get("age")).contains(Value.int64(17));
        assertThat(cy.get("phone")).contains(Value.text("5*****55"));
        assertThat(cy.get("origin")).contains(Value.text("crm"));
        assertThat(cy.get("note")).contains(Value.ofNull());
    }

    @Test
    void aKeyThatIsLeftOutIsNamedInThePlan() throws Exception {
        Reshape reshape = new Reshape(Optional.empty(), Optional.empty(), Map.of("id", change(new Transform.Drop())));
        assertThat(plan(request(Options.defaults(), reshape), target).notCarried())
                .containsExactly("people: The key (id) is not carried over: a field of it is left out.");
    }

    /** At the pace of the copying, counting what a filter lets through took as long as the copying, before it began. */
    @Test
    @Timeout(20)
    void planningIsNotHeldToThePaceOfTheCopying() throws Exception {
        List<Document> many = new ArrayList<>();
        for (long id = 100; id < 200; id++) {
            many.add(person(id, "x", "1", "2", "3"));
        }
        Fixture.write(source, PERSON, many);
        Reshape some = new Reshape(
                Optional.empty(),
                Optional.of(new Filter.Comparison("id", Filter.Operator.GTE, Value.int64(100))),
                Map.of());
        assertThat(plan(request(goingOn(new Limits(0, 0, 1)), some), target)
                        .collections()
                        .get(0)
                        .records())
                .isEqualTo(100);
    }

    @Test
    void equalValuesHashToEqualOnesAndWithAnotherKeyToOthers() throws Exception {
        Reshape reshape = new Reshape(Optional.empty(), Optional.empty(), Map.of("nin", change(new Transform.Hash())));
        List<Value> hashed = nins(reshape, "0123456789abcdef");
        assertThat(hashed.get(0)).isEqualTo(hashed.get(2)).isNotEqualTo(hashed.get(1));
        assertThat(hashed.get(0).toString()).matches("[0-9a-f]{64}");
        assertThat(nins(reshape, "fedcba9876543210").get(0)).isNotEqualTo(hashed.get(0));
    }

    private List<Value> nins(Reshape reshape, String key) throws InterruptedException {
        Store seen =
                ReshapedStore.of(source, Map.of(PEOPLE, reshape), new Pace(0), key.getBytes(StandardCharsets.UTF_8));
        List<Value> values = new ArrayList<>();
        try (RecordReader reader = seen.read(ReadRequest.of(PEOPLE))) {
            reader.next(10, Long.MAX_VALUE)
                    .records()
                    .forEach(each -> values.add(each.body().get("nin").orElseThrow()));
        }
        return values;
    }

    @Test
    void whatCannotBeCastIsRejectedAndAllRejectsAreReplayedWithAnotherMapping() throws Exception {
        Reshape toNumber =
                new Reshape(Optional.empty(), Optional.empty(), Map.of("age", change(new Transform.Cast(Kind.INT64))));
        MigrationRequest request = request(goingOn(Limits.none()), toNumber);
        assertThatThrownBy(() -> server.migrate(request, progress)).isInstanceOf(RunFailedException.class);
        assertThat(ServerFixture.count(target, PEOPLE)).isEqualTo(2);

        assertThatThrownBy(() -> server.start().refuseEnded(progress.id()))
                .hasMessageContaining("nothing is left to go on with: put its rejects right");
        Leftovers leftovers = server.leftovers(request);
        assertThat(leftovers.replayAll(progress.id(), Document.empty())).isEqualTo(new Leftovers.Tried(0, 1));
        Document drop =
                Document.of(Map.of("fields", Document.of(Map.of("age", Document.of(Map.of("drop", Value.Bool.TRUE))))));
        assertThat(leftovers.replayAll(progress.id(), drop)).isEqualTo(new Leftovers.Tried(1, 0));
        assertThat(found(target, PEOPLE, 2).get("name")).contains(Value.text("Bo"));
        assertThat(found(target, PEOPLE, 2).get("age")).contains(Value.ofNull());
    }

    @Test
    void aFilterWhoseValueNoFieldCouldHoldIsRefusedInsteadOfMovingNothing() {
        for (Filter each : List.of(
                Filter.eq("id", Value.Bool.TRUE),
                Filter.eq("age", Value.int64(36)),
                new Filter.Or(
                        List.of(Filter.eq("id", Value.int64(1)), new Filter.In("name", List.of(Value.int64(1))))))) {
            Reshape reshape = new Reshape(Optional.empty(), Optional.of(each), Map.of());
            assertThatThrownBy(() -> server.migrate(request(goingOn(Limits.none()), reshape), progress))
                    .hasMessageContaining("write it as the field holds it")
                    .extracting(failure -> ((StoreException) failure).code())
                    .isEqualTo(ServiceError.OPTION_UNSUPPORTED);
        }
    }

    /** A mask whose field was misspelt left the field as it is, and said nothing. */
    @Test
    void aChangeOfAFieldThatIsNotThereIsRefusedInsteadOfDoingNothing() throws InterruptedException {
        for (FieldChange each : List.of(
                change(new Transform.Drop()),
                change(new Transform.Mask(0, 2)),
                new FieldChange(Optional.of("telephone"), Optional.empty()))) {
            Reshape reshape = new Reshape(Optional.empty(), Optional.empty(), Map.of("fone", each));
            assertThatThrownBy(() -> server.migrate(request(goingOn(Limits.none()), reshape), progress))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("names the field fone, which is not there. It has: id, name, age, phone")
                    .extracting(failure -> ((StoreException) failure).code())
                    .isEqualTo(ServiceError.OPTION_UNSUPPORTED);
        }
        assertThat(target.datasets()).isEmpty();
    }

    @Test
    void twoFieldsOfOneNameAreRefusedByName() {
        Reshape reshape = new Reshape(
                Optional.empty(),
                Optional.empty(),
                Map.of("phone", new FieldChange(Optional.of("name"), Optional.empty())));
        assertThatThrownBy(() -> server.migrate(request(goingOn(Limits.none()), reshape), progress))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Two fields of people would be called name");
    }

    @Test
    void aRejectIsReplayedWithAnotherValueThoughItsOtherFieldsAreOfTheSourcesKinds() throws Exception {
        Schema member = Schema.table(
                DatasetId.of("members"),
                List.of(
                        Field.required("id", FieldType.of(Kind.INT64)),
                        Field.of("active", FieldType.of(Kind.INT64)),
                        Field.of("age", FieldType.of(Kind.TEXT))),
                List.of("id"));
        Fixture.make(source, List.of(member));
        Fixture.write(source, member, List.of(Document.of(member.layout(), new Value[] {
            Value.int64(1), Value.int64(0), Value.text("many")
        })));
        Reshape reshape = new Reshape(
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        "active", change(new Transform.Cast(Kind.BOOL)),
                        "age", change(new Transform.Cast(Kind.INT64))));
        MigrationRequest plain = ServerFixture.request(goingOn(Limits.none()), "members");
        MigrationRequest request = new MigrationRequest(
                plain.source(), plain.target(), plain.collections(), plain.options(), Map.of("members", reshape));
        assertThatThrownBy(() -> server.migrate(request, progress)).isInstanceOf(RunFailedException.class);

        Leftovers leftovers = server.leftovers(request);
        assertThat(leftovers
                        .replay(progress.id(), 1, Document.of(Map.of("value", Value.text("more"))))
                        .open())
                .isTrue();
        assertThat(leftovers
                        .replay(progress.id(), 1, Document.of(Map.of("value", Value.int64(41))))
                        .open())
                .isFalse();
        Document found = found(target, member.id(), 1);
        assertThat(found.get("active")).contains(Value.Bool.FALSE);
        assertThat(found.get("age")).contains(Value.int64(41));
    }

    @Test
    void aRunStopsWhenMoreRecordsAreRejectedThanAllowed() throws Exception {
        List<Document> odd = new ArrayList<>();
        for (long id = 10; id < 60; id++) {
            odd.add(person(id, "Odd " + id, "none", "", ""));
        }
        Fixture.write(source, PERSON, odd);
        Reshape toNumber =
                new Reshape(Optional.empty(), Optional.empty(), Map.of("age", change(new Transform.Cast(Kind.INT64))));
        assertThatThrownBy(() -> server.migrate(request(goingOn(new Limits(5, 0, 0)), toNumber), progress))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("Copying people was stopped")
                .hasMessageContaining("rejectLimit allows 5")
                .hasMessageNotContaining("should never happen");
        assertThat(server.leftovers(request(goingOn(Limits.none()), toNumber))
                        .list(progress.id(), Leftovers.Kind.REJECT, 0, 100))
                .hasSizeBetween(6, 30);
    }

    @Test
    void aPlanSaysWhatDoesNotFitWithAnExampleAndTheChoiceThatMakesItFit() throws Exception {
        DatasetId sums = DatasetId.of("sums");
        Schema sum = Schema.table(
                sums,
                List.of(
                        Field.required("id", FieldType.of(Kind.INT64)),
                        Field.of("total", FieldType.of(Kind.DECIMAL)),
                        Field.of("parts", FieldType.of(Kind.DOCUMENT))),
                List.of("id"));
        Fixture.make(source, List.of(sum));
        Fixture.write(source, sum, List.of(Document.of(sum.layout(), new Value[] {
            Value.int64(1), new Value.Decimal(new BigDecimal("1234567890123456789.10")), Value.ofNull()
        })));
        try (Store file = sqlite("plan.db")) {
            server.put("target", file);
            MigrationPlan.CollectionPlan asIs =
                    plan(Lossy.REJECT, file).collections().get(0);
            MigrationPlan.FieldPlan parts = asIs.fields().get(2);
            assertThat(asIs.chunks()).isEqualTo(1);
            assertThat(parts.fidelity()).isEqualTo(Fidelity.LOSSY);
            assertThat(asIs.choices(parts))
                    .extracting(MigrationPlan.Choice::name)
                    .containsExactly("AS_TEXT", "DROP");
            assertThat(asIs.choices(asIs.fields().get(0))).isEmpty();
            Document report = server.migrate(
                    ServerFixture.request(
                            new Options(Conflict.FAIL, 10, true, false, 1, false, false, Lossy.AS_TEXT, Limits.none()),
                            "sums"),
                    progress);
            assertThat(report.get("warnings").orElseThrow().toString())
                    .contains("sums.parts is TEXT in the target: held as text, as asked for");
            assertThat(found(file, sums, 1).get("total").orElseThrow().toString())
                    .isEqualTo("1234567890123456789.10");
        }
    }

    private MigrationPlan plan(Lossy lossy, Store file) throws InterruptedException {
        return plan(
                ServerFixture.request(
                        new Options(Conflict.FAIL, 10, true, false, 1, false, false, lossy, Limits.none()), "sums"),
                file);
    }

    private MigrationPlan plan(MigrationRequest request, Store to) throws InterruptedException {
        return new Planner(
                        new LentStore("source", source),
                        new LentStore("target", to),
                        request,
                        new BoundedPump(),
                        new Surroundings())
                .plan();
    }

    @Test
    void aRecordThatRefersToOneThatComesLaterArrives() throws Exception {
        DatasetId staff = DatasetId.of("staff");
        Schema member = new Schema(
                staff,
                Shape.TABLE,
                List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("boss", FieldType.of(Kind.INT64))),
                List.of("id"),
                List.of(),
                List.of(new ForeignKey(
                        "",
                        List.of("boss"),
                        staff,
                        List.of("id"),
                        ForeignKey.Action.NO_ACTION,
                        ForeignKey.Action.NO_ACTION,
                        0)),
                List.of());
        Fixture.make(source, List.of(member));
        List<Document> members = new ArrayList<>();
        for (long id = 1; id <= 500; id++) {
            members.add(Document.of(
                    member.layout(), new Value[] {Value.int64(id), id == 500 ? Value.ofNull() : Value.int64(id + 1)}));
        }
        Fixture.write(source, member, members);
        try (Store file = sqlite("staff.db")) {
            Fixture.make(
                    file,
                    List.of(member.withFields(member.fields().stream()
                            .map(field -> file.types().plan(field).target())
                            .toList())));
            server.put("target", file);
            server.migrate(ServerFixture.request(new Options(Conflict.FAIL, 10, true, false, 1), "staff"), progress);
            assertThat(ServerFixture.count(file, staff)).isEqualTo(500);
            assertThat(found(file, staff, 1).get("boss")).contains(Value.int64(2));
        }
    }

    private Store sqlite(String name) {
        BundleContext noProperties = (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
        return new SqliteProvider(noProperties)
                .open(StoreConfig.of(
                        "target",
                        Document.empty()
                                .with("path", Value.text(folder.resolve(name).toString()))));
    }

    private static Document found(Store store, DatasetId id, long key) {
        return store.lookup()
                .orElseThrow()
                .find(id, RecordKey.of("id", Value.int64(key)))
                .orElseThrow()
                .body();
    }
}
