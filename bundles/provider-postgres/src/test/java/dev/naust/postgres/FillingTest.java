package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.WriteRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The first filling of a table")
@Timeout(30)
class FillingTest {
    private final String database = TestServer.newDatabase();
    private final Store store = TestServer.open(database);

    @AfterEach
    void drop() {
        store.close();
        TestServer.drop(database);
    }

    @Test
    @DisplayName("leaves rows that the server need not visit again, and may go on after a flush")
    void isFrozen() throws Exception {
        Schema schema = table("CREATE TABLE t (id integer DEFAULT 7, n numeric)");

        try (RecordWriter writer = store.write(WriteRequest.fill(schema))) {
            writer.write(rows(schema, 0, 5000));
            writer.flush();
            writer.write(rows(schema, 5000, 6000));
            writer.flush();
        }

        assertThat(ask("SELECT count(*) FROM t")).isEqualTo(6000);
        // A frozen page is all-visible at once; a scan that may skip it finds so.
        TestServer.execute(database, "CREATE EXTENSION pageinspect");
        assertThat(ask("SELECT flags & 4 FROM page_header(get_raw_page('t', 0))"))
                .isEqualTo(4);
    }

    @Test
    @DisplayName("is the same in transactions, each of which is there whole or not at all")
    void goesOnInTransactions() throws Exception {
        Schema schema = table("CREATE TABLE t (id integer DEFAULT 7, n numeric)");
        Transactions transactions = store.transactions().orElseThrow();

        transactions.whileFilling(bound -> fill(bound, schema, 0, 5000));
        assertThatThrownBy(() -> transactions.whileFilling(bound -> {
                    fill(bound, schema, 5000, 6000);
                    throw new IllegalStateException("given up");
                }))
                .hasMessage("given up");
        assertThatThrownBy(() -> transactions.whileFilling(bound -> {
                    try (RecordWriter writer = bound.write(WriteRequest.fill(schema))) {
                        writer.write(rows(schema, 6000, 7000));
                        throw new IllegalStateException("given up while rows were sent");
                    }
                }))
                .hasMessage("given up while rows were sent");
        transactions.whileFilling(bound -> fill(bound, schema, 5000, 5500));

        assertThat(ask("SELECT count(*) FROM t")).isEqualTo(5500);
        assertThat(ask("SELECT max(id) FROM t")).isEqualTo(5499);
        TestServer.execute(database, "CREATE EXTENSION pageinspect");
        assertThat(ask("SELECT flags & 4 FROM page_header(get_raw_page('t', 0))"))
                .isEqualTo(4);
    }

    private static boolean fill(Store bound, Schema schema, int from, int to) throws InterruptedException {
        try (RecordWriter writer = bound.write(WriteRequest.fill(schema))) {
            writer.write(rows(schema, from, to));
            writer.flush();
        }
        return bound.describe(schema.id()).fields().size() == 2;
    }

    @Test
    @DisplayName("does not keep others from looking at the catalogue meanwhile")
    void catalogueStaysOpen() throws Exception {
        Schema schema = table("CREATE TABLE t (id integer DEFAULT 7, n numeric)");

        try (RecordWriter writer = store.write(WriteRequest.fill(schema))) {
            writer.write(rows(schema, 0, 10));

            assertThat(store.datasets()).hasSize(1);
            assertThat(store.describe(schema.id()).fields()).hasSize(2);
        }
    }

    @Test
    @DisplayName("leaves it to the server to judge texts that are expected to fit, and rejects them by name otherwise")
    void judgesOnlyWhatIsNotExpected() throws Exception {
        Schema schema = table("CREATE TABLE t (v varchar(3), w text)");
        byte[][] wrong = {{'a', 0}, {'a', (byte) 0xff}, {(byte) 0xc3}};
        for (byte[] each : wrong) {
            try (RecordWriter writer = store.write(WriteRequest.fill(schema).expected())) {
                assertThat(writer.takesPacked()).isTrue();
                assertThatThrownBy(() -> {
                            writer.write(packed(schema, "æ".getBytes(StandardCharsets.UTF_8), each));
                            writer.flush();
                        })
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                refused -> assertThat(refused.code()).isEqualTo(CommonError.NOT_AS_EXPECTED));
            }
            try (RecordWriter writer = store.write(WriteRequest.fill(schema))) {
                assertThat(writer.write(packed(schema, new byte[] {'a'}, each)).rejected())
                        .singleElement()
                        .satisfies(reject -> assertThat(reject.field()).isEqualTo("w"));
            }
        }
        assertThat(ask("SELECT count(*) FROM t")).isZero();
        try (RecordWriter writer = store.write(WriteRequest.fill(schema).expected())) {
            byte[] four = "four".getBytes(StandardCharsets.UTF_8);
            assertThat(writer.write(packed(schema, four, four)).rejected())
                    .singleElement()
                    .satisfies(reject -> assertThat(reject.field()).isEqualTo("v"));
            byte[] three = "æøå".getBytes(StandardCharsets.UTF_8);
            assertThat(writer.write(packed(schema, three, three)).rejected()).isEmpty();
            writer.flush();
        }
        assertThat(ask("SELECT count(*) FROM t WHERE v = 'æøå' AND w = 'æøå'")).isEqualTo(1);
    }

    @Test
    @DisplayName("rejects a row that is too large for a page, and takes the others")
    void rejectsWhatNoPageHolds() throws Exception {
        int columns = 1_500;
        Schema schema = table(IntStream.range(0, columns)
                .mapToObj(i -> "c" + i + " bigint")
                .collect(Collectors.joining(", ", "CREATE TABLE t (", ")")));
        Value[] narrow = new Value[columns];
        Arrays.fill(narrow, Value.ofNull());
        narrow[0] = Value.int64(1);
        Value[] wide = new Value[columns];
        Arrays.fill(wide, Value.int64(Long.MAX_VALUE));

        try (RecordWriter writer = store.write(WriteRequest.fill(schema))) {
            List<DataRecord> records = Stream.of(narrow, wide, narrow)
                    .map(values -> DataRecord.of(List.of(), Document.of(schema.layout(), values)))
                    .toList();
            assertThat(writer.write(records).rejected())
                    .singleElement()
                    .satisfies(reject -> assertThat(reject.reason()).contains("row is too big"));
            writer.flush();
        }

        assertThat(ask("SELECT count(*) FROM t WHERE c0 = 1")).isEqualTo(2);
    }

    private static PackedRecords packed(Schema schema, byte[]... texts) {
        PackedRecords records = new PackedRecords(schema, 1);
        records.add((field, out) -> {
            out.putText(texts[field], 0, texts[field].length);
            return true;
        });
        return records;
    }

    private Schema table(String sql) {
        TestServer.execute(database, sql);
        return store.describe(DatasetId.of("public", "t"));
    }

    private static List<DataRecord> rows(Schema schema, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> DataRecord.of(List.of(), Document.of(schema.layout(), new Value[] {
                    new Value.Int32(i), new Value.Int64(i * 10_000L)
                })))
                .toList();
    }

    private long ask(String sql) throws Exception {
        try (Connection connection = TestServer.connect(database);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
