package dev.naust.storage;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Simple values as bytes and back, kind included: what a cursor needs and JSON cannot give. */
final class ValueBytes {
    private ValueBytes() {}

    static void write(Value value, DataOutputStream out) throws IOException {
        byte[] payload = payload(value);
        out.writeByte(value.kind().ordinal());
        out.writeInt(payload.length);
        out.write(payload);
    }

    static Value read(DataInputStream in) throws IOException {
        Kind kind = Kind.values()[in.readUnsignedByte()];
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("A value is cut off");
        }
        return value(kind, in.readNBytes(length));
    }

    private static byte[] payload(Value value) {
        return switch (value.kind()) {
            case NULL -> new byte[0];
            case TEXT -> ((Text) value).utf8();
            case BYTES -> ((Bytes) value).array();
            case BOOL -> utf8(((Value.Bool) value).isTrue());
            case INT32 -> utf8(((Value.Int32) value).number());
            case INT64 -> utf8(((Value.Int64) value).number());
            case FLOAT64 -> utf8(((Value.Float64) value).number());
            case DECIMAL -> utf8(((Value.Decimal) value).number());
            case UUID -> utf8(((Value.Uuid) value).id());
            case DATE -> utf8(((Value.Date) value).date());
            case TIME -> utf8(((Value.Time) value).time());
            case LOCAL_TIMESTAMP -> utf8(((Value.LocalTimestamp) value).timestamp());
            case MOMENT -> utf8(((Value.Moment) value).instant());
            case OFFSET_TIMESTAMP -> utf8(((Value.OffsetTimestamp) value).timestamp());
            case JSON, ARRAY, DOCUMENT, EXTENSION -> throw new IllegalArgumentException("No order: " + value.kind());
        };
    }

    private static Value value(Kind kind, byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        return switch (kind) {
            case NULL -> Value.ofNull();
            case TEXT -> Text.ofUtf8(payload);
            case BYTES -> Bytes.of(payload);
            case BOOL -> Value.Bool.of(Boolean.parseBoolean(text));
            case INT32 -> new Value.Int32(Integer.parseInt(text));
            case INT64 -> new Value.Int64(Long.parseLong(text));
            case FLOAT64 -> new Value.Float64(Double.parseDouble(text));
            case DECIMAL -> new Value.Decimal(new BigDecimal(text));
            case UUID -> new Value.Uuid(UUID.fromString(text));
            case DATE -> new Value.Date(LocalDate.parse(text));
            case TIME -> new Value.Time(LocalTime.parse(text));
            case LOCAL_TIMESTAMP -> new Value.LocalTimestamp(LocalDateTime.parse(text));
            case MOMENT -> new Value.Moment(Instant.parse(text));
            case OFFSET_TIMESTAMP -> new Value.OffsetTimestamp(OffsetDateTime.parse(text));
            case JSON, ARRAY, DOCUMENT, EXTENSION -> throw new IllegalArgumentException("No order: " + kind);
        };
    }

    private static byte[] utf8(Object value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
