package dev.naust.redis.form;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A record's key in its two forms: what stands behind the prefix in the name of its Redis key, such as {@code 7} or
 * {@code a:7}, and its place in the sorted set by which the collection is read in order. Each can be told from the other's parts,
 * and different keys have different forms. Values that are equal as numbers are the same key.
 *
 * <p>Integers and floating-point numbers are in the order of numbers, all else in the order of its bytes.
 */
public final class KeyForm {
    private static final byte[] END = {0, 0};

    private final List<Kind> kinds;
    private final byte[] separator;
    private final FieldText texts = new FieldText();

    /**
     * The form of keys of these kinds.
     *
     * @param separator stands between the parts of a name
     */
    public KeyForm(List<Kind> kinds, String separator) {
        this.kinds = List.copyOf(kinds);
        this.separator = separator.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a value of this kind can be part of a key. */
    public static boolean holds(Kind kind) {
        return switch (kind) {
            case NULL -> false;
            case ARRAY, DOCUMENT, EXTENSION -> true;
            case BOOL, INT32, INT64, FLOAT64, DECIMAL, TEXT, BYTES, UUID -> true;
            case DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP, JSON -> true;
        };
    }

    /** The place of a key in the sorted set. */
    public byte[] place(List<Value> key) {
        ByteArrayOutputStream place = new ByteArrayOutputStream();
        for (int i = 0; i < kinds.size(); i++) {
            Value value = key.get(i);
            switch (kinds.get(i)) {
                case INT32, INT64 -> place.writeBytes(bigEndian(number(value) ^ Long.MIN_VALUE));
                case FLOAT64 -> place.writeBytes(bigEndian(sortable(((Value.Float64) value).number())));
                default -> {
                    escape(text(value), place);
                    place.writeBytes(END);
                }
            }
        }
        return place.toByteArray();
    }

    /** The name of the key at a place. */
    public byte[] name(byte[] place) {
        List<byte[]> parts = parts(place);
        if (parts.size() == 1) {
            return parts.get(0);
        }
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                name.writeBytes(separator);
            }
            percent(parts.get(i), name);
        }
        return name.toByteArray();
    }

    private List<byte[]> parts(byte[] place) {
        List<byte[]> parts = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(place);
        for (Kind kind : kinds) {
            switch (kind) {
                case INT32, INT64 -> parts.add(ascii(Long.toString(rest.getLong() ^ Long.MIN_VALUE)));
                case FLOAT64 -> parts.add(ascii(Double.toString(fromSortable(rest.getLong()))));
                default -> parts.add(unescape(rest));
            }
        }
        return parts;
    }

    private byte[] text(Value value) {
        if (value instanceof Value.Decimal decimal) {
            BigDecimal number = decimal.number();
            return ascii((number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros()).toString());
        }
        if (value instanceof Value.Extension extension) {
            return (tagged(extension.nativeType()) + extension.text()).getBytes(StandardCharsets.UTF_8);
        }
        return texts.bytes(value);
    }

    /** The native type stands before the text, as two types may have the same text. */
    private static String tagged(String nativeType) {
        return nativeType.replace("%", "%25").replace(":", "%3A") + ":";
    }

    private static long number(Value value) {
        return value instanceof Value.Int32 small ? small.number() : ((Value.Int64) value).number();
    }

    /** Bits that are in the order of the numbers when they are compared as unsigned; both zeros are one. */
    private static long sortable(double number) {
        long bits = Double.doubleToLongBits(number == 0 ? 0.0 : number);
        return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
    }

    private static double fromSortable(long sortable) {
        return Double.longBitsToDouble(sortable < 0 ? sortable ^ Long.MIN_VALUE : ~sortable);
    }

    private static byte[] bigEndian(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    /** A zero byte is followed by ff, so that 00 00 is the end and nothing else. */
    private static void escape(byte[] bytes, ByteArrayOutputStream to) {
        for (byte b : bytes) {
            to.write(b);
            if (b == 0) {
                to.write(0xff);
            }
        }
    }

    private static byte[] unescape(ByteBuffer rest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            byte b = rest.get();
            if (b == 0 && rest.get() == 0) {
                return bytes.toByteArray();
            }
            bytes.write(b);
        }
    }

    /** The separator's bytes and the percent sign inside a part are written in hexadecimal, as in URLs. */
    private void percent(byte[] part, ByteArrayOutputStream to) {
        for (byte b : part) {
            if (b == '%' || isOfSeparator(b)) {
                to.writeBytes(ascii(String.format("%%%02X", b)));
            } else {
                to.write(b);
            }
        }
    }

    private boolean isOfSeparator(byte b) {
        for (byte each : separator) {
            if (each == b) {
                return true;
            }
        }
        return false;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
