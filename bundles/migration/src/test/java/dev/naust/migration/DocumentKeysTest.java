package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.Store;
import dev.naust.migration.schema.TestStores;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys of several kinds, as documents may have them, in stores that have tables. */
@Timeout(180)
class DocumentKeysTest {
    private static final Schema MIXED = Schema.table(
            DatasetId.of("mixed"), List.of(Field.required("_id", FieldType.of(Kind.JSON, "mixed"))), List.of("_id"));

    @Test
    void aKeyThatIsJsonIsKeptAsItsTextWhereTablesAreFoundByWhatHasAnOrder() throws Exception {
        try (Store source = Fixture.memory("source");
                Store server = TestStores.postgres()) {
            Fixture.make(source, List.of(MIXED));
            Fixture.write(
                    source,
                    MIXED,
                    List.of(
                            Document.of(MIXED.layout(), new Value[] {Value.Json.of("{\"$numberInt\": \"1\"}")}),
                            Document.of(MIXED.layout(), new Value[] {Value.Json.of("\"1\"")})));
            try (ServerFixture naust = new ServerFixture(source, server)) {
                var report = ReportDocument.read(naust.migrate(
                        ServerFixture.request(new Options(Conflict.FAIL, 200, true, false, 1)),
                        new RecordedProgress()));

                assertThat(report.errors()).isEmpty();
                assertThat(report.warnings())
                        .anySatisfy(line -> assertThat(line).contains("a key cannot be json there"));
            }
            assertThat(TestStores.ask(server, "SELECT pg_typeof(_id)::text || _id FROM mixed ORDER BY 1"))
                    .containsExactly("text\"1\"", "text{\"$numberInt\": \"1\"}");
        }
    }
}
