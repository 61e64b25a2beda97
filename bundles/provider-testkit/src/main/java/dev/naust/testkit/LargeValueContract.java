package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Values too large for memory are streamed, and are the same values. */
abstract class LargeValueContract extends ContractGroup {
    private static final int LARGE = 300_000;
    private static final int LIMIT = 100_000;

    @Test
    @DisplayName("of bytes is read as content: its length known, readable twice, the same value")
    void ofBytesIsStreamed() throws Exception {
        byte[] bytes = new byte[LARGE];
        new Random(7).nextBytes(bytes);
        if (plannedAs(Kind.BYTES)) {
            assertStreamed(Kind.BYTES, Bytes.of(bytes), bytes);
        }
    }

    @Test
    @DisplayName("of text is read as content: its length known, readable twice, the same value")
    void ofTextIsStreamed() throws Exception {
        Text text = Text.of("Zoë 🚢 ".repeat(LARGE / 10));
        if (plannedAs(Kind.TEXT)) {
            assertStreamed(Kind.TEXT, text, text.utf8());
        }
    }

    @Test
    @DisplayName("at the limit or below it is read whole")
    void atTheLimitIsReadWhole() throws Exception {
        Text text = Text.of("x".repeat(LIMIT));
        Schema schema = store().make("whole", Field.of("v", FieldType.of(Kind.TEXT)));
        store().insert(schema, List.of(store().record(schema, Value.int64(1), text)));

        List<DataRecord> records = store().read(ReadRequest.of(schema.id()).streamingAbove(LIMIT));

        assertThat(records.get(0).body().get("v")).contains(text);
    }

    @Test
    @DisplayName("that comes as content is written whole")
    void thatComesAsContentIsWritten() throws Exception {
        byte[] bytes = Text.of("streamed 🚢 ".repeat(20_000)).utf8();
        Kind kind = Kind.TEXT;
        Schema schema = store().make("content", Field.of("v", FieldType.of(kind)));
        Document body = store().record(schema, Value.int64(1), new Streamed(kind, bytes))
                .body();

        store().insert(schema, List.of(DataRecord.of(schema.key(), body)));

        try (RecordReader reader = store().store().read(ReadRequest.of(schema.id()))) {
            Value read = reader.next(1, Long.MAX_VALUE)
                    .records()
                    .get(0)
                    .body()
                    .get("v")
                    .orElseThrow();
            assertThat(Canonical.of(read)).isEqualTo(Canonical.of(Text.ofUtf8(bytes)));
        }
    }

    private void assertStreamed(Kind kind, Value value, byte[] bytes) throws InterruptedException, IOException {
        Schema schema = store().make("streamed", Field.of("v", FieldType.of(kind)));
        store().insert(
                        schema,
                        List.of(
                                store().record(schema, Value.int64(1), value),
                                store().record(schema, Value.int64(2), Value.ofNull())));
        ReadRequest request = ReadRequest.of(schema.id()).streamingAbove(LIMIT);
        try (RecordReader reader = store().store().read(request)) {
            Value read = TestStore.drain(reader, 10, Long.MAX_VALUE).stream()
                    .flatMap(batch -> batch.records().stream())
                    .map(record -> record.body().get("v").orElseThrow())
                    .filter(each -> each != Value.Null.NULL)
                    .findFirst()
                    .orElseThrow();

            assertThat(read).isInstanceOf(Content.class);
            Content content = (Content) read;
            assertThat(content.kind()).isEqualTo(kind);
            assertThat(content.length()).isEqualTo(bytes.length);
            assertThat(allOf(content)).isEqualTo(bytes);
            assertThat(allOf(content)).as("read again").isEqualTo(bytes);
            assertThat(Canonical.of(content)).isEqualTo(Canonical.of(value));
        }
    }

    private boolean plannedAs(Kind kind) {
        var mapping = store().store().types().plan(Field.of("v", FieldType.of(kind)));
        return mapping.fidelity() != Fidelity.UNSUPPORTED
                && mapping.target().type().kind() == kind;
    }

    private static byte[] allOf(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }

    private record Streamed(Kind kind, byte[] bytes) implements Content {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
