package dev.naust.backup.format;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordMeta;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.BackupFiles.Key;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Backups of two collections, one of them with a value of every kind and one that is streamed. */
public final class Samples {
    public static final Schema THINGS = Schema.table(
            DatasetId.of("shop", "Things"), List.of(Field.required("id", FieldType.of(Kind.INT64))), List.of("id"));
    public static final Schema OTHERS =
            Schema.table(DatasetId.of("Others"), List.of(Field.of("x", FieldType.of(Kind.TEXT))), List.of());

    private static final int LARGE = 3 << 20;

    private Samples() {}

    /** Writes a backup of several segments. */
    public static Manifest write(Path file, KeyRing keys, Key key, String id) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ArchiveWriter writer = new ArchiveWriter(out, keys, key)) {
            writer.begin(THINGS);
            for (DataRecord each : things()) {
                writer.add(each);
            }
            writer.end();
            writer.begin(OTHERS);
            for (int i = 0; i < 500; i++) {
                writer.add(DataRecord.of(List.of(), Document.of(Map.of("x", Value.text("other " + i)))));
            }
            writer.end();
            return writer.finish(collections -> new Manifest(
                    id,
                    "shop",
                    "memory",
                    "0.1.0",
                    Instant.parse("2026-01-02T03:04:05Z"),
                    Optional.of("RESTRICTED"),
                    Optional.of("norway"),
                    true,
                    collections));
        }
    }

    /** A record with every kind, one with a streamed value, and some more. */
    public static List<DataRecord> things() {
        List<DataRecord> things = new ArrayList<>();
        things.add(DataRecord.of(
                List.of("id"),
                everything(),
                new RecordMeta(Optional.of(Instant.ofEpochSecond(5, 7)), Optional.empty())));
        things.add(DataRecord.of(
                List.of("id"), Document.of(Map.of("id", Value.int64(2), "data", new Streamed(Kind.BYTES, noise())))));
        for (int i = 3; i < 300; i++) {
            things.add(DataRecord.of(
                    List.of("id"), Document.of(Map.of("id", Value.int64(i), "name", Value.text("Ærlig " + i)))));
        }
        return things;
    }

    static byte[] noise() {
        byte[] noise = new byte[LARGE + 17];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private static Document everything() {
        Map<String, Value> all = new LinkedHashMap<>();
        all.put("id", Value.int64(1));
        all.put("null", Value.ofNull());
        all.put("bool", Value.Bool.TRUE);
        all.put("int", new Value.Int32(-5));
        all.put("float", new Value.Float64(-0.0));
        all.put("decimal", new Value.Decimal(new BigDecimal("1.500")));
        all.put("text", Text.ofUtf8(new byte[] {'a', (byte) 0xff, 0}));
        all.put("bytes", Bytes.of(new byte[] {0, 1, 2}));
        all.put("uuid", new Value.Uuid(new UUID(1, 2)));
        all.put("date", new Value.Date(LocalDate.of(-4, 2, 29)));
        all.put("time", new Value.Time(LocalTime.of(23, 59, 59, 999_999_999)));
        all.put("local", new Value.LocalTimestamp(LocalDateTime.of(2026, 3, 29, 2, 30)));
        all.put("moment", new Value.Moment(Instant.ofEpochSecond(-1, 5)));
        all.put("offset", new Value.OffsetTimestamp(OffsetDateTime.parse("2026-01-01T00:00:00+05:45")));
        all.put("json", Value.Json.of("{ \"b\":1,\"a\": 2}"));
        all.put("$extension", new Value.Extension("int4range", "[1,5)"));
        all.put(
                "array",
                new Value.Array(List.of(Value.ofNull(), Value.int64(1), Document.of(Map.of("$a", Value.text("b"))))));
        return Document.of(all);
    }

    /** A value that is streamed. */
    public record Streamed(Kind kind, byte[] bytes) implements Content {
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
