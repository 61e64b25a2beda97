package dev.naust.sqlserver.tds;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A type as TDS describes it before values of it, and its values (MS-TDS, 2.2.5.4 and 2.2.5.5).
 *
 * @param code its number
 * @param size the most bytes of a value; 65535 for {@code max}
 * @param precision of decimals
 * @param scale of decimals and times
 */
public record TdsType(int code, int size, int precision, int scale) {
    public static final TdsType BIT = of(0x68, 1);
    public static final TdsType TINYINT = of(0x26, 1);
    public static final TdsType SMALLINT = of(0x26, 2);
    public static final TdsType INT = of(0x26, 4);
    public static final TdsType BIGINT = of(0x26, 8);
    public static final TdsType REAL = of(0x6D, 4);
    public static final TdsType FLOAT = of(0x6D, 8);
    public static final TdsType UNIQUEIDENTIFIER = of(0x24, 16);
    public static final TdsType DATE = of(0x28, 3);
    public static final TdsType NVARCHAR = of(0xE7, 8000);
    public static final TdsType NVARCHAR_MAX = of(0xE7, 0xFFFF);
    public static final TdsType VARBINARY = of(0xA5, 8000);
    public static final TdsType VARBINARY_MAX = of(0xA5, 0xFFFF);

    private static final LocalDate FIRST = LocalDate.of(1, 1, 1);
    private static final int MAX = 0xFFFF;
    private static final int COLLATION = 5;

    private static TdsType of(int code, int size) {
        return new TdsType(code, size, 0, 0);
    }

    public static TdsType decimal(int precision, int scale) {
        return new TdsType(0x6A, 17, precision, scale);
    }

    public static TdsType time(int scale) {
        return new TdsType(0x29, timeSize(scale), 0, scale);
    }

    public static TdsType datetime2(int scale) {
        return new TdsType(0x2A, timeSize(scale) + 3, 0, scale);
    }

    public static TdsType datetimeoffset(int scale) {
        return new TdsType(0x2B, timeSize(scale) + 5, 0, scale);
    }

    private static int timeSize(int scale) {
        return scale < 3 ? 3 : scale < 5 ? 4 : 5;
    }

    /** The name in Transact-SQL, with sizes where they matter. */
    public String name() {
        return switch (code) {
            case 0x68, 0x32 -> "bit";
            case 0x26 -> size == 1 ? "tinyint" : size == 2 ? "smallint" : size == 4 ? "int" : "bigint";
            case 0x6D -> size == 4 ? "real" : "float";
            case 0x6A, 0x6C -> "decimal(" + precision + "," + scale + ")";
            case 0x24 -> "uniqueidentifier";
            case 0x28 -> "date";
            case 0x29 -> "time(" + scale + ")";
            case 0x2A -> "datetime2(" + scale + ")";
            case 0x2B -> "datetimeoffset(" + scale + ")";
            case 0xE7 -> size == MAX ? "nvarchar(max)" : "nvarchar";
            case 0xA7 -> size == MAX ? "varchar(max)" : "varchar";
            case 0xA5 -> size == MAX ? "varbinary(max)" : "varbinary";
            default -> "type " + code;
        };
    }

    /** Reads a description. */
    static TdsType read(ByteBuffer in) {
        int code = in.get() & 0xff;
        return switch (code) {
            case 0x30 -> TINYINT;
            case 0x32 -> BIT;
            case 0x34 -> SMALLINT;
            case 0x38 -> INT;
            case 0x7F -> BIGINT;
            case 0x26, 0x68, 0x6D, 0x24, 0x6E, 0x6F -> of(code, in.get() & 0xff);
            case 0x28 -> DATE;
            case 0x6A, 0x6C -> new TdsType(code, in.get() & 0xff, in.get(), in.get());
            case 0x29, 0x2A, 0x2B -> new TdsType(code, 0, 0, in.get());
            case 0xE7, 0xA7, 0xEF, 0xAF -> {
                int size = in.getShort() & 0xffff;
                in.position(in.position() + COLLATION);
                yield of(code == 0xEF ? 0xE7 : code == 0xAF ? 0xA7 : code, size);
            }
            case 0xA5, 0xAD -> of(0xA5, in.getShort() & 0xffff);
            default -> throw new IllegalStateException("The double does not know the type " + code);
        };
    }

    /** Writes the description. */
    void write(Out out) {
        out.int8(code);
        switch (code) {
            case 0x28 -> {}
            case 0x29, 0x2A, 0x2B -> out.int8(scale);
            case 0x6A -> out.int8(size).int8(precision).int8(scale);
            case 0xE7 -> out.int16(size).bytes(new byte[] {9, 4, (byte) 0xd0, 0, 52});
            case 0xA5 -> out.int16(size);
            default -> out.int8(size);
        }
    }

    /** Reads a value. */
    @Nullable
    Object value(ByteBuffer in) {
        byte[] bytes = raw(in);
        if (bytes == null) {
            return null;
        }
        ByteBuffer value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (code) {
            case 0x68 -> value.get() != 0;
            case 0x26 -> integer(value, bytes.length);
            case 0x6D -> bytes.length == 4 ? (Object) value.getFloat() : (Object) value.getDouble();
            case 0x6A, 0x6C -> decimal(bytes);
            case 0x24 -> guid(value);
            case 0x28 -> date(value);
            case 0x29 -> time(value, bytes.length);
            case 0x2A -> {
                LocalTime time = time(value, bytes.length - 3);
                yield LocalDateTime.of(date(value), time);
            }
            case 0x2B -> {
                LocalTime time = time(value, bytes.length - 5);
                LocalDateTime utc = LocalDateTime.of(date(value), time);
                ZoneOffset offset = ZoneOffset.ofTotalSeconds(value.getShort() * 60);
                yield utc.atOffset(ZoneOffset.UTC).withOffsetSameInstant(offset);
            }
            case 0xE7 -> new String(bytes, StandardCharsets.UTF_16LE);
            case 0xA7 -> new String(bytes, StandardCharsets.UTF_8);
            case 0xA5 -> bytes;
            default -> throw new IllegalStateException("The double does not know values of the type " + code);
        };
    }

    private byte @Nullable [] raw(ByteBuffer in) {
        boolean wide = code == 0xE7 || code == 0xA7 || code == 0xA5;
        if (wide && size == MAX) {
            return chunks(in);
        }
        int length = wide ? in.getShort() & 0xffff : in.get() & 0xff;
        if (wide && length == MAX || !wide && length == 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte @Nullable [] chunks(ByteBuffer in) {
        if (in.getLong() == -1) {
            return null;
        }
        Out all = new Out();
        for (int length = in.getInt(); length != 0; length = in.getInt()) {
            byte[] chunk = new byte[length];
            in.get(chunk);
            all.bytes(chunk);
        }
        return all.toBytes();
    }

    private static Object integer(ByteBuffer value, int length) {
        return switch (length) {
            case 1 -> value.get() & 0xff;
            case 2 -> (int) value.getShort();
            case 4 -> value.getInt();
            default -> value.getLong();
        };
    }

    private BigDecimal decimal(byte[] bytes) {
        byte[] magnitude = new byte[bytes.length - 1];
        for (int i = 0; i < magnitude.length; i++) {
            magnitude[i] = bytes[bytes.length - 1 - i];
        }
        return new BigDecimal(new BigInteger(bytes[0] == 0 ? -1 : 1, magnitude), scale);
    }

    private static UUID guid(ByteBuffer value) {
        long first = Integer.toUnsignedLong(value.getInt());
        long second = Short.toUnsignedLong(value.getShort());
        long third = Short.toUnsignedLong(value.getShort());
        return new UUID(
                first << 32 | second << 16 | third,
                value.order(ByteOrder.BIG_ENDIAN).getLong());
    }

    private static LocalDate date(ByteBuffer value) {
        int days = (value.get() & 0xff) | (value.get() & 0xff) << 8 | (value.get() & 0xff) << 16;
        return FIRST.plusDays(days);
    }

    private LocalTime time(ByteBuffer value, int length) {
        long units = 0;
        for (int i = 0; i < length; i++) {
            units |= (value.get() & 0xffL) << 8 * i;
        }
        return LocalTime.ofNanoOfDay(units * nanos());
    }

    private long nanos() {
        long nanos = 1_000_000_000L;
        for (int i = 0; i < scale; i++) {
            nanos /= 10;
        }
        return nanos;
    }

    /** Writes a value. */
    void write(Out out, @Nullable Object value) {
        boolean wide = code == 0xE7 || code == 0xA5;
        if (value == null) {
            if (wide && size == MAX) {
                out.int64(-1);
            } else if (wide) {
                out.int16(MAX);
            } else {
                out.int8(0);
            }
            return;
        }
        byte[] bytes = encoded(value);
        if (wide && size == MAX) {
            out.int64(bytes.length).int32(bytes.length).bytes(bytes);
            if (bytes.length > 0) {
                out.int32(0);
            }
        } else if (wide) {
            out.int16(bytes.length).bytes(bytes);
        } else {
            out.int8(bytes.length).bytes(bytes);
        }
    }

    private byte[] encoded(Object value) {
        Out out = new Out();
        switch (code) {
            case 0x68 -> out.int8((Boolean) value ? 1 : 0);
            case 0x26 -> out.little(((Number) value).longValue(), size);
            case 0x6D ->
                out.little(
                        size == 4
                                ? Float.floatToRawIntBits(((Number) value).floatValue())
                                : Double.doubleToRawLongBits(((Number) value).doubleValue()),
                        size);
            case 0x6A -> {
                BigInteger unscaled = ((BigDecimal) value).setScale(scale).unscaledValue();
                out.int8(unscaled.signum() < 0 ? 0 : 1);
                byte[] magnitude = unscaled.abs().toByteArray();
                byte[] sized = new byte[16];
                for (int i = 0; i < magnitude.length && i < 16; i++) {
                    sized[i] = magnitude[magnitude.length - 1 - i];
                }
                out.bytes(sized);
            }
            case 0x24 -> {
                UUID id = (UUID) value;
                out.little(id.getMostSignificantBits() >>> 32, 4);
                out.little(id.getMostSignificantBits() >>> 16, 2);
                out.little(id.getMostSignificantBits(), 2);
                out.bytes(ByteBuffer.allocate(8)
                        .putLong(id.getLeastSignificantBits())
                        .array());
            }
            case 0x28 -> out.little(days((LocalDate) value), 3);
            case 0x29 -> out.little(((LocalTime) value).toNanoOfDay() / nanos(), timeSize(scale));
            case 0x2A -> dateAndTime(out, (LocalDateTime) value);
            case 0x2B -> {
                OffsetDateTime time = (OffsetDateTime) value;
                dateAndTime(out, time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
                out.little(time.getOffset().getTotalSeconds() / 60, 2);
            }
            case 0xE7 -> out.bytes(((String) value).getBytes(StandardCharsets.UTF_16LE));
            case 0xA5 -> out.bytes((byte[]) value);
            default -> throw new IllegalStateException("The double does not write the type " + code);
        }
        return out.toBytes();
    }

    private void dateAndTime(Out out, LocalDateTime time) {
        out.little(time.toLocalTime().toNanoOfDay() / nanos(), timeSize(scale));
        out.little(days(time.toLocalDate()), 3);
    }

    private static long days(LocalDate date) {
        return ChronoUnit.DAYS.between(FIRST, date);
    }
}
