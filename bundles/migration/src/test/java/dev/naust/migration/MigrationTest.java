package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.json.JsonValues;
import dev.naust.testkit.InterceptedStore;
import dev.naust.testkit.server.LentStore;
import dev.naust.transfer.BoundedPump;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MigrationTest {
    private static final UnaryOperator<List<DataRecord>> AS_IT_IS = UnaryOperator.identity();

    private final RecordedProgress progress = new RecordedProgress();
    private Store source;
    private Store target;

    @BeforeEach
    void open() throws InterruptedException {
        source = Fixture.shop(500);
        target = Fixture.memory("target");
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void everythingArrivesAndIsProven() throws InterruptedException {
        MigrationReport report = migrate(source, target, Options.defaults());
        assertThat(report.errors()).isEmpty();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.validated()).isTrue();
        assertThat(report.written()).isEqualTo(1_500);
        assertThat(report.collections()).allSatisfy(each -> {
            assertThat(each.verdict()).isEqualTo(Verdict.IDENTICAL);
            assertThat(each.sourceHash()).hasSize(64).isEqualTo(each.targetHash());
        });
        assertThat(report.left()).isEmpty();
        assertThat(progress.done).hasValue(1_500);
        assertThat(progress.total).isEqualTo(1_500);
        assertThat(progress.stages).startsWith("Making collections", "Copying").contains("Making references");
        Schema album = target.describe(Fixture.ALBUM);
        assertThat(album.key()).containsExactly("AlbumId");
        assertThat(album.indexes()).hasSize(1);
        assertThat(album.foreignKeys())
                .singleElement()
                .satisfies(key -> assertThat(key.target()).isEqualTo(Fixture.ARTIST));
        assertThat(report.notCarried()).singleElement().asString().contains("trigger album_log");
    }

    @Test
    void aPlanPutsWhatIsReferredToFirstAndWritesNothing() throws InterruptedException {
        MigrationPlan plan = plan(source, target, List.of(), Options.defaults());
        assertThat(plan.collections())
                .extracting(MigrationPlan.CollectionPlan::target)
                .containsExactly(Fixture.ARTIST, Fixture.ALBUM);
        assertThat(plan.records()).isEqualTo(1_500);
        assertThat(plan.canProceed()).isTrue();
        assertThat(target.datasets()).isEmpty();
    }

    @Test
    void whatATableThatIsThereAlreadyIsWithoutIsNamed() throws InterruptedException {
        Schema album = Fixture.album();
        Fixture.make(target, List.of(Fixture.artist(), Schema.table(album.id(), album.fields(), List.of())));

        assertThat(plan(source, target, List.of(), Options.defaults()).notCarried())
                .contains(
                        "Album: the key (AlbumId), index IFK_AlbumArtistId, the reference from ArtistId, because Album is"
                                + " there already without. To have it made whole, remove it from the target first")
                .noneMatch(line -> line.startsWith("Artist:"));
    }

    @Test
    void onlyTheChosenCollectionsMoveAndALostReferenceIsSaid() throws InterruptedException {
        MigrationPlan plan = plan(source, target, List.of("Album"), Options.defaults());
        assertThat(plan.collections()).hasSize(1);
        assertThat(plan.notCarried())
                .anySatisfy(line ->
                        assertThat(line).contains("reference from ArtistId to Artist", "does not move with it"));
    }

    @Test
    void aCollectionThatIsNotThereIsNamedWithThoseThatAre() {
        assertThatThrownBy(() -> plan(source, target, List.of("Albums"), Options.defaults()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("\"Albums\"")
                .hasMessageContaining("Album, Artist");
    }

    @Test
    void aCollectionThatIsThereAlreadyBlocksOrIsSkipped() throws InterruptedException {
        Fixture.make(target, List.of(Fixture.artist()));
        Fixture.write(target, Fixture.artist(), List.of(artist(1, "Somebody")));
        MigrationPlan blocked = plan(source, target, List.of(), Options.defaults());
        assertThat(blocked.canProceed()).isFalse();
        assertThat(blocked.blockers())
                .singleElement()
                .asString()
                .contains("Artist already")
                .doesNotContain("killed");

        MigrationPlan rest = plan(source, target, List.of(), skippingWhatIsThere());
        assertThat(rest.canProceed()).isTrue();
        assertThat(rest.collections())
                .extracting(MigrationPlan.CollectionPlan::target)
                .containsExactly(Fixture.ALBUM);
    }

    @Test
    void aBareCollectionThatIsThereMayBeAKilledCommandsAndIsSaidToBe() throws InterruptedException {
        Schema bare = Schema.table(Fixture.ARTIST, Fixture.artist().fields(), List.of());
        Fixture.make(target, List.of(bare));
        Fixture.write(target, bare, List.of(artist(1, "Somebody")));
        assertThat(plan(source, target, only("Artist"), Options.defaults()).blockers())
                .hasSize(2)
                .last()
                .asString()
                .contains("Artist has no key and no index", "killed", "remove all", ": Artist");
    }

    /** What it had finished looks like anybody's table; what it had not is empty, and would be filled as it is. */
    @Test
    void whatAKilledCommandLeftIsNamedWholeAlsoWhereOnlyAPartOfItIsInTheWay() throws InterruptedException {
        Fixture.make(target, List.of(Fixture.artist()));
        Fixture.write(target, Fixture.artist(), List.of(artist(1, "Somebody")));
        Schema bare = Schema.table(Fixture.ALBUM, Fixture.album().fields(), List.of());
        Fixture.make(target, List.of(bare));
        assertThat(plan(source, target, List.of(), Options.defaults()).blockers())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("Album has no key and no index")
                .contains("killed", ": Album, Artist");
    }

    @Test
    void anEmptyCollectionThatIsThereIsFilled() throws InterruptedException {
        Fixture.make(target, List.of(Fixture.artist()));
        MigrationReport report = migrate(source, target, Options.defaults());
        assertThat(report.errors()).isEmpty();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.written()).isEqualTo(1_500);
        assertThat(report.collections())
                .extracting(MigrationReport.CollectionReport::verdict)
                .containsExactly(Verdict.CONFORMS, Verdict.IDENTICAL);
    }

    @Test
    void recordsMeetThoseThatAreThereAsThePolicySays() throws InterruptedException {
        Fixture.make(target, List.of(Fixture.artist()));
        Fixture.write(target, Fixture.artist(), List.of(artist(1, "Theirs"), artist(9_000, "Only theirs")));

        MigrationReport kept = migrate(source, target, only("Artist"), with(Conflict.SKIP));
        assertThat(kept.succeeded()).isTrue();
        assertThat(kept.validated()).isTrue();
        assertThat(kept.written()).isEqualTo(499);
        assertThat(kept.collections()).singleElement().satisfies(each -> {
            assertThat(each.skipped()).isEqualTo(1);
            assertThat(each.verdict()).isEqualTo(Verdict.CONFORMS);
        });
        assertThat(name(target, 1)).isEqualTo("Theirs");

        MigrationReport replaced = migrate(source, target, only("Artist"), with(Conflict.OVERWRITE));
        assertThat(replaced.validated()).isTrue();
        assertThat(replaced.written()).isEqualTo(1);
        assertThat(name(target, 1)).isEqualTo("Artist 1");
        assertThat(name(target, 9_000)).isEqualTo("Only theirs");
    }

    @Test
    void aCollectionWithOtherFieldsIsBlockedByName() throws InterruptedException {
        Schema narrow =
                Schema.table(Fixture.ARTIST, List.of(Fixture.artist().fields().get(0)), List.of("ArtistId"));
        Fixture.make(target, List.of(narrow));
        assertThat(plan(source, target, only("Artist"), Options.defaults()).blockers())
                .singleElement()
                .asString()
                .contains("has no field for Artist.Name");
    }

    @Test
    void aSourceWithoutCollectionsIsBlocked() throws InterruptedException {
        try (Store empty = Fixture.memory("empty")) {
            assertThat(plan(empty, target, List.of(), Options.defaults()).blockers())
                    .singleElement()
                    .asString()
                    .contains("nothing to move");
        }
    }

    @Test
    void aRejectUndoesEverythingUnlessTheRestMayStay() throws InterruptedException {
        Store odd = new InterceptedStore(source, spoil("Artist 7"), AS_IT_IS);
        MigrationReport strict = migrate(odd, target, Options.defaults());
        assertThat(strict.succeeded()).isFalse();
        assertThat(strict.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.collection()).isEqualTo("Artist");
            assertThat(reject.key()).isEqualTo("ArtistId=7");
            assertThat(reject.field()).isEqualTo("Name");
            assertThat(reject.value()).isEqualTo("[1, 2]");
        });
        assertThat(strict.left()).contains("as it was before");
        assertThat(target.datasets()).isEmpty();

        MigrationReport lenient = migrate(odd, target, new Options(Conflict.FAIL, 64, true, true, 2));
        assertThat(lenient.succeeded()).isFalse();
        assertThat(lenient.rejected()).isEqualTo(1);
        assertThat(lenient.written()).isEqualTo(1_499);
        assertThat(lenient.validated()).isFalse();
        assertThat(lenient.collections())
                .extracting(CollectionReport::source, CollectionReport::verdict)
                .containsExactlyInAnyOrder(tuple("Artist", Verdict.INCOMPLETE), tuple("Album", Verdict.IDENTICAL));
        assertThat(target.datasets()).hasSize(2);
    }

    @Test
    void aTargetThatChangesAValueIsFoundOutAndPutBack() throws InterruptedException {
        Store lying = new InterceptedStore(
                target,
                AS_IT_IS,
                batch -> batch.stream()
                        .map(each -> each.body().at(0).equals(Value.int64(250)) ? twisted(each) : each)
                        .toList());
        MigrationReport report = migrate(source, lying, Options.defaults());
        assertThat(report.succeeded()).isFalse();
        assertThat(report.collections()).anyMatch(each -> each.verdict() == Verdict.DIFFERENT);
        assertThat(report.errors()).anySatisfy(line -> assertThat(line).contains("is not what was read from"));
        assertThat(target.datasets()).isEmpty();
    }

    @Test
    void aTargetThatDropsARecordIsFoundOut() throws InterruptedException {
        Store losing = new InterceptedStore(
                target,
                AS_IT_IS,
                batch -> batch.stream()
                        .filter(each -> !each.body().at(0).equals(Value.int64(250)))
                        .toList());
        assertThat(migrate(source, losing, Options.defaults()).succeeded()).isFalse();
    }

    @Test
    void withoutValidationNothingIsCalledIdentical() throws InterruptedException {
        MigrationReport report = migrate(source, target, new Options(Conflict.FAIL, 100, false, false, 1));
        assertThat(report.succeeded()).isTrue();
        assertThat(report.validated()).isFalse();
        assertThat(report.collections()).allMatch(each -> each.verdict() == Verdict.UNVERIFIED);
    }

    @Test
    void aNameThatTwoSchemasHaveStaysInBoth() throws InterruptedException {
        for (String schema : List.of("s1", "s2")) {
            Fixture.make(
                    source,
                    List.of(new Schema(
                            DatasetId.of(schema, "same"),
                            Shape.TABLE,
                            List.of(
                                    Field.required("id", FieldType.of(Kind.INT64)),
                                    Field.of("v", FieldType.of(Kind.TEXT))),
                            List.of("id"),
                            List.of(new Index("same_v_idx", false, false, List.of(new Index.Part("v", false)))),
                            List.of(),
                            List.of())));
        }

        MigrationPlan plan = plan(source, target, List.of("s1.same", "s2.same"), Options.defaults());

        assertThat(plan.warnings()).isEmpty();
        assertThat(plan.collections())
                .extracting(MigrationPlan.CollectionPlan::target)
                .containsExactly(DatasetId.of("s1", "same"), DatasetId.of("s2", "same"));
        assertThat(plan.collections())
                .allSatisfy(each -> assertThat(each.writeAs().indexes())
                        .extracting(Index::name)
                        .containsExactly("same_v_idx"));
    }

    @Test
    void whatTheSourceDoesNotShowIsNotCalledIdentical() throws InterruptedException {
        Store hiding = Overridden.hiding(source, Fixture.album().id());
        MigrationReport report = migrate(hiding, target, Options.defaults());
        assertThat(report.collections())
                .filteredOn(each -> each.verdict() != Verdict.IDENTICAL)
                .extracting(CollectionReport::source, CollectionReport::verdict)
                .containsExactly(tuple(Fixture.album().id().toString(), Verdict.UNVERIFIED));
        assertThat(report.validated()).isFalse();
        assertThat(report.succeeded()).isFalse();
        assertThat(report.errors())
                .containsExactly(
                        Fixture.album().id()
                                + " is UNVERIFIED: what was read arrived, and there may be more. Only the owner sees all: ask the owner");
        assertThat(report.left()).isEqualTo("The target keeps what arrived");
    }

    @Test
    void aStoreThatFailsHalfWayLeavesTheTargetAsItWas() throws InterruptedException {
        Set<Object> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger count = new AtomicInteger();
        Store failing = new InterceptedStore(
                source,
                batch -> {
                    if (seen.add(batch) && count.incrementAndGet() == 5) {
                        throw new StoreException(Broken.BROKEN, "The disk of the source is gone; plug it in");
                    }
                    return batch;
                },
                AS_IT_IS);
        MigrationReport report = migrate(failing, target, new Options(Conflict.FAIL, 50, true, false, 2));
        assertThat(report.succeeded()).isFalse();
        assertThat(report.errors()).singleElement().asString().contains("Copying", "The disk of the source is gone");
        assertThat(report.left()).contains("as it was before");
        assertThat(target.datasets()).isEmpty();
    }

    @Test
    void aCancelledRunLeavesTheTargetAsItWas() {
        Thread running = Thread.currentThread();
        Store slow = new InterceptedStore(
                source,
                batch -> {
                    running.interrupt();
                    return batch;
                },
                AS_IT_IS);
        assertThatThrownBy(() -> migrate(slow, target, new Options(Conflict.FAIL, 10, true, false, 2)))
                .isInstanceOf(InterruptedException.class);
        Thread.interrupted();
        assertThat(target.datasets()).isEmpty();
    }

    @Test
    void aReportComesBackFromItsDocumentAsItWas() throws InterruptedException {
        MigrationReport report = migrate(source, target, Options.defaults());
        JsonValues json = new JsonValues();
        Document kept = json.readObject(json.write(ReportDocument.of(report)));
        assertThat(ReportDocument.read(kept).collections())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds")
                .isEqualTo(report.collections());
        assertThat(ReportDocument.read(kept).startedAt()).isEqualTo(report.startedAt());
    }

    @Test
    void aRequestThatIsKeptShowsNoPassword() {
        Endpoint address = new Endpoint.Address("postgresql://app:s3cret@db:5432/shop");
        MigrationRequest request =
                new MigrationRequest(address, new Endpoint.StoreId("archive"), List.of(), Options.defaults());
        assertThat(MigrationRequestForm.write(request).toString())
                .doesNotContain("s3cret")
                .contains("app");
    }

    private enum Broken implements ErrorCode {
        BROKEN;

        @Override
        public String code() {
            return "test.broken";
        }

        @Override
        public Category category() {
            return Category.UNAVAILABLE;
        }
    }

    private static UnaryOperator<List<DataRecord>> spoil(String name) {
        Value list = new Value.Array(List.of(Value.int64(1), Value.int64(2)));
        return batch -> batch.stream()
                .map(each -> each.body().at(1).equals(Value.text(name))
                        ? each.withBody(each.body().with("Name", list))
                        : each)
                .toList();
    }

    private static DataRecord twisted(DataRecord each) {
        return each.withBody(each.body().with(each.body().layout().names().get(1), Value.text("twisted")));
    }

    private MigrationPlan plan(Store from, Store to, List<String> collections, Options options)
            throws InterruptedException {
        MigrationRequest request =
                new MigrationRequest(new Endpoint.StoreId("a"), new Endpoint.StoreId("b"), collections, options);
        return new Planner(
                        new LentStore("a", from),
                        new LentStore("b", to),
                        request,
                        new BoundedPump(),
                        new Surroundings())
                .plan();
    }

    private static Document artist(long id, String name) {
        return Document.of(Fixture.artist().layout(), new Value[] {Value.int64(id), Value.text(name)});
    }

    private static String name(Store store, long id) {
        return store.lookup()
                .orElseThrow()
                .find(Fixture.ARTIST, RecordKey.of("ArtistId", Value.int64(id)))
                .orElseThrow()
                .body()
                .at(1)
                .toString();
    }

    private static List<String> only(String collection) {
        return List.of(collection);
    }

    private static Options with(Conflict policy) {
        return new Options(policy, 100, true, false, 2);
    }

    private static Options skippingWhatIsThere() {
        Options defaults = Options.defaults();
        return new Options(Conflict.FAIL, 100, true, false, 0, true, false, defaults.lossy(), defaults.limits());
    }

    private MigrationReport migrate(Store from, Store to, Options options) throws InterruptedException {
        return migrate(from, to, List.of(), options);
    }

    private MigrationReport migrate(Store from, Store to, List<String> collections, Options options)
            throws InterruptedException {
        MigrationPlan plan = plan(from, to, collections, options);
        assertThat(plan.blockers()).isEmpty();
        Findings findings = new Findings(progress);
        Conduct conduct = new AllOrNothing(
                new BoundedPump(),
                plan.collections(),
                from,
                to,
                options,
                progress,
                findings,
                new SourceGuard(from, List.of(), Map.of()),
                Set.of(),
                false);
        return new Execution(plan, conduct, options, progress, findings, false).run();
    }
}
