package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Pump;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Store;
import dev.naust.json.JsonValues;
import dev.naust.testkit.server.LentStore;
import dev.naust.transfer.BoundedPump;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Documents become tables and tables become documents, as a request chooses, and what came from the one is what goes back. */
@Timeout(60)
class ShapesTest {
    private static final DatasetId ORDERS = DatasetId.of("orders");

    @Test
    void listsAndObjectsBecomeTablesThatReferToTheirRecord() throws InterruptedException {
        try (Store source = orders(order(7, items(item("pen", 2), item("ink", 1)), List.of("red", "blue")));
                Store target = Fixture.memory("target")) {
            MigrationPlan plan = plan(source, target, FLATTENED);
            assertThat(plan.blockers()).isEmpty();
            assertThat(plan.warnings())
                    .anySatisfy(line -> assertThat(line)
                            .contains("orders_items", "made of items in orders", "orders_id, position"));
            assertThat(plan.collections())
                    .extracting(each -> each.target().name())
                    .first()
                    .isEqualTo("orders");

            MigrationReport report = migrate(source, target, FLATTENED);
            assertThat(report.errors()).isEmpty();
            assertThat(report.collections())
                    .allSatisfy(each -> assertThat(each.verdict()).isEqualTo(Verdict.IDENTICAL));

            Schema items = target.describe(DatasetId.of("orders_items"));
            assertThat(items.key()).containsExactly("orders_id", "position");
            assertThat(items.layout().names()).containsExactly("orders_id", "position", "name", "count");
            assertThat(items.foreignKeys()).extracting(ForeignKey::target).containsExactly(ORDERS);
            assertThat(target.describe(DatasetId.of("orders_colours")).layout().names())
                    .containsExactly("orders_id", "position", "value");
            assertThat(target.describe(DatasetId.of("orders_address")).key()).containsExactly("orders_id");
            assertThat(target.describe(ORDERS).layout().names()).containsExactly("_id", "who");
            assertThat(rows(target, "orders_items"))
                    .containsExactly(
                            "{orders_id=7, position=1, name=pen, count=2}",
                            "{orders_id=7, position=2, name=ink, count=1}");
        }
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void whatWasFlattenedNestsBackToEqualContent(@ForAll("orders") List<Document> all) throws InterruptedException {
        try (Store source = orders(all.toArray(Document[]::new));
                Store tables = Fixture.memory("tables");
                Store back = Fixture.memory("back")) {
            assertThat(migrate(source, tables, FLATTENED).errors()).isEmpty();
            assertThat(migrate(tables, back, NESTED).errors()).isEmpty();
            assertThat(content(back, ORDERS, source))
                    .as("%s", rows(back, "orders"))
                    .isEqualTo(content(source, ORDERS, source));
        }
    }

    @Test
    void whatWasNestedFlattensBackToEqualContent() throws InterruptedException {
        try (Store source = Fixture.shop(700);
                Store documents = Fixture.memory("documents");
                Store back = Fixture.memory("back")) {
            MigrationReport nested = migrate(
                    source,
                    documents,
                    "{\"name\": \"Artist\", \"nest\": [{\"collection\": \"Album\", \"as\": \"albums\"}]}");
            assertThat(nested.errors()).isEmpty();
            assertThat(nested.written()).isEqualTo(700);
            assertThat(documents.datasets()).hasSize(1);

            MigrationReport flat = migrate(
                    documents,
                    back,
                    "{\"name\": \"Artist\", \"flatten\": [{\"field\": \"albums\", \"to\": \"Album\", \"parent\":"
                            + " [\"ArtistId\"], \"key\": [\"AlbumId\"]}]}");
            assertThat(flat.errors()).isEmpty();
            assertThat(content(back, Fixture.ARTIST, source)).isEqualTo(content(source, Fixture.ARTIST, source));
            assertThat(content(back, Fixture.ALBUM, source)).isEqualTo(content(source, Fixture.ALBUM, source));
            assertThat(back.describe(Fixture.ALBUM).key()).containsExactly("AlbumId");
            assertThat(back.describe(Fixture.ALBUM).foreignKeys())
                    .extracting(ForeignKey::target)
                    .containsExactly(Fixture.ARTIST);
        }
    }

    @Test
    void nestingWithoutAnIndexIsToldWithTheIndexThatHelps() throws InterruptedException {
        String nest = "{\"name\": \"Artist\", \"nest\": [\"Album\"]}";
        Schema album = Fixture.album();
        Schema plain = new Schema(
                album.id(), album.shape(), album.fields(), album.key(), List.of(), album.foreignKeys(), List.of());
        try (Store indexed = Fixture.shop(900);
                Store source = Fixture.memory("plain");
                Store target = Fixture.memory("target")) {
            Fixture.make(source, List.of(Fixture.artist(), plain));
            List<Document> artists = new ArrayList<>();
            List<Document> albums = new ArrayList<>();
            for (long id = 1; id <= 900; id++) {
                artists.add(Document.of(
                        Fixture.artist().layout(), new Value[] {Value.int64(id), Value.text("Artist " + id)}));
                albums.add(Document.of(
                        plain.layout(), new Value[] {Value.int64(id), Value.text("Album"), Value.int64(id)}));
            }
            Fixture.write(source, Fixture.artist(), artists);
            Fixture.write(source, plain, albums);

            assertThat(plan(source, target, nest).warnings())
                    .anySatisfy(line -> assertThat(line)
                            .contains("at least 3 times", "Make an index on Album (ArtistId) in the source first"));
            assertThat(plan(indexed, target, nest).warnings()).noneMatch(line -> line.contains("Make an index"));
        }
    }

    @Test
    void whatCannotBeMadeBlocksThePlanInPlainWords() throws InterruptedException {
        try (Store source = Fixture.shop(3);
                Store target = Fixture.memory("target")) {
            assertThat(blockers(source, target, "{\"name\": \"Album\", \"nest\": [\"Artist\"]}"))
                    .contains("Artist cannot go into Album", "no reference", "\"by\"");
            assertThat(
                            blockers(
                                    source,
                                    target,
                                    "{\"name\": \"Artist\", \"nest\": [\"Album\"]}, {\"name\": \"Album\", \"nest\": [\"Artist\"]}"))
                    .contains("in a circle");
            assertThat(blockers(
                            source,
                            target,
                            "{\"name\": \"Artist\", \"nest\": [{\"collection\": \"Album\", \"most\": 1}]}"))
                    .contains("More than 1 records of Album", "\"most\"");
            assertThat(blockers(source, target, "{\"name\": \"Artist\", \"flatten\": [\"Name\"]}"))
                    .contains("Artist cannot be flattened by Name", "only lists and objects");
            Fixture.write(
                    source, Fixture.album(), List.of(Document.of(Fixture.album().layout(), new Value[] {
                        Value.int64(99), Value.text("Lost"), Value.int64(99)
                    })));
            assertThat(blockers(source, target, "{\"name\": \"Artist\", \"nest\": [\"Album\"]}"))
                    .contains("1 of 7 records of Album refer to no record of Artist");
            assertThat(migrate(
                                    source,
                                    target,
                                    "{\"name\": \"Artist\", \"nest\": [\"Album\"]}, {\"name\": \"Album\", \"filter\":"
                                            + " {\"ArtistId\": {\"lt\": 99}}}")
                            .errors())
                    .isEmpty();
            assertThat(target.datasets()).hasSize(1);
        }
    }

    @Test
    void whereverTheServerDiesTheChosenShapeIsWholeInTheEndAndRollsBackToNothing() throws Exception {
        List<Document> documents = new ArrayList<>();
        for (long id = 0; id < 400; id++) {
            documents.add(order(id, items(item("pen", id), item("ink", 1)), List.of("red", "blue")));
        }
        try (Store orders = orders(documents.toArray(Document[]::new));
                Store shop = Fixture.shop(300)) {
            for (int death = 1; death < 50; death += 9) {
                diesAndGoesOn(orders, request(FLATTENED), death);
                diesAndGoesOn(shop, request("{\"name\": \"Artist\", \"nest\": [\"Album\"]}"), death);
            }
        }
    }

    private static void diesAndGoesOn(Store source, MigrationRequest request, int death) throws Exception {
        try (Store once = Fixture.memory("once");
                Store target = Fixture.memory("target");
                ServerFixture undisturbed = new ServerFixture(source, once);
                ServerFixture server = new ServerFixture(source, target)) {
            undisturbed.migrate(request, new RecordedProgress());
            boolean ended = false;
            for (int start = 0; !ended && start < 200; start++) {
                try {
                    server.migrate(request, new Dying(start == 0 ? death : death + 40 * start));
                    ended = true;
                } catch (Dying.Killed killed) {
                    ended = false;
                }
            }
            assertThat(ServerFixture.content(target)).as("death " + death).isEqualTo(ServerFixture.content(once));
            server.start().rollbacks().run(request, new RecordedProgress());
            assertThat(ServerFixture.content(target)).isEmpty();
        }
    }

    private static final String FLATTENED =
            "{\"name\": \"orders\", \"flatten\": [\"items\", \"colours\", \"address\"]}";

    private static final String NESTED = "{\"name\": \"orders\", \"nest\": [{\"collection\": \"orders_items\","
            + " \"omitNulls\": true}, \"orders_colours\", {\"collection\": \"orders_address\", \"omitNulls\": true}]}";

    @Provide
    Arbitrary<List<Document>> orders() {
        Arbitrary<Value> texts = Arbitraries.strings().ofMaxLength(5).map(Value::text);
        Arbitrary<Value> items = Arbitraries.maps(Arbitraries.of("name", "note", "list"), texts)
                .ofMinSize(1)
                .map(Document::of)
                .list()
                .ofMaxSize(4)
                .map(list -> (Value) new Value.Array(List.copyOf(list)));
        Arbitrary<Value> colours = texts.list().ofMaxSize(3).map(list -> (Value) new Value.Array(list));
        Arbitrary<Value> none = Arbitraries.just(Value.ofNull());
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(3, items), net.jqwik.api.Tuple.of(1, none)),
                        Arbitraries.oneOf(colours, none))
                .as((list, more) -> new Value[] {list, more})
                .list()
                .ofMaxSize(30)
                .map(ShapesTest::numbered);
    }

    private static List<Document> numbered(List<Value[]> values) {
        List<Document> all = new ArrayList<>();
        for (Value[] each : values) {
            all.add(order(all.size(), each[0], each[1]));
        }
        return all;
    }

    private static Document order(long id, Value items, List<String> colours) {
        return order(
                id,
                items,
                new Value.Array(colours.stream()
                        .map(Value::text)
                        .map(each -> (Value) each)
                        .toList()));
    }

    private static Document order(long id, Value items, Value colours) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("_id", Value.int64(id));
        fields.put("who", Value.text("somebody"));
        fields.put("items", items);
        fields.put("colours", colours);
        fields.put("address", id % 3 == 2 ? Value.ofNull() : Document.of(Map.of("street", Value.text("Road " + id))));
        return Document.of(fields);
    }

    private static Value items(Document... items) {
        return new Value.Array(List.of(items));
    }

    private static Document item(String name, long count) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("name", Value.text(name));
        fields.put("count", Value.int64(count));
        return Document.of(fields);
    }

    private static Store orders(Document... documents) throws InterruptedException {
        Store store = Fixture.memory("documents");
        Schema schema = new Schema(
                ORDERS,
                Shape.COLLECTION,
                List.of(
                        Field.required("_id", FieldType.of(Kind.INT64)),
                        Field.of("who", FieldType.of(Kind.TEXT)),
                        Field.of("items", FieldType.of(Kind.ARRAY)),
                        Field.of("colours", FieldType.of(Kind.ARRAY)),
                        Field.of("address", FieldType.of(Kind.DOCUMENT))),
                List.of("_id"),
                List.of(),
                List.of(),
                List.of());
        Fixture.make(store, List.of(schema));
        Fixture.write(store, schema, List.of(documents));
        return store;
    }

    private static MigrationRequest request(String collections) {
        return MigrationRequestForm.read(new JsonValues()
                .readObject("{\"source\": \"source\", \"target\": \"target\", \"collections\": [" + collections
                        + "], \"options\": {\"batchSize\": 50}}"));
    }

    private static Planner planner(Store from, Store to, String collections) {
        return new Planner(
                new LentStore("a", from),
                new LentStore("b", to),
                // As a run that goes on after a restart has it.
                MigrationRequestForm.read(MigrationRequestForm.write(request(collections))),
                new BoundedPump(),
                new Surroundings());
    }

    private static MigrationPlan plan(Store from, Store to, String collections) throws InterruptedException {
        return planner(from, to, collections).plan();
    }

    private static String blockers(Store from, Store to, String collections) throws InterruptedException {
        return String.join("\n", plan(from, to, collections).blockers());
    }

    private static MigrationReport migrate(Store from, Store to, String collections) throws InterruptedException {
        Planner planner = planner(from, to, collections);
        MigrationPlan plan = planner.plan();
        assertThat(plan.blockers()).isEmpty();
        RecordedProgress progress = new RecordedProgress();
        Findings findings = new Findings(progress);
        MigrationRequest.Options options = request(collections).options();
        Conduct conduct = new AllOrNothing(
                new BoundedPump(),
                plan.collections(),
                planner.source(),
                to,
                options,
                progress,
                findings,
                new SourceGuard(planner.source(), List.of(), Map.of()),
                java.util.Set.of(),
                false);
        return new Execution(plan, conduct, options, progress, findings, false).run();
    }

    /** The content by the fields of one store, in their order. */
    private static ContentHash content(Store store, DatasetId id, Store as) throws InterruptedException {
        Pump pump = new BoundedPump();
        return pump.hash(store, ReadRequest.of(id).as(as.describe(id)), records -> {});
    }

    private static List<String> rows(Store store, String name) throws InterruptedException {
        try (var reader = store.read(ReadRequest.of(DatasetId.of(name)))) {
            return reader.next(100, 1 << 20).records().stream()
                    .map(each -> each.body().toMap().toString())
                    .toList();
        }
    }
}
