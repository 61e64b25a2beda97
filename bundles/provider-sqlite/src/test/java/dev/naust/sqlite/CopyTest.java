package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real databases, copied from file to file through the SPI alone. */
class CopyTest {
    static final String CHINOOK = "../../config/demo/chinook.db";
    static final String NORTHWIND = "src/test/resources/northwind/northwind.sqlite";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {CHINOOK, NORTHWIND})
    void a_copy_declares_and_holds_what_the_original_does(String original) throws Exception {
        try (Store from = Stores.open(Path.of(original));
                Store to = Stores.open(folder.resolve("copy.db"))) {
            List<Schema> tables = copy(from, to);

            assertThat(tables).isNotEmpty();
            for (Schema table : tables) {
                Schema copied = to.describe(table.id());
                assertThat(copied.fields())
                        .containsExactlyElementsOf(planned(table, to).fields());
                assertThat(copied.key()).isEqualTo(table.key());
                assertThat(copied.foreignKeys()).containsExactlyInAnyOrderElementsOf(table.foreignKeys());
                assertThat(copied.indexes()).containsExactlyInAnyOrderElementsOf(table.indexes());
                assertThat(Stores.read(to, ReadRequest.of(table.id()).as(table)))
                        .containsExactlyInAnyOrderElementsOf(
                                Stores.read(from, ReadRequest.of(table.id()).as(table)));
            }
        }
    }

    @Test
    void computed_values_are_carried_and_names_of_any_kind_survive() throws Exception {
        Path file = folder.resolve("odd.db");
        Stores.run(
                file,
                "CREATE TABLE \"select \"\"x\"\".y\" (\"\" INT, \"a'b\" TEXT, twice INT AS (\"\" * 2))",
                "INSERT INTO \"select \"\"x\"\".y\" VALUES (21, 'a' || char(0) || 'b'), (NULL, CAST(x'ff' AS TEXT))");
        try (Store from = Stores.open(file);
                Store to = Stores.open(folder.resolve("copy.db"))) {
            Schema table = copy(from, to).get(0);

            assertThat(Stores.read(to, ReadRequest.of(table.id()).as(table)))
                    .hasSize(2)
                    .containsExactlyElementsOf(
                            Stores.read(from, ReadRequest.of(table.id()).as(table)));
        }
    }

    @Test
    void the_demo_has_its_tables_keys_references_and_indexes() {
        try (Store chinook = Stores.open(Path.of(CHINOOK))) {
            List<Schema> schemas = Stores.schemas(chinook);

            assertThat(schemas).hasSize(11).allMatch(schema -> !schema.key().isEmpty());
            assertThat(schemas.stream()
                            .mapToInt(schema -> schema.foreignKeys().size())
                            .sum())
                    .isEqualTo(11);
        }
    }

    /** Copies all tables as a migration does; returns what they were found to hold. */
    static List<Schema> copy(Store from, Store to) throws InterruptedException {
        List<Schema> tables = new ArrayList<>();
        for (Schema schema : Stores.schemas(from)) {
            if (schema.shape() == Shape.TABLE) {
                tables.add(from.profiling().orElseThrow().profile(schema.id()).schema());
            }
        }
        SchemaEditing editing = to.schemaEditing().orElseThrow();
        List<SchemaStep> steps =
                editing.steps(tables.stream().map(schema -> planned(schema, to)).toList());
        apply(editing, steps, Phase.CREATE);
        for (Schema table : tables) {
            fill(from, to, table);
        }
        apply(editing, steps, Phase.INDEX);
        apply(editing, steps, Phase.RELATE);
        apply(editing, steps, Phase.FINISH);
        return tables;
    }

    private static void fill(Store from, Store to, Schema table) throws InterruptedException {
        try (RecordWriter writer = to.write(WriteRequest.fill(planned(table, to)))) {
            WriteReport report =
                    writer.write(Stores.read(from, ReadRequest.of(table.id()).as(table)));
            assertThat(report.rejected()).isEmpty();
            writer.flush();
        }
    }

    private static Schema planned(Schema schema, Store to) {
        return schema.withFields(schema.fields().stream()
                .map(field -> to.types().plan(field).target())
                .toList());
    }

    private static void apply(SchemaEditing editing, List<SchemaStep> steps, Phase phase) throws InterruptedException {
        for (SchemaStep step : steps) {
            if (step.phase() == phase) {
                editing.apply(step);
            }
        }
    }
}
