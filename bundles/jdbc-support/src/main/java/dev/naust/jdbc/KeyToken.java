package dev.naust.jdbc;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** The text form of a key's values: each value's kind and payload, in URL-safe Base64. */
final class KeyToken {
    private static final int VERSION = 1;

    private KeyToken() {}

    static boolean holds(Kind kind) {
        return switch (kind) {
            case ARRAY, DOCUMENT -> false;
            default -> true;
        };
    }

    static String write(List<Value> values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeShort(values.size());
            for (Value value : values) {
                write(value, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    private static void write(Value value, DataOutputStream out) throws IOException {
        if (value instanceof Content || !holds(value.kind())) {
            throw new IllegalArgumentException(
                    "A " + value.kind() + " of this size or form cannot be part of a position");
        }
        out.writeUTF(value.kind().name());
        switch (value.kind()) {
            case NULL -> {}
            case BOOL -> out.writeBoolean(((Value.Bool) value).isTrue());
            case INT32 -> out.writeInt(((Value.Int32) value).number());
            case INT64 -> out.writeLong(((Value.Int64) value).number());
            case FLOAT64 -> out.writeLong(Double.doubleToRawLongBits(((Value.Float64) value).number()));
            case DECIMAL -> {
                BigDecimal number = ((Value.Decimal) value).number();
                out.writeInt(number.scale());
                sized(number.unscaledValue().toByteArray(), out);
            }
            case TEXT -> sized(((Text) value).utf8(), out);
            case BYTES -> sized(((Bytes) value).array(), out);
            case UUID -> {
                out.writeLong(((Value.Uuid) value).id().getMostSignificantBits());
                out.writeLong(((Value.Uuid) value).id().getLeastSignificantBits());
            }
            case DATE -> text(((Value.Date) value).date().toString(), out);
            case TIME -> text(((Value.Time) value).time().toString(), out);
            case LOCAL_TIMESTAMP ->
                text(((Value.LocalTimestamp) value).timestamp().toString(), out);
            case MOMENT -> text(((Value.Moment) value).instant().toString(), out);
            case OFFSET_TIMESTAMP ->
                text(((Value.OffsetTimestamp) value).timestamp().toString(), out);
            case JSON -> sized(((Value.Json) value).text().utf8(), out);
            case EXTENSION -> {
                text(((Value.Extension) value).nativeType(), out);
                text(((Value.Extension) value).text(), out);
            }
            case ARRAY, DOCUMENT -> throw new IllegalStateException("Refused above");
        }
    }

    static List<Value> read(String token) {
        try (DataInputStream in = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(token)))) {
            if (in.readByte() != VERSION) {
                throw new IllegalArgumentException("The position is of another version of this provider");
            }
            int count = in.readUnsignedShort();
            List<Value> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(readValue(in));
            }
            if (in.available() > 0) {
                throw new IllegalArgumentException("The position has something behind its end");
            }
            return List.copyOf(values);
        } catch (IOException | DateTimeException | NumberFormatException e) {
            throw new IllegalArgumentException("The position is damaged: " + e.getMessage(), e);
        }
    }

    private static Value readValue(DataInputStream in) throws IOException {
        return switch (Kind.valueOf(in.readUTF())) {
            case NULL -> Value.ofNull();
            case BOOL -> Value.Bool.of(in.readBoolean());
            case INT32 -> new Value.Int32(in.readInt());
            case INT64 -> new Value.Int64(in.readLong());
            case FLOAT64 -> new Value.Float64(Double.longBitsToDouble(in.readLong()));
            case DECIMAL -> {
                int scale = in.readInt();
                yield new Value.Decimal(new BigDecimal(new BigInteger(sized(in)), scale));
            }
            case TEXT -> Text.ofUtf8(sized(in));
            case BYTES -> Bytes.of(sized(in));
            case UUID -> new Value.Uuid(new UUID(in.readLong(), in.readLong()));
            case DATE -> new Value.Date(LocalDate.parse(text(in)));
            case TIME -> new Value.Time(LocalTime.parse(text(in)));
            case LOCAL_TIMESTAMP -> new Value.LocalTimestamp(LocalDateTime.parse(text(in)));
            case MOMENT -> new Value.Moment(Instant.parse(text(in)));
            case OFFSET_TIMESTAMP -> new Value.OffsetTimestamp(OffsetDateTime.parse(text(in)));
            case JSON -> new Value.Json(Text.ofUtf8(sized(in)));
            case EXTENSION -> {
                String nativeType = text(in);
                yield new Value.Extension(nativeType, text(in));
            }
            case ARRAY, DOCUMENT -> throw new IllegalArgumentException("A position holds no arrays or documents");
        };
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        sized(text.getBytes(StandardCharsets.UTF_8), out);
    }

    private static void sized(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(sized(in), StandardCharsets.UTF_8);
    }

    private static byte[] sized(DataInputStream in) throws IOException {
        int length = in.readInt();
        // A damaged length must not make us reserve memory for it.
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("The position is damaged: it ends in the middle of a value");
        }
        return in.readNBytes(length);
    }
}
