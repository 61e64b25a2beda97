package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationReport.Reject;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of value, at its edges, on its way between every ordered pair of technologies, by the real migration: it arrives as
 * it was, or the plan says before the start that it will be another, or it is refused by name. Nothing is lost in silence.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class TypeMatrixTest {
    @TempDir
    private static Path folder;

    private static final String JSON_DOCUMENTS = "a folder's JSON documents";
    private static final String CSV_DOCUMENTS = "a folder's CSV documents";

    private final Map<String, MatrixSource> sources = new LinkedHashMap<>();

    @BeforeAll
    void fill() throws Exception {
        for (Technology technology : Technology.values()) {
            sources.put(technology.name(), MatrixSource.fill(technology, folder));
        }
        sources.put(JSON_DOCUMENTS, MatrixSource.jsonDocuments(folder));
        sources.put(CSV_DOCUMENTS, MatrixSource.csvDocuments(folder));
    }

    @AfterAll
    void close() {
        sources.values().forEach(MatrixSource::close);
    }

    static Stream<Arguments> pairs() {
        Stream<String> sources =
                Stream.concat(Stream.of(Technology.values()).map(Technology::name), Stream.of(JSON_DOCUMENTS));
        // The texts of a CSV file go everywhere from CSV itself; here it is read by another reader.
        Stream<Arguments> csv = Stream.of(Technology.POSTGRES, Technology.FILESYSTEM)
                .map(target -> Arguments.of(CSV_DOCUMENTS, target));
        return Stream.concat(
                sources.flatMap(source -> Stream.of(Technology.values()).map(target -> Arguments.of(source, target))),
                csv);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void everyValueArrivesAsItWasOrIsRefusedByName(String from, Technology to) throws Exception {
        MatrixSource source = sources.get(from);
        try (Store target = to.open(folder)) {
            MatrixRun run = new MatrixRun(source.store(), target);
            List<String> blocked = run.blocked(source.collections());
            List<String> moving = new ArrayList<>(source.collections());
            moving.removeAll(blocked);

            MigrationReport report = run.migrate(moving);

            assertThat(report.left().isEmpty()).isEqualTo(report.rejected() == 0);
            for (CollectionReport collection : report.collections()) {
                assertThat(collection.verdict())
                        .as(collection.source())
                        .isEqualTo(collection.rejected() == 0 ? Verdict.IDENTICAL : Verdict.INCOMPLETE);
                assertThat(collection.read())
                        .as(collection.source())
                        .isEqualTo(collection.written() + collection.rejected());
            }
            assertThat(losses(source, target, run.plan(), report)).isEmpty();
            assertThat(falseAlarms(run, report)).isEmpty();
        }
    }

    /** What a comparison of both stores takes for different though it arrived, by either order of the two. */
    private static List<String> falseAlarms(MatrixRun run, MigrationReport report) throws InterruptedException {
        Map<String, Long> refused = new HashMap<>();
        report.collections().forEach(each -> refused.put(each.source(), each.rejected()));
        Map<String, String> names = new HashMap<>();
        report.collections().forEach(each -> names.put(each.target(), each.source()));
        List<String> alarms = new ArrayList<>();
        for (ComparisonReport.Collection each :
                run.compare("source", "target", List.copyOf(refused.keySet())).collections()) {
            note(alarms, each, refused.get(each.source()), each.missing());
        }
        for (ComparisonReport.Collection each :
                run.compare("target", "source", List.copyOf(names.keySet())).collections()) {
            note(alarms, each, refused.get(names.get(each.source())), each.extra());
        }
        return alarms;
    }

    private static void note(List<String> alarms, ComparisonReport.Collection each, long refused, long absent) {
        boolean withoutKey = each.verdict() == ComparisonReport.Verdict.UNVERIFIED
                && each.key().isEmpty();
        ComparisonReport.Verdict expected =
                refused == 0 ? ComparisonReport.Verdict.IDENTICAL : ComparisonReport.Verdict.DIFFERENT;
        if (!withoutKey && (each.verdict() != expected || absent != refused || each.differing() != refused)) {
            alarms.add(each.source() + " " + each.verdict() + " " + each.reason() + " missing " + each.missing()
                    + " extra " + each.extra() + " " + each.differences());
        }
    }

    /** What arrived otherwise than it was, or not at all without a word. */
    private static List<String> losses(MatrixSource source, Store target, MigrationPlan plan, MigrationReport report)
            throws InterruptedException {
        List<String> losses = new ArrayList<>();
        for (MigrationPlan.CollectionPlan collection : plan.collections()) {
            Map<Long, Value> was = MatrixRows.read(source.store(), collection.source());
            Map<Long, Value> is = MatrixRows.read(target, collection.target());
            FieldPlan field = collection.fields().stream()
                    .filter(each -> each.source().equals(MatrixRows.VALUE))
                    .findFirst()
                    .orElseThrow();
            List<Reject> refused = report.rejects().stream()
                    .filter(reject ->
                            reject.collection().equals(collection.source().toString()))
                    .toList();
            for (Map.Entry<Long, Value> each : was.entrySet()) {
                Value now = is.get(each.getKey());
                String named = collection.source() + " " + each.getKey() + ": " + MatrixRows.shown(each.getValue());
                if (now == null && refused.stream().noneMatch(reject -> names(reject, each))) {
                    losses.add(named + " is not there and not refused");
                } else if (now == null && saysNothing(field) && each.getValue().kind() != Kind.TEXT) {
                    losses.add(named + " was refused though the plan said nothing of it");
                } else if (now != null
                        && !MatrixRows.same(each.getValue(), now)
                        && !told(collection, field, each.getValue(), now)) {
                    losses.add(
                            named + " became " + MatrixRows.shown(now) + " though the plan said " + field.fidelity());
                }
            }
            is.keySet().stream()
                    .filter(id -> !was.containsKey(id))
                    .forEach(id -> losses.add(collection.source() + " " + id + " came from nowhere"));
        }
        return losses;
    }

    /** Texts that are no text to most (U+0000, broken UTF-8) are told in the documentation, not beside every field of text. */
    private static boolean saysNothing(FieldPlan field) {
        return field.fidelity() == Fidelity.EXACT && field.note().isEmpty();
    }

    /** A record of a source without keys is named by its value. */
    private static boolean names(Reject reject, Map.Entry<Long, Value> row) {
        return !reject.reason().isEmpty()
                && (reject.key().isEmpty()
                        ? reject.value().equals(row.getValue().toString())
                        : reject.key().endsWith("=" + row.getKey()));
    }

    /** Another kind of value that says the same, which the plan announced: for what the source reads it as, or would hold. */
    private static boolean told(MigrationPlan.CollectionPlan collection, FieldPlan field, Value was, Value is) {
        Kind readAs =
                collection.readAs().field(MatrixRows.VALUE).orElseThrow().type().kind();
        boolean planned = field.fidelity() != Fidelity.EXACT && !field.note().isEmpty();
        return (planned || readAs != was.kind())
                && was.kind() != is.kind()
                && MatrixRows.text(was).equals(MatrixRows.text(is));
    }
}
