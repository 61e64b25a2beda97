package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Numbers that went to a store which knows nothing of SQLite's declarations come home as the cells that they were. */
class NumbersAwayTest {
    private static final DatasetId TABLE = DatasetId.of("t");

    @Provide
    Arbitrary<List<Object>> numbers() {
        Arbitrary<Object> fractions = Arbitraries.doubles().asGeneric().filter(number -> (double) number != 0);
        Arbitrary<Object> whole = Arbitraries.longs().asGeneric();
        Arbitrary<Object> prices = Arbitraries.integers().map(cents -> cents / 100.0);
        Arbitrary<Object> extremes = Arbitraries.of(1e300, 5e-324, 1e19, -1e22, 0.1 + 0.2, 4.35, 9007199254740993L);
        return Arbitraries.oneOf(fractions, whole, prices, extremes).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<BigDecimal>> decimals() {
        return Arbitraries.bigDecimals()
                .between(new BigDecimal("-1e25"), new BigDecimal("1e25"))
                .ofScale(12)
                .flatMap(number ->
                        Arbitraries.integers().between(0, 12).map(scale -> number.setScale(scale, RoundingMode.DOWN)))
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<String> declarations() {
        return Arbitraries.of("NUMERIC", "DECIMAL", "DECIMAL(10,2)", "DECIMAL(20,4)", "REAL");
    }

    @Property(tries = 25)
    void cellsComeHomeAsTheyWere(@ForAll("declarations") String declared, @ForAll("numbers") List<Object> numbers)
            throws Exception {
        Path folder = Files.createTempDirectory("numbers");
        Path home = folder.resolve("home.db");
        Stores.run(home, "CREATE TABLE t (id INTEGER PRIMARY KEY, c " + declared + ")");
        try (Connection connection = Stores.plain(home);
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t (c) VALUES (?)")) {
            for (Object each : numbers) {
                insert.setObject(1, each);
                insert.execute();
            }
        }
        try (Store from = Stores.open(home);
                Store to = Stores.open(folder.resolve("back.db"))) {
            Schema found = from.profiling().orElseThrow().profile(TABLE).schema();
            write(to, away(found), Stores.read(from, ReadRequest.of(TABLE).as(found)));
            Schema again = to.profiling().orElseThrow().profile(TABLE).schema();
            assertThat(again.fields().get(1).type().kind())
                    .isEqualTo(found.fields().get(1).type().kind());
            assertThat(Stores.read(to, ReadRequest.of(TABLE).as(again)))
                    .isEqualTo(Stores.read(from, ReadRequest.of(TABLE).as(found)));
        }
        assertThat(cells(folder.resolve("back.db"))).isEqualTo(cells(home));
        clear(folder);
    }

    @Property(tries = 15)
    void decimalsOfOthersKeepEveryDigit(@ForAll("decimals") List<BigDecimal> numbers) throws Exception {
        Path folder = Files.createTempDirectory("numbers");
        try (Store store = Stores.open(folder.resolve("store.db"))) {
            Schema schema = Schema.table(
                    TABLE,
                    List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("c", FieldType.of(Kind.DECIMAL))),
                    List.of("id"));
            List<DataRecord> records = new ArrayList<>();
            for (BigDecimal each : numbers) {
                records.add(DataRecord.of(List.of("id"), Document.of(schema.layout(), new Value[] {
                    Value.int64(records.size()), new Value.Decimal(each)
                })));
            }
            write(store, schema, records);
            assertThat(Stores.read(store, "t")).isEqualTo(records);
        }
        clear(folder);
    }

    /** Those of MongoDB and PostgreSQL have thousands. */
    @Example
    void soDoThoseOfVeryManyDigits() throws Exception {
        decimalsOfOthersKeepEveryDigit(List.of(
                BigDecimal.TEN.pow(6144),
                new BigDecimal("1E-6176"),
                BigDecimal.TEN.pow(131_071).negate()));
    }

    /** As a store keeps it that has no declarations of its own. */
    private static Schema away(Schema schema) {
        return schema.withFields(schema.fields().stream()
                .map(field -> field.withType(field.type().withNativeType("")))
                .toList());
    }

    private static void write(Store to, Schema schema, List<DataRecord> records) throws InterruptedException {
        Schema planned = schema.withFields(schema.fields().stream()
                .map(field -> to.types().plan(field).target())
                .toList());
        SchemaEditing editing = to.schemaEditing().orElseThrow();
        for (SchemaStep step : editing.steps(List.of(planned))) {
            editing.apply(step);
        }
        try (RecordWriter writer = to.write(WriteRequest.fill(planned))) {
            assertThat(writer.write(records).rejected()).isEmpty();
            assertThat(writer.flush().rejected()).isEmpty();
        }
    }

    private static List<String> cells(Path file) throws SQLException {
        List<String> cells = new ArrayList<>();
        try (Connection connection = Stores.plain(file);
                PreparedStatement query = connection.prepareStatement("SELECT typeof(c), quote(c) FROM t ORDER BY id");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                cells.add(rows.getString(1) + " " + rows.getString(2));
            }
        }
        return cells;
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }
}
