package dev.naust.postgres;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Compares the provider's writer and reader with bare loops over the driver's COPY, one after the other on one server: a main
 * program for people, not a test. Arguments: rows, rounds.
 */
final class CopyBench {
    private static final int DISTINCT = 20_000;
    private static final int BATCH = 2_000;

    private final String database = TestServer.newDatabase();
    private final Schema schema;
    private final List<List<DataRecord>> batches = new ArrayList<>();
    private final List<Object[]> rows = new ArrayList<>();

    private CopyBench(Store store) {
        this.schema = schema(store);
        generate();
    }

    public static void main(String[] args) throws Exception {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        String database = TestServer.newDatabase();
        try (Store store = TestServer.open(database)) {
            new CopyBench(store).run(rows, rounds);
        }
        System.exit(0);
    }

    private static Schema schema(Store store) {
        List<Field> fields = List.of(
                Field.required("id", FieldType.of(Kind.INT32)),
                Field.of("ref", FieldType.of(Kind.INT32)),
                Field.of("name", FieldType.sized(Kind.TEXT, 40, "")),
                Field.of("price", FieldType.decimal(12, 2, "")),
                Field.of("ratio", FieldType.of(Kind.FLOAT64)),
                Field.of("active", FieldType.of(Kind.BOOL)),
                Field.of("at", FieldType.of(Kind.TEXT)),
                Field.of("day", FieldType.of(Kind.TEXT)),
                Field.of("title", FieldType.of(Kind.TEXT)),
                Field.of("note", FieldType.of(Kind.TEXT)),
                Field.of("data", FieldType.of(Kind.TEXT)),
                Field.of("hash", FieldType.of(Kind.BYTES)));
        List<Field> planned =
                fields.stream().map(field -> store.types().plan(field).target()).toList();
        return Schema.table(DatasetId.of("public", "events"), planned, List.of());
    }

    private void generate() {
        Random random = new Random(1);
        // One layout for all, as readers make them.
        Layout layout = schema.layout();
        List<DataRecord> batch = new ArrayList<>();
        for (int i = 0; i < DISTINCT; i++) {
            byte[] hash = new byte[32];
            random.nextBytes(hash);
            BigDecimal price = BigDecimal.valueOf(random.nextInt(10_000_000), 2);
            boolean sparse = random.nextInt(10) == 0;
            Object[] row = {
                i,
                random.nextInt(1000),
                utf8("customer " + random.nextInt(100_000)),
                price,
                random.nextDouble(),
                random.nextBoolean(),
                utf8("2026-11-21 12:34:56." + random.nextInt(1000)),
                utf8("2026-11-21"),
                utf8("Blåbær og rømme " + random.nextInt(100_000)),
                sparse ? null : utf8("Zoë på kaia 🚢 med en ganske lang tekst om vær og vind " + random.nextInt()),
                utf8("{\"k\": " + random.nextInt() + ", \"tags\": [\"a\", \"b\"], \"deep\": {\"x\": true}}"),
                hash
            };
            rows.add(row);
            batch.add(DataRecord.of(List.of(), Document.of(layout, values(row))));
            if (batch.size() == BATCH) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Value[] values(Object[] row) {
        return new Value[] {
            new Value.Int32((int) row[0]),
            new Value.Int32((int) row[1]),
            Text.ofUtf8((byte[]) row[2]),
            new Value.Decimal((BigDecimal) row[3]),
            new Value.Float64((double) row[4]),
            Value.Bool.of((boolean) row[5]),
            Text.ofUtf8((byte[]) row[6]),
            Text.ofUtf8((byte[]) row[7]),
            Text.ofUtf8((byte[]) row[8]),
            row[9] == null ? Value.ofNull() : Text.ofUtf8((byte[]) row[9]),
            Text.ofUtf8((byte[]) row[10]),
            Bytes.of((byte[]) row[11])
        };
    }

    private void run(int rows, int rounds) throws Exception {
        String url = database;
        try (Store store = TestServer.open(database);
                Connection bare = TestServer.connect(url)) {
            double[][] seconds = new double[4][rounds];
            for (int round = 0; round < rounds; round++) {
                create(store);
                seconds[0][round] = timed(() -> writeBare(bare, rows));
                create(store);
                seconds[1][round] = timed(() -> writeStore(store, rows));
                seconds[2][round] = timed(() -> readBare(bare));
                seconds[3][round] = timed(() -> readStore(store));
            }
            String[] names = {"bare write", "store write", "bare read", "store read"};
            for (int i = 0; i < names.length; i++) {
                Arrays.sort(seconds[i]);
                double median = seconds[i][rounds / 2];
                System.out.printf(
                        "%-12s %6.2f s  %9.0f rows/s  [%.2f-%.2f]%n",
                        names[i], median, rows / median, seconds[i][0], seconds[i][rounds - 1]);
            }
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private static double timed(Task task) throws Exception {
        long start = System.nanoTime();
        task.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private void create(Store store) throws InterruptedException {
        SchemaEditing editing = store.schemaEditing().orElseThrow();
        editing.drop(schema.id());
        for (SchemaStep step : editing.steps(List.of(schema))) {
            if (step.phase() == SchemaStep.Phase.CREATE) {
                editing.apply(step);
            }
        }
    }

    private void writeStore(Store store, int rows) throws InterruptedException {
        try (RecordWriter writer = store.write(WriteRequest.fill(schema))) {
            for (int written = 0; written < rows; written += BATCH) {
                writer.write(batches.get(written / BATCH % batches.size()));
            }
            writer.flush();
        }
    }

    private void readStore(Store store) throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(schema.id()))) {
            Batch batch;
            do {
                batch = reader.next(BATCH, 4 << 20);
            } while (!batch.last());
        }
    }

    private static void readBare(Connection connection) throws SQLException {
        CopyOut out = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (SELECT * FROM events) TO STDOUT (FORMAT BINARY)");
        long bytes = 0;
        for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
            bytes += row.length;
        }
        if (bytes == 0) {
            throw new IllegalStateException("nothing was read");
        }
    }

    private void writeBare(Connection connection, int count) throws SQLException, IOException {
        connection.setAutoCommit(false);
        connection.createStatement().execute("TRUNCATE events");
        CopyIn in = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY events FROM STDIN (FORMAT BINARY, FREEZE)");
        Output out = new Output();
        out.data.writeBytes("PGCOPY\n");
        out.data.write(new byte[] {(byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0});
        for (int i = 0; i < count; i++) {
            out.row(rows.get(i % DISTINCT));
            if (out.size() >= 256 * 1024) {
                in.writeToCopy(out.array(), 0, out.size());
                out.reset();
            }
        }
        out.data.writeShort(-1);
        in.writeToCopy(out.array(), 0, out.size());
        in.endCopy();
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** The hand-written encoder: unchecked, unsynchronised, for these twelve columns only. */
    private static final class Output {
        private byte[] bytes = new byte[1 << 20];
        private int at;
        private final DataOutputStream data = new DataOutputStream(new ByteArrayOutputStream() {
            @Override
            public void write(int b) {
                bytes[at++] = (byte) b;
            }

            @Override
            public void write(byte[] b, int off, int len) {
                System.arraycopy(b, off, bytes, at, len);
                at += len;
            }
        });

        int size() {
            return at;
        }

        byte[] array() {
            return bytes;
        }

        void reset() {
            at = 0;
        }

        private void int16(int v) {
            bytes[at++] = (byte) (v >>> 8);
            bytes[at++] = (byte) v;
        }

        private void int32(int v) {
            bytes[at] = (byte) (v >>> 24);
            bytes[at + 1] = (byte) (v >>> 16);
            bytes[at + 2] = (byte) (v >>> 8);
            bytes[at + 3] = (byte) v;
            at += 4;
        }

        private void bytes(byte[] v) {
            int32(v.length);
            System.arraycopy(v, 0, bytes, at, v.length);
            at += v.length;
        }

        void row(Object[] row) {
            int16(12);
            int32(4);
            int32((int) row[0]);
            int32(4);
            int32((int) row[1]);
            bytes((byte[]) row[2]);
            price((BigDecimal) row[3]);
            int32(8);
            long bits = Double.doubleToLongBits((double) row[4]);
            int32((int) (bits >>> 32));
            int32((int) bits);
            int32(1);
            bytes[at++] = (byte) ((boolean) row[5] ? 1 : 0);
            for (int i = 6; i < 12; i++) {
                if (row[i] == null) {
                    int32(-1);
                } else {
                    bytes((byte[]) row[i]);
                }
            }
        }

        private void price(BigDecimal price) {
            long cents = price.unscaledValue().longValue();
            int low = (int) (cents % 100 * 100);
            long units = cents / 100;
            int groups = units >= 10_000 ? 3 : 2;
            int32(8 + 2 * groups);
            int16(groups);
            int16(groups - 2);
            int16(0);
            int16(2);
            if (groups == 3) {
                int16((int) (units / 10_000));
            }
            int16((int) (units % 10_000));
            int16(low);
        }
    }
}
