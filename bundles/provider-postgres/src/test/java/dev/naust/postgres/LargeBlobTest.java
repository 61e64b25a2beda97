package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.io.InputStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Run it with {@code -DargLine=-Xmx256m -Dnaust.blob=209715200} to see 200 MB pass through a small heap. */
@DisplayName("A value larger than memory would like")
@Timeout(300)
class LargeBlobTest {
    private static final long SIZE = Long.getLong("naust.blob", 24L << 20);

    @Test
    @DisplayName("is written, read and carried on in slices, bytes and text alike")
    void passes() throws Exception {
        String database = TestServer.newDatabase();
        TestServer.execute(
                database, "CREATE TABLE a (id integer, b bytea, t text); CREATE TABLE b (id integer, b bytea, t text)");
        try (Store store = TestServer.open(database)) {
            Schema from = store.describe(DatasetId.of("public", "a"));
            Schema to = store.describe(DatasetId.of("public", "b"));
            Content bytes = new Generated(Kind.BYTES, SIZE);
            Content text = new Generated(Kind.TEXT, SIZE / 2);

            write(store, from, List.of(record(from, bytes, text), record(from, Value.ofNull(), Value.text("small"))));
            try (RecordReader reader = store.read(ReadRequest.of(from.id()))) {
                Batch batch = reader.next(10, Long.MAX_VALUE);
                assertThat(batch.records()).hasSize(2);
                write(store, to, batch.records());
            }

            try (RecordReader reader = store.read(ReadRequest.of(to.id()))) {
                Document body = reader.next(10, Long.MAX_VALUE).records().get(0).body();
                assertThat(checksum((Content) body.at(1))).isEqualTo(checksum(bytes));
                assertThat(checksum((Content) body.at(2))).isEqualTo(checksum(text));
            }
        } finally {
            TestServer.drop(database);
        }
    }

    private static DataRecord record(Schema schema, Value bytes, Value text) {
        return DataRecord.of(List.of(), Document.of(schema.layout(), new Value[] {new Value.Int32(1), bytes, text}));
    }

    private static void write(Store store, Schema schema, List<DataRecord> records) throws InterruptedException {
        try (RecordWriter writer = store.write(WriteRequest.fill(schema))) {
            assertThat(writer.write(records).rejected()).isEmpty();
            writer.flush();
        }
    }

    private static long checksum(Content content) throws Exception {
        CRC32 crc = new CRC32();
        byte[] chunk = new byte[8192];
        long length = 0;
        try (InputStream in = content.open()) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                crc.update(chunk, 0, n);
                length += n;
            }
        }
        assertThat(length).isEqualTo(content.length());
        return crc.getValue();
    }

    /** The same noise every time, or the same text. */
    private record Generated(Kind kind, long length) implements Content {
        @Override
        public InputStream open() {
            SplittableRandom random = new SplittableRandom(5);
            return new InputStream() {
                private long left = length;

                @Override
                public int read() {
                    if (left == 0) {
                        return -1;
                    }
                    left--;
                    int noise = random.nextInt();
                    return kind == Kind.BYTES ? noise & 0xff : 'a' + (noise & 15);
                }
            };
        }
    }
}
