package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.Request;
import dev.naust.sqlserver.tds.Request.Parameter;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What of a value travels, and in which type; against the double. */
@Timeout(60)
class BindingTest {
    private static final UUID ID = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    private static final BigDecimal DIGITS = new BigDecimal("99999999999999999999999999999999999999");

    private TdsServer server;

    @BeforeEach
    void start() throws Exception {
        server = TdsServer.plain();
        everyType().on(server);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static LaidTable everyType() {
        return new LaidTable()
                .column("id", "int", 4, 10, 0, false, false, null)
                .column("b", "bit", 1, 1, 0)
                .column("t", "tinyint", 1, 3, 0)
                .column("s", "smallint", 2, 5, 0)
                .column("l", "bigint", 8, 19, 0)
                .column("r", "real", 4, 24, 0)
                .column("f", "float", 8, 53, 0)
                .column("d", "decimal", 17, 38, 0)
                .column("m", "money", 8, 19, 4)
                .column("n", "nvarchar", -1, 0, 0)
                .column("v", "varchar", 10, 0, 0)
                .column("x", "varbinary", -1, 0, 0)
                .column("u", "uniqueidentifier", 16, 0, 0)
                .column("day", "date", 3, 10, 0)
                .column("clock", "time", 5, 16, 7)
                .column("stamp", "datetime2", 8, 27, 7)
                .column("off", "datetimeoffset", 10, 34, 7)
                .key("id");
    }

    private static DataRecord record(Schema schema, int id) {
        Value[] values = {
            new Value.Int32(id),
            Value.Bool.TRUE,
            new Value.Int32(255),
            new Value.Int32(-32768),
            Value.int64(Long.MIN_VALUE),
            new Value.Float64(0.5),
            new Value.Float64(Double.MIN_VALUE),
            new Value.Decimal(DIGITS.negate()),
            new Value.Decimal(new BigDecimal("-922337203685477.5807")),
            Value.text("naïve 😀 '; DROP TABLE boats --"),
            Value.text("fjørd€"),
            Bytes.of(new byte[] {0, -1, 127}),
            new Value.Uuid(ID),
            new Value.Date(LocalDate.of(1582, 10, 10)),
            new Value.Time(LocalTime.of(23, 59, 59, 999_999_900)),
            new Value.LocalTimestamp(LocalDateTime.of(1582, 10, 10, 23, 59, 59, 999_999_900)),
            new Value.OffsetTimestamp(OffsetDateTime.parse("1582-10-10T12:00:00.0000001-03:30"))
        };
        return DataRecord.of(List.of("id"), Document.of(schema.layout(), values));
    }

    private static final List<Object> SENT = List.of(
            true,
            255,
            -32768,
            Long.MIN_VALUE,
            0.5f,
            Double.MIN_VALUE,
            DIGITS.negate(),
            new BigDecimal("-922337203685477.5807"),
            "naïve 😀 '; DROP TABLE boats --",
            "fjørd€",
            new byte[] {0, -1, 127},
            ID,
            "1582-10-10",
            LocalTime.of(23, 59, 59, 999_999_900),
            "1582-10-10T23:59:59.9999999",
            "1582-10-10T12:00:00.0000001-03:30");

    @Test
    void aRecordIsSentInTheTypesOfItsColumns() throws Exception {
        try (Store store = Stores.open(server)) {
            Schema schema = store.describe(LaidTable.ID);
            server.on("MERGE INTO", Answer.changed(1));
            write(store, WriteRequest.upsert(schema), List.of(record(schema, 1)));
        }

        Request merge = server.requests("MERGE INTO [dbo].[boats]").get(0);
        assertThat(merge.text()).doesNotContain("DROP").endsWith(";");
        assertThat(merge.parameters())
                .extracting(Parameter::type)
                .containsExactly(
                        "int",
                        "bit",
                        "smallint",
                        "smallint",
                        "bigint",
                        "real",
                        "float",
                        "decimal(38,0)",
                        "decimal(38,4)",
                        "nvarchar",
                        "nvarchar",
                        "varbinary",
                        "uniqueidentifier",
                        "nvarchar",
                        "time(7)",
                        "nvarchar",
                        "nvarchar");
        assertThat(merge.parameters().stream().skip(1).map(Parameter::value).toList())
                .usingRecursiveComparison()
                .isEqualTo(SENT);
    }

    @Test
    void nullsAreSentInTheTypesOfTheirColumns() throws Exception {
        try (Store store = Stores.open(server)) {
            Schema schema = store.describe(LaidTable.ID);
            server.on("MERGE INTO", Answer.changed(1));
            Value[] values = new Value[schema.fields().size()];
            java.util.Arrays.fill(values, Value.ofNull());
            values[0] = new Value.Int32(1);
            write(
                    store,
                    WriteRequest.upsert(schema),
                    List.of(DataRecord.of(List.of("id"), Document.of(schema.layout(), values))));
        }

        assertThat(server.requests("MERGE INTO").get(0).parameters())
                .filteredOn(parameter -> parameter.value() == null)
                .extracting(Parameter::type)
                .hasSize(16)
                .contains("varbinary", "uniqueidentifier", "time(7)")
                .doesNotContain("type 98");
    }

    @Test
    void manyRecordsTravelByBulkCopy() throws Exception {
        layBulk();
        try (Store store = Stores.open(server)) {
            Schema schema = store.describe(LaidTable.ID);
            List<DataRecord> records = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                records.add(record(schema, i));
            }
            WriteReport report = write(store, WriteRequest.insert(schema), records);

            assertThat(report.written()).isEqualTo(25);
        }

        assertThat(server.requests("INSERT BULK [dbo].[boats]"))
                .singleElement()
                .satisfies(request -> assertThat(request.text())
                        .contains("CHECK_CONSTRAINTS")
                        .contains("FIRE_TRIGGERS")
                        .contains("KEEP_NULLS"));
        assertThat(server.bulks()).singleElement().satisfies(rows -> {
            assertThat(rows).hasSize(25);
            assertThat(rows.get(7)[0]).isEqualTo(7);
            List<Object> sent = List.of(rows.get(7));
            assertThat(sent.subList(1, 12)).usingRecursiveComparison().isEqualTo(SENT.subList(0, 11));
            // These travel as texts, which the server reads.
            assertThat(sent.subList(12, 17))
                    .containsExactly(
                            ID.toString(),
                            "1582-10-10",
                            "23:59:59.9999999",
                            "1582-10-10T23:59:59.9999999",
                            "1582-10-10T12:00:00.0000001-03:30");
        });
    }

    private void layBulk() {
        server.on(
                        "SET FMTONLY ON",
                        Answer.columns(
                                "id",
                                TdsType.INT,
                                "b",
                                TdsType.BIT,
                                "t",
                                TdsType.TINYINT,
                                "s",
                                TdsType.SMALLINT,
                                "l",
                                TdsType.BIGINT,
                                "r",
                                TdsType.REAL,
                                "f",
                                TdsType.FLOAT,
                                "d",
                                TdsType.decimal(38, 0),
                                "m",
                                TdsType.decimal(19, 4),
                                "n",
                                TdsType.NVARCHAR_MAX,
                                "v",
                                TdsType.NVARCHAR,
                                "x",
                                TdsType.VARBINARY_MAX,
                                "u",
                                TdsType.UNIQUEIDENTIFIER,
                                "day",
                                TdsType.DATE,
                                "clock",
                                TdsType.time(7),
                                "stamp",
                                TdsType.datetime2(7),
                                "off",
                                TdsType.datetimeoffset(7)))
                .on(request -> request.text().toLowerCase().contains("select collation_name"), request -> {
                    Answer answer = Answer.columns(
                            "collation_name",
                            TdsType.NVARCHAR,
                            "is_computed",
                            TdsType.BIT,
                            "encryption_type",
                            TdsType.INT);
                    for (int i = 0; i < 17; i++) {
                        answer.row(null, false, null);
                    }
                    return answer;
                });
    }

    @Test
    void aBadRecordOfABulkCopyIsFoundAndItsNeighboursArrive() throws Exception {
        layBulk();
        server.on("bulk rows", Answer.error(2627, "Violation of PRIMARY KEY constraint 'PK_boats'."))
                .on(
                        request -> request.text().startsWith("INSERT INTO [dbo].[boats]"),
                        request -> request.parameters().get(0).value().equals(13)
                                ? Answer.error(
                                        2627,
                                        "Violation of PRIMARY KEY constraint 'PK_boats'. Cannot insert duplicate key in object"
                                                + " 'dbo.boats'. The duplicate key value is (13).")
                                : Answer.changed(1));
        try (Store store = Stores.open(server)) {
            Schema schema = store.describe(LaidTable.ID);
            List<DataRecord> records = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                records.add(record(schema, i));
            }
            WriteReport report = write(store, WriteRequest.insert(schema), records);

            assertThat(report.written()).isEqualTo(19);
            assertThat(report.rejected()).singleElement().satisfies(rejected -> {
                assertThat(rejected.record().body().at(0)).isEqualTo(new Value.Int32(13));
                assertThat(rejected.reason()).contains("key").doesNotContain("(13)");
            });
        }
    }

    @Test
    void whatAColumnCannotHoldNeverTravels() throws Exception {
        try (Store store = Stores.open(server)) {
            Schema schema = store.describe(LaidTable.ID);
            DataRecord good = record(schema, 1);
            List<DataRecord> bad = List.of(
                    good.withBody(good.body().with("v", Value.text("日本"))),
                    good.withBody(good.body().with("f", new Value.Float64(Double.NaN))),
                    good.withBody(good.body().with("clock", new Value.Time(LocalTime.of(1, 2, 3, 4)))),
                    good.withBody(good.body().with("t", new Value.Int32(256))));

            WriteReport report = write(store, WriteRequest.insert(schema), bad);

            assertThat(report.rejected()).extracting(Rejected::field).containsExactly("v", "f", "clock", "t");
        }
        assertThat(server.requests("INSERT INTO")).isEmpty();
    }

    @Test
    void recordsComeBackAsTheyAre() throws Exception {
        server.on(
                "FROM [dbo].[boats]",
                Answer.columns(
                                "id",
                                TdsType.INT,
                                "b",
                                TdsType.BIT,
                                "t",
                                TdsType.TINYINT,
                                "s",
                                TdsType.SMALLINT,
                                "l",
                                TdsType.BIGINT,
                                "r",
                                TdsType.REAL,
                                "f",
                                TdsType.FLOAT,
                                "d",
                                TdsType.decimal(38, 0),
                                "m",
                                TdsType.decimal(19, 4),
                                "n",
                                TdsType.NVARCHAR_MAX,
                                "v",
                                TdsType.NVARCHAR,
                                "x",
                                TdsType.VARBINARY_MAX,
                                "u",
                                TdsType.UNIQUEIDENTIFIER,
                                "day",
                                TdsType.DATE,
                                "clock",
                                TdsType.time(7),
                                "stamp",
                                TdsType.datetime2(7),
                                "off",
                                TdsType.NVARCHAR,
                                "n length",
                                TdsType.BIGINT,
                                "x length",
                                TdsType.BIGINT)
                        .row(row(1))
                        .row(nulls(2)));
        try (Store store = Stores.open(server);
                RecordReader reader = store.read(ReadRequest.of(LaidTable.ID))) {
            Schema schema = store.describe(LaidTable.ID);
            List<DataRecord> records = reader.next(10, Long.MAX_VALUE).records();

            assertThat(records.get(0).body()).isEqualTo(record(schema, 1).body());
            assertThat(records.get(1).body().toMap().values()).containsOnly(new Value.Int32(2), Value.ofNull());
            assertThat(records.get(0).key().toString()).isEqualTo("id=1");
        }
    }

    private static Object[] row(int id) {
        List<Object> row = new ArrayList<>();
        row.add(id);
        row.addAll(SENT.subList(0, 12));
        row.add(LocalDate.of(1582, 10, 10));
        row.add(SENT.get(13));
        row.add(LocalDateTime.of(1582, 10, 10, 23, 59, 59, 999_999_900));
        row.add("1582-10-10 12:00:00.0000001 -03:30");
        row.add(null);
        row.add(null);
        return row.toArray();
    }

    private static Object[] nulls(int id) {
        Object[] row = new Object[19];
        row[0] = id;
        return row;
    }

    @Test
    void aPositionIsAConditionOnTheKey() throws Exception {
        new LaidTable()
                .column("id", "int", 4, 10, 0, false, false, null)
                .key("id")
                .on(server);
        server.on(
                "FROM [dbo].[boats]", Answer.columns("id", TdsType.INT).row(41).row(42));
        try (Store store = Stores.open(server)) {
            ReadRequest request = ReadRequest.of(LaidTable.ID).withPositions();
            try (RecordReader first = store.read(request)) {
                var position = first.next(10, Long.MAX_VALUE).position().orElseThrow();
                try (RecordReader second = store.read(request.resumeAfter(position))) {
                    second.next(10, Long.MAX_VALUE);
                }
            }
        }

        Request resumed = server.requests("[id] > ?").isEmpty()
                ? server.requests("[id] > @P0").get(0)
                : server.requests("[id] > ?").get(0);
        assertThat(resumed.text()).contains("ORDER BY [id]");
        assertThat(resumed.parameters()).containsExactly(new Parameter("int", 42));
    }

    private static WriteReport write(Store store, WriteRequest request, List<DataRecord> records) throws Exception {
        try (RecordWriter writer = store.write(request)) {
            WriteReport report = writer.write(records);
            writer.flush();
            return report;
        }
    }
}
