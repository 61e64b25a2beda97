package dev.naust.api.model;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The canonical form written down a second time, from docs/values.md, the slow and plain way. */
final class ReferenceForm {
    private static final BigInteger TWO = BigInteger.TWO;

    private ReferenceForm() {}

    static byte[] of(Value value) {
        return switch (value.kind()) {
            case NULL -> bytes('N');
            case BOOL -> bytes(value == Value.Bool.TRUE ? 'T' : 'F');
            case INT32 -> exact(new BigDecimal(((Value.Int32) value).number()));
            case INT64 -> exact(new BigDecimal(((Value.Int64) value).number()));
            case DECIMAL -> exact(((Value.Decimal) value).number());
            case FLOAT64 -> join(bytes('f'), float64(((Value.Float64) value).number()));
            case TEXT -> sized('s', ((Text) value).utf8());
            case BYTES -> sized('b', ((Bytes) value).array());
            case UUID ->
                join(
                        bytes('u'),
                        HexFormat.of()
                                .parseHex(((Value.Uuid) value).id().toString().replace("-", "")));
            case DATE ->
                join(
                        bytes('d'),
                        number(ChronoUnit.DAYS.between(java.time.LocalDate.EPOCH, ((Value.Date) value).date()), 8));
            case TIME ->
                join(
                        bytes('t'),
                        number(ChronoUnit.NANOS.between(java.time.LocalTime.MIDNIGHT, ((Value.Time) value).time()), 8));
            case LOCAL_TIMESTAMP ->
                instant('l', ((Value.LocalTimestamp) value).timestamp().toInstant(ZoneOffset.UTC));
            case MOMENT -> instant('m', ((Value.Moment) value).instant());
            case OFFSET_TIMESTAMP -> {
                var timestamp = ((Value.OffsetTimestamp) value).timestamp();
                yield join(
                        instant('o', timestamp.toInstant()),
                        number(timestamp.getOffset().getTotalSeconds(), 4));
            }
            case JSON -> sized('j', ((Value.Json) value).text().utf8());
            case ARRAY -> {
                byte[] all =
                        join(bytes('a'), number(((Value.Array) value).items().size(), 8));
                for (Value item : ((Value.Array) value).items()) {
                    all = join(all, of(item));
                }
                yield all;
            }
            case DOCUMENT -> document((Document) value);
            case EXTENSION -> {
                byte[] text = ((Value.Extension) value).text().getBytes(StandardCharsets.UTF_8);
                byte[] type = ((Value.Extension) value).nativeType().getBytes(StandardCharsets.UTF_8);
                yield join(sized('x', type), number(text.length, 8), text);
            }
        };
    }

    private static byte[] document(Document document) {
        Comparator<String> byBytes =
                Comparator.comparing(name -> HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8)));
        Map<String, Value> sorted = new TreeMap<>(byBytes);
        sorted.putAll(document.toMap());
        byte[] all = join(bytes('O'), number(sorted.size(), 8));
        for (Map.Entry<String, Value> field : sorted.entrySet()) {
            byte[] name = field.getKey().getBytes(StandardCharsets.UTF_8);
            all = join(all, number(name.length, 4), name, of(field.getValue()));
        }
        return all;
    }

    private static byte[] exact(BigDecimal number) {
        BigInteger digits = number.unscaledValue();
        long scale = number.scale();
        while (digits.signum() != 0 && digits.mod(BigInteger.TEN).signum() == 0) {
            digits = digits.divide(BigInteger.TEN);
            scale--;
        }
        if (digits.signum() == 0) {
            return join(bytes('i'), number(0, 8));
        }
        if (scale <= 0 && scale > -20) {
            BigInteger whole = digits.multiply(BigInteger.TEN.pow((int) -scale));
            boolean fits = whole.compareTo(TWO.pow(63).negate()) >= 0 && whole.compareTo(TWO.pow(63)) < 0;
            if (fits) {
                return join(bytes('i'), number(whole.longValueExact(), 8));
            }
        }
        byte[] unscaled = digits.toByteArray();
        return join(bytes('n'), number(scale, 8), number(unscaled.length, 4), unscaled);
    }

    private static byte[] float64(double number) {
        return Double.isNaN(number)
                ? HexFormat.of().parseHex("7ff8000000000000")
                : ByteBuffer.allocate(8).putDouble(number).array();
    }

    private static byte[] instant(char tag, Instant at) {
        return join(bytes(tag), number(at.getEpochSecond(), 8), number(at.getNano(), 4));
    }

    private static byte[] sized(char tag, byte[] payload) {
        return join(bytes(tag), number(payload.length, 8), payload);
    }

    private static byte[] number(long number, int width) {
        BigInteger unsigned = BigInteger.valueOf(number).mod(TWO.pow(8 * width));
        byte[] bytes = new byte[width];
        for (int i = width - 1; i >= 0; i--) {
            bytes[i] = unsigned.byteValue();
            unsigned = unsigned.shiftRight(8);
        }
        return bytes;
    }

    private static byte[] bytes(char tag) {
        return new byte[] {(byte) tag};
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
