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
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records of a source that have one key in the target. */
@Timeout(60)
class RepeatsTest {
    private static final DatasetId PEOPLE = DatasetId.of("people");
    private static final int RECORDS = 1_000;
    private static final int NAMES = 400;

    private static Schema people(String key) {
        return Schema.table(
                PEOPLE,
                List.of(
                        Field.required("id", FieldType.of(Kind.INT64)),
                        Field.required("name", FieldType.of(Kind.TEXT)),
                        Field.of("city", FieldType.of(Kind.TEXT))),
                List.of(key));
    }

    private static Document person(int id) {
        return Document.of(people("id").layout(), new Value[] {
            Value.int64(id), Value.text("n" + id % NAMES), id % 3 == 0 ? Value.ofNull() : Value.text("c" + id)
        });
    }

    private static Store source() throws InterruptedException {
        Store source = Fixture.memory("source");
        Fixture.make(source, List.of(people("id")));
        List<Document> all = new ArrayList<>();
        for (int id = 0; id < RECORDS; id++) {
            all.add(person(id));
        }
        Fixture.write(source, people("id"), all);
        return source;
    }

    private static Store target() throws InterruptedException {
        Store target = Fixture.memory("target");
        Fixture.make(target, List.of(people("name")));
        Fixture.write(target, people("name"), List.of(person(7)));
        return target;
    }

    private static MigrationRequest request(Conflict policy) {
        return ServerFixture.request(new Options(policy, 64, true, false, 1));
    }

    @ParameterizedTest
    @EnumSource(names = {"OVERWRITE", "MERGE"})
    void areProvenToBeWhatThePolicyMakesOfThem(Conflict policy) throws Exception {
        try (Store source = source();
                Store target = target();
                ServerFixture server = new ServerFixture(source, target)) {
            RecordedProgress progress = new RecordedProgress();
            Document report = server.migrate(request(policy), progress);
            assertThat(ReportDocument.read(report).collections())
                    .singleElement()
                    .satisfies(each -> assertThat(each.verdict()).isEqualTo(Verdict.CONFORMS));
            assertThat(ReportDocument.read(report).warnings().toString())
                    .contains("people: 600 records of the source have a key that an earlier one has already", "name=n");
            assertThat(ServerFixture.count(target, PEOPLE)).isEqualTo(NAMES);
            // Of 1, 401 and 801 the last has no city, and 401 has one.
            assertThat(city(target, "n1"))
                    .isEqualTo(policy == Conflict.OVERWRITE ? Value.ofNull() : Value.text("c401"));
        }
    }

    @Test
    void areNotWhatThePolicySaysWhenAnEarlierOneIsThere() throws InterruptedException {
        assertThat(look(1, 401, 3)).isEmpty();
        assertThat(look(401, 3))
                .as("one that is not there as it is, and none behind it")
                .isEmpty();
        assertThat(look(401, 1, 3))
                .hasValue(
                        "1 record of the source has a key that an earlier one has already, such as name=n1: the last of"
                                + " each is there");
    }

    /** What is said of these records of a source, where the target holds the persons 1 and 3. */
    private static Optional<String> look(Integer... ids) throws InterruptedException {
        try (Store target = Fixture.memory("target")) {
            Fixture.make(target, List.of(people("name")));
            Fixture.write(target, people("name"), List.of(person(1), person(3)));
            List<DataRecord> records = Stream.of(ids)
                    .map(id -> DataRecord.of(List.of("id"), person(id)))
                    .toList();
            return new Repeats(Conflict.OVERWRITE, people("name"), target).look(writer -> writer.write(records), 0);
        }
    }

    private static Value city(Store store, String name) throws InterruptedException {
        return store.lookup()
                .orElseThrow()
                .find(PEOPLE, RecordKey.of("name", Value.text(name)))
                .orElseThrow()
                .body()
                .get("city")
                .orElseThrow();
    }
}
