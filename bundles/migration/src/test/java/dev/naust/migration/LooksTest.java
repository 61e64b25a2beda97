package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Limits;
import dev.naust.api.service.MigrationRequest.Look;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.sqlite.SqliteProvider;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;

/** Records are looked at before, during and after, as the request asks for. */
@Timeout(60)
class LooksTest {
    @TempDir
    Path folder;

    private final RecordedProgress progress = new RecordedProgress();
    private Store source;
    private Store target;

    @BeforeEach
    void open() throws InterruptedException {
        source = Fixture.shop(1_000);
        BundleContext noProperties = (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
        target = new SqliteProvider(noProperties)
                .open(StoreConfig.of(
                        "target",
                        Document.empty()
                                .with(
                                        "path",
                                        Value.text(folder.resolve("target.db").toString()))));
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    private static Options options(boolean goOn, long rejects, Look... looks) {
        return new Options(Conflict.FAIL, 10, true, goOn, 1, false, false, Lossy.REJECT, new Limits(rejects, 0, 0))
                .looking(Set.of(looks));
    }

    /** Names as numbers, which none of them is. */
    private static MigrationRequest misfits(Options options) {
        MigrationRequest plain = ServerFixture.request(options, "Artist");
        FieldChange number = new FieldChange(Optional.empty(), Optional.of(new Transform.Cast(Kind.INT64)));
        return new MigrationRequest(
                plain.source(),
                plain.target(),
                plain.collections(),
                options,
                Map.of("Artist", new Reshape(Optional.empty(), Optional.empty(), Map.of("Name", number))));
    }

    @Test
    void nothingIsBegunWhenARecordDoesNotFit() {
        try (ServerFixture server = new ServerFixture(source, target)) {
            assertThatThrownBy(() -> server.migrate(misfits(options(false, 0, Look.BEFORE)), progress))
                    .isInstanceOfSatisfying(StoreException.class, e -> {
                        assertThat(e.code()).isEqualTo(ServiceError.MIGRATION_BLOCKED);
                        assertThat(e.getMessage())
                                .contains("1000 records do not fit", "Artist ArtistId=1, Name:", "and 980 more");
                    });
            assertThatThrownBy(() -> server.migrate(misfits(options(true, 999, Look.BEFORE)), progress))
                    .hasMessageContaining("Nothing was written");
            assertThat(target.datasets()).isEmpty();

            assertThatThrownBy(() -> server.migrate(misfits(options(true, 1_000, Look.BEFORE)), progress))
                    .isInstanceOf(RunFailedException.class);
            assertThat(target.datasets()).hasSize(1);
            assertThat(progress.warnings).anySatisfy(line -> assertThat(line).startsWith("1000 records do not fit"));
        }
    }

    @Test
    void whatTheTargetChangesStopsTheRunAtItsChunk() throws Exception {
        Store tapped = new Tapped(target)
                .afterCommit(
                        4,
                        () -> execute("CREATE TRIGGER loud AFTER INSERT ON Artist BEGIN"
                                + " UPDATE Artist SET Name = upper(Name) WHERE ArtistId = NEW.ArtistId; END"));
        try (ServerFixture server = new ServerFixture(source, tapped)) {
            MigrationRequest request = ServerFixture.request(options(false, 0, Look.DURING), "Artist");
            assertThatThrownBy(() -> server.migrate(request, progress))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("ArtistId=361 to ArtistId=480")
                    .hasMessageContaining("Artist holds something else");
            assertThat(ServerFixture.count(target, Fixture.ARTIST)).isEqualTo(360);

            execute("DROP TRIGGER loud");
            server.migrate(request, progress);
            assertThat(ServerFixture.content(target).get("Artist"))
                    .isEqualTo(ServerFixture.content(source).get("Artist"));
        }
    }

    @Test
    void recordsThatMeetOthersAreLookedUpToo() throws Exception {
        try (ServerFixture server = new ServerFixture(source, target)) {
            server.migrate(ServerFixture.request(options(false, 0), "Artist"), progress);
            execute("UPDATE Artist SET Name = 'Old' WHERE ArtistId % 3 = 0");
            execute("DELETE FROM Artist WHERE ArtistId % 3 = 1");
            Options over = new Options(Conflict.OVERWRITE, 10, true, false, 1).looking(Set.of(Look.DURING));
            server.start().migrate(ServerFixture.request(over, "Artist"), new RecordedProgress() {
                @Override
                public String id() {
                    return "over";
                }
            });
            assertThat(ServerFixture.content(target).get("Artist"))
                    .isEqualTo(ServerFixture.content(source).get("Artist"));
        }
    }

    private void execute(String sql) throws InterruptedException {
        target.structures().orElseThrow().inSession(session -> {
            session.execute(sql, Duration.ofSeconds(10));
            return true;
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true|true|[]",
                "false|false|[]",
                "'before'|false|[BEFORE]",
                "'BEFORE, after'|true|[BEFORE]",
                "['BEFORE','DURING','AFTER']|true|[BEFORE, DURING]"
            })
    void aRequestSaysWhen(String said, boolean after, String looks) {
        Options read = read(said);
        assertThat(read.validate()).isEqualTo(after);
        assertThat(read.looks().stream().sorted().toList().toString()).isEqualTo(looks);
        MigrationRequest plain = ServerFixture.request(read);
        assertThat(MigrationRequestForm.read(MigrationRequestForm.write(plain))).isEqualTo(plain);
        assertThat(MigrationRequestForm.read(MigrationRequestForm.write(plain.withPace(7)))
                        .options()
                        .looks())
                .isEqualTo(read.looks());
    }

    @Test
    void a_collection_that_is_named_twice_with_other_wishes_is_refused() {
        Value hidden = Document.empty()
                .with("name", Value.text("person"))
                .with("fields", Document.empty().with("mail", Document.empty().with("drop", Value.Bool.TRUE)));
        Value open = Document.empty().with("name", Value.text("person"));
        Document ends = Document.empty().with("source", Value.text("a")).with("target", Value.text("b"));

        assertThatThrownBy(() ->
                        MigrationRequestForm.read(ends.with("collections", new Value.Array(List.of(hidden, open)))))
                .hasMessageContaining("/collections/1/name names person a second time");
        assertThat(MigrationRequestForm.read(ends.with("collections", new Value.Array(List.of(hidden, hidden))))
                        .reshapes())
                .hasSize(1);
    }

    @Test
    void a_field_that_stands_in_the_wrong_place_is_refused_with_the_right_one() {
        Document ends = Document.empty().with("source", Value.text("a")).with("target", Value.text("b"));
        Value names = new Value.Array(List.of(Value.text("person")));

        assertThatThrownBy(() -> MigrationRequestForm.read(
                        ends.with("options", Document.empty().with("collections", names))))
                .hasMessageContaining("/options/collections is not known here: collections stands beside \"options\"");
        assertThatThrownBy(() -> MigrationRequestForm.read(ends.with("conflict", Value.text("SKIP"))))
                .hasMessageContaining("/conflict is not known here: conflict stands in \"options\"");
        assertThatThrownBy(() -> MigrationRequestForm.read(ends.with("nonsense", names)))
                .hasMessageContaining("/nonsense is not known here");
    }

    @Test
    void aTimeThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> read("'sometimes'"))
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        e -> assertThat(e.problems())
                                .extracting(ConfigProblem::pointer)
                                .containsExactly("/options/validate"));
    }

    @Test
    void anotherPaceLeavesAllElse() {
        MigrationRequest follows =
                ServerFixture.request(options(true, 3, Look.DURING).following());
        assertThat(follows.withPace(5).options().follow()).isTrue();
        assertThat(follows.withPace(5).withPace(0)).isEqualTo(follows);
    }

    private static Options read(String validate) {
        Value value = validate.matches("true|false")
                ? Value.Bool.of(validate.equals("true"))
                : validate.startsWith("[")
                        ? new Value.Array(
                                List.of(validate.replaceAll("[\\[\\]']", "").split(",")).stream()
                                        .<Value>map(Value::text)
                                        .toList())
                        : Value.text(validate.replace("'", ""));
        return MigrationRequestForm.read(Document.empty()
                        .with("source", Value.text("source"))
                        .with("target", Value.text("target"))
                        .with("options", Document.empty().with("validate", value)))
                .options();
    }
}
