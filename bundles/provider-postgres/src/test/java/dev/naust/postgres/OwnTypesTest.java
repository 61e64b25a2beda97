package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("PostgreSQL's own types")
@Timeout(60)
class OwnTypesTest {
    private static final DatasetId FROM = DatasetId.of("public", "here");
    private static final DatasetId TO = DatasetId.of("public", "there");

    private String database = "";
    private Store store;

    @BeforeEach
    void open() {
        database = TestServer.newDatabase();
        store = TestServer.open(database);
    }

    @AfterEach
    void drop() {
        store.close();
        TestServer.drop(database);
    }

    private void sql(String sql) {
        TestServer.execute(database, sql);
    }

    private List<DataRecord> read(DatasetId id) throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(id).withPositions())) {
            return reader.next(1000, Long.MAX_VALUE).records();
        }
    }

    /** Copies a table into one of the same columns, and reads both. */
    private void assertArrives() throws InterruptedException {
        List<DataRecord> written = read(FROM);
        try (RecordWriter writer = store.write(WriteRequest.insert(store.describe(TO)))) {
            WriteReport report = writer.write(written);
            assertThat(report.rejected()).isEmpty();
            writer.flush();
        }
        assertThat(read(TO))
                .extracting(DataRecord::body)
                .isEqualTo(written.stream().map(DataRecord::body).toList());
    }

    @Test
    @DisplayName("arrive as they are: ends of time, years before Christ, arrays of arrays, ranges, addresses, bits")
    void valuesArrive() throws InterruptedException {
        sql(
                "CREATE TABLE here (id int PRIMARY KEY, d date, ts timestamp, tz timestamptz, ia int[], ta text[], r int4range,"
                        + " tr tstzrange, nr numrange[], net inet, mac macaddr, b bit varying(9), iv interval, n numeric, f float8,"
                        + " tm time, tt timetz, p point, x xml, jb jsonb);"
                        + " CREATE TABLE there (LIKE here INCLUDING ALL);"
                        + " INSERT INTO here (id, d, ts, tz, ia, ta, r, tr, nr, net, mac, b, iv, n, f, tm, tt, p, jb) VALUES"
                        + " (1, 'infinity', '-infinity', 'infinity', '{{1,2},{NULL,4}}', '{{{\"a,\",\"\\\"\"}},{{NULL,\"NULL\"}}}',"
                        + "  '[1,10)', '[2024-01-01 00:00+00,)', '{\"[1.5,2.5]\",empty}', '10.1.2.3', '08:00:2b:01:02:03', B'1010',"
                        + "  '-1 year 2 mons -3 days 04:05:06.789', 'NaN', 'NaN', '24:00', '23:59:59+05:30', '(1,2)', '{\"a\": 1}'),"
                        + " (2, '0044-03-15 BC', '4713-01-01 00:00:00 BC', '0001-12-31 23:59:59.999999+00 BC', '{}', '[2:3]={a,b}',"
                        + "  'empty', '(,)', '{}', '::1', NULL, B'', '178000000 years', 'Infinity', '-0', '00:00', '00:00-15:59',"
                        + "  '(NaN,1e300)', 'null'),"
                        + " (3, '5874897-12-31', '294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999999+00', NULL, NULL, NULL,"
                        + "  NULL, NULL, NULL, NULL, NULL, NULL, '-Infinity', 5e-324, '23:59:59.999999', NULL, NULL, NULL)");
        assertArrives();
        List<DataRecord> records = read(TO);
        assertThat(records.get(0).body().at(1)).isEqualTo(new Value.Extension("date", "infinity"));
        assertThat(records.get(1).body().at(1).toString()).contains("-0043-03-15");
        assertThat(records.get(0).body().at(4))
                .isEqualTo(new Value.Array(List.of(
                        new Value.Array(List.of(new Value.Int32(1), new Value.Int32(2))),
                        new Value.Array(List.of(Value.ofNull(), new Value.Int32(4))))));
        assertThat(records.get(0).body().at(6)).isEqualTo(new Value.Extension("int4range", "[1,10)"));
    }

    @Test
    @DisplayName("are declared again word for word")
    void declarationsArrive() {
        sql("CREATE TABLE here (a interval day to second, b interval year to month, c interval second(3),"
                + " d interval day to second(3), e interval hour, f interval(2), g bit(4), h bit varying(9), i time(2) with time zone,"
                + " j time(3), k timestamp(0), l timestamptz(6), m \"char\", n name, o char(4), p varchar(9), q numeric(7,-2),"
                + " r interval day to second[], s money, t oid)");

        assertThat(store.describe(FROM).fields())
                .allSatisfy(field ->
                        assertThat(store.types().plan(field).target().type()).isEqualTo(field.type()));
    }

    @Test
    @DisplayName(
            "that somebody made arrive too: enumerations, domains over them, arrays of them; identities go on counting")
    void madeTypes() throws InterruptedException {
        sql("CREATE TYPE mood AS ENUM ('good \"day\"', 'bad'); CREATE DOMAIN short AS varchar(3) CHECK (VALUE <> 'no');"
                + " CREATE DOMAIN shorter AS short; CREATE TYPE pair AS (a int, b text);"
                + " CREATE TABLE here (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, m mood, ma mood[], s shorter,"
                + "  sa short[], c pair, g int GENERATED ALWAYS AS (length(s)) STORED);"
                + " CREATE TABLE there (LIKE here INCLUDING ALL);"
                + " INSERT INTO here (m, ma, s, sa, c) VALUES ('bad', '{\"good \\\"day\\\"\",NULL}', 'abc', '{a,b}', '(1,\"x,y\")'),"
                + " (NULL, '{}', NULL, NULL, NULL)");
        assertArrives();
        Schema schema = store.describe(TO);
        assertThat(schema.fields()).extracting(Field::generation).startsWith(Field.Generation.IDENTITY);
        assertThat(schema.fields().get(6).generation()).isEqualTo(Field.Generation.COMPUTED);
        assertThat(read(TO).get(0).body().at(6)).isEqualTo(new Value.Int32(3));
    }

    @Test
    @DisplayName("are composed of others, of arrays, ranges and domains, and arrive in a database that has them")
    void composedTypes() throws InterruptedException {
        sql(
                "CREATE TYPE pair AS (a int, b text); CREATE TYPE nest AS (p pair, at timestamptz, tags text[], r int4range);"
                        + " CREATE DOMAIN good AS pair CHECK ((VALUE).a > 0); CREATE DOMAIN few AS int[] CHECK (cardinality(VALUE) < 9);"
                        + " CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE TYPE span AS RANGE (subtype = float8);"
                        + " CREATE TABLE here (id int PRIMARY KEY, p pair, pa pair[], n nest, na nest[], g good, f few,"
                        + "  pos positive[], s span, sm span_multirange, r int4range[], m tstzmultirange);"
                        + " CREATE TABLE there (LIKE here INCLUDING ALL);"
                        + " INSERT INTO here VALUES (1, ROW(1, 'x \"q\", (y)\\'), ARRAY[ROW(1, 'a, b')::pair, ROW(2, NULL)::pair, NULL],"
                        + "  ROW(ROW(1, '')::pair, '2020-01-01 12:00:00.123456+02', ARRAY['t,1', NULL, 't\"2'], '[1,5)'),"
                        + "  ARRAY[ROW(NULL, NULL, '{}', 'empty')::nest], ROW(3, 'z'), '{1,2}', '{4,5}', '[1.5,2.5)', '{[1,2),[3,4)}',"
                        + "  ARRAY['[1,2)'::int4range, 'empty', NULL], '{[2020-01-01,2020-01-02)}'),"
                        + " (2, ROW(NULL, NULL), '{}', NULL, '{}', NULL, '{}', '{}', 'empty', '{}', '{}', '{}'),"
                        + " (3, NULL, NULL, ROW(NULL, NULL, NULL, NULL), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
        // A domain over an array is declared as the array in a new table.
        assertThat(store.describe(FROM).fields())
                .filteredOn(field -> !field.name().equals("f"))
                .allSatisfy(field ->
                        assertThat(store.types().plan(field).target().type()).isEqualTo(field.type()));
        assertArrives();
    }

    @Test
    @DisplayName("are kept in a database that has them, and become what they are made of in one that has not")
    void keptOrWidened() {
        sql("CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
                + " CREATE TABLE here (id int PRIMARY KEY, m mood, p positive, r int4range)");
        Schema schema = store.describe(FROM);
        for (Field field : schema.fields()) {
            assertThat(store.types().plan(field).target().type().nativeType())
                    .isEqualTo(field.type().nativeType());
        }
        String empty = TestServer.newDatabase();
        try (Store other = TestServer.open(empty)) {
            Mapping mood = other.types().plan(schema.fields().get(1));
            assertThat(mood.target().type().kind()).isEqualTo(Kind.TEXT);
            assertThat(mood.target().type().nativeType()).isEqualTo("text");
            Mapping positive = other.types().plan(schema.fields().get(2));
            assertThat(positive.target().type().nativeType()).isEqualTo("integer");
            assertThat(other.types()
                            .plan(schema.fields().get(3))
                            .target()
                            .type()
                            .nativeType())
                    .isEqualTo("int4range");
        } finally {
            TestServer.drop(empty);
        }
    }

    @Test
    @DisplayName("a divided table is one collection, read and written as one, and its parts can be named")
    void partitions() throws InterruptedException {
        sql("CREATE TABLE here (id int PRIMARY KEY, t text) PARTITION BY RANGE (id);"
                + " CREATE TABLE low PARTITION OF here FOR VALUES FROM (0) TO (10);"
                + " CREATE TABLE high PARTITION OF here FOR VALUES FROM (10) TO (100) PARTITION BY RANGE (id);"
                + " CREATE TABLE higher PARTITION OF high FOR VALUES FROM (10) TO (100);"
                + " INSERT INTO here SELECT n, 'x' FROM generate_series(1, 20) n;"
                + " CREATE TABLE there (LIKE here INCLUDING ALL) PARTITION BY HASH (id);"
                + " CREATE TABLE one PARTITION OF there FOR VALUES WITH (MODULUS 2, REMAINDER 0);"
                + " CREATE TABLE two PARTITION OF there FOR VALUES WITH (MODULUS 2, REMAINDER 1);"
                + " CREATE TABLE above (id int PRIMARY KEY); CREATE TABLE below (more int) INHERITS (above);"
                + " INSERT INTO above VALUES (1); INSERT INTO below VALUES (2, 3)");
        assertThat(store.datasets().stream().map(Dataset::id).map(DatasetId::name))
                .containsExactly("above", "below", "here", "there");
        assertThat(read(FROM)).hasSize(20);
        assertArrives();
        assertThat(read(DatasetId.of("public", "low"))).hasSize(9);
        assertThat(read(DatasetId.of("public", "above")))
                .as("what inherits is a collection of its own")
                .hasSize(1);
        assertThat(Map.of("key", store.describe(FROM).key())).containsValue(List.of("id"));
    }
}
