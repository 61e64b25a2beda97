package dev.naust.api.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Takes values, one behind the other, and makes their canonical bytes ({@code docs/values.md}). A reader that has a value as
 * its store's bytes puts it by the method of its kind, without making a {@link Value} of it; the bytes are the same.
 *
 * <p>Only {@link CanonicalForm} makes one. For one thread at a time.
 */
public final class CanonicalBytes {
    private static final int CHUNK = 64 * 1024;
    private static final int LONG_DIGITS = 18;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest sha256;
    private byte[] buffer = new byte[1024];
    private int length;
    private boolean hashing;

    CanonicalBytes() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256 (MessageDigest's contract)", e);
        }
    }

    /** Begins anew; what came before may have failed half way. */
    void begin(boolean hash) {
        if (hash) {
            sha256.reset();
        }
        length = 0;
        hashing = hash;
    }

    byte[] hash() {
        flush();
        return sha256.digest();
    }

    byte[] hash(int from, int to) {
        sha256.update(buffer, from, to - from);
        return sha256.digest();
    }

    byte[] copy() {
        return Arrays.copyOf(buffer, length);
    }

    byte[] bytes() {
        return buffer;
    }

    int length() {
        return length;
    }

    /** Forgets everything from {@code mark} on. */
    void cutOff(int mark) {
        length = mark;
    }

    static int int32(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static long int64(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** Puts a value of any kind. */
    public void put(Value value) {
        switch (value.kind()) {
            case NULL -> putNull();
            case BOOL -> putBool(((Value.Bool) value).isTrue());
            case INT32 -> putInteger(((Value.Int32) value).number());
            case INT64 -> putInteger(((Value.Int64) value).number());
            case DECIMAL -> putDecimal(((Value.Decimal) value).number());
            case FLOAT64 -> putFloat(((Value.Float64) value).number());
            case TEXT -> putText(value);
            case BYTES -> putBytes(value);
            case UUID -> {
                java.util.UUID id = ((Value.Uuid) value).id();
                putUuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
            }
            case DATE -> putDate(((Value.Date) value).date().toEpochDay());
            case TIME -> putTime(((Value.Time) value).time().toNanoOfDay());
            case LOCAL_TIMESTAMP -> {
                var timestamp = ((Value.LocalTimestamp) value).timestamp();
                putLocalTimestamp(timestamp.toEpochSecond(java.time.ZoneOffset.UTC), timestamp.getNano());
            }
            case MOMENT -> {
                var instant = ((Value.Moment) value).instant();
                putMoment(instant.getEpochSecond(), instant.getNano());
            }
            case OFFSET_TIMESTAMP -> {
                var timestamp = ((Value.OffsetTimestamp) value).timestamp();
                putTagged('o', timestamp.toEpochSecond());
                putInt(timestamp.getNano());
                putInt(timestamp.getOffset().getTotalSeconds());
            }
            case JSON -> putSized('j', ((Value.Json) value).text().utf8());
            case ARRAY -> {
                var items = ((Value.Array) value).items();
                putTagged('a', items.size());
                items.forEach(this::put);
            }
            case DOCUMENT -> {
                Document document = (Document) value;
                putFields(document.layout(), (index, out) -> out.put(document.at(index)));
            }
            case EXTENSION -> {
                Value.Extension extension = (Value.Extension) value;
                putSized('x', extension.nativeType().getBytes(StandardCharsets.UTF_8));
                byte[] text = extension.text().getBytes(StandardCharsets.UTF_8);
                putLong(text.length);
                putRaw(text);
            }
        }
    }

    void putFields(Layout layout, CanonicalForm.Fields fields) {
        int size = layout.size();
        putTagged('O', size);
        for (int rank = 0; rank < size; rank++) {
            int index = layout.canonical(rank);
            putName(layout, index);
            fields.put(index, this);
        }
    }

    /** Puts a null. */
    public void putNull() {
        putByte('N');
    }

    /** Puts true or false. */
    public void putBool(boolean truth) {
        putByte(truth ? 'T' : 'F');
    }

    /** Puts a whole number. */
    public void putInteger(long number) {
        putTagged('i', number);
    }

    /** Puts a binary floating-point number. */
    public void putFloat(double number) {
        putTagged('f', Double.doubleToLongBits(number));
    }

    /** Puts the number {@code unscaled / 10^scale}. */
    public void putDecimal(long unscaled, int scale) {
        if (unscaled == 0) {
            putInteger(0);
            return;
        }
        long digits = unscaled;
        long point = scale;
        while (digits % 10 == 0) {
            digits /= 10;
            point--;
        }
        if (point <= 0 && point > -LONG_DIGITS) {
            long power = 1;
            for (long i = point; i < 0; i++) {
                power *= 10;
            }
            if (Math.multiplyHigh(digits, power) == digits * power >> (Long.SIZE - 1)) {
                putInteger(digits * power);
                return;
            }
        }
        if (point <= 0 || point > Integer.MAX_VALUE) {
            putRare(BigDecimal.valueOf(unscaled, scale));
            return;
        }
        putTagged('n', point);
        // The sign needs a bit of its own.
        int bytes = (Long.SIZE - Long.numberOfLeadingZeros(digits ^ digits >> (Long.SIZE - 1))) / Byte.SIZE + 1;
        putInt(bytes);
        for (int i = bytes - 1; i >= 0; i--) {
            putByte((int) (digits >> (Byte.SIZE * i)));
        }
    }

    private void putDecimal(BigDecimal number) {
        if (number.precision() <= LONG_DIGITS) {
            putDecimal(number.unscaledValue().longValue(), number.scale());
        } else {
            putRare(number);
        }
    }

    private void putRare(BigDecimal number) {
        BigDecimal stripped = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        // Counted as a long: a scale near the least integer would wrap round and make an integer of a billion digits
        // here.
        if (stripped.scale() <= 0 && stripped.precision() - (long) stripped.scale() <= 19) {
            BigInteger integer = stripped.toBigInteger();
            if (integer.bitLength() < Long.SIZE) {
                putInteger(integer.longValue());
                return;
            }
        }
        byte[] unscaled = stripped.unscaledValue().toByteArray();
        putTagged('n', stripped.scale());
        putInt(unscaled.length);
        putRaw(unscaled);
    }

    /** Puts text that is these UTF-8 bytes. */
    public void putText(byte[] bytes, int from, int count) {
        putTagged('s', count);
        putRaw(bytes, from, count);
    }

    /** Puts bytes. */
    public void putBytes(byte[] bytes, int from, int count) {
        putTagged('b', count);
        putRaw(bytes, from, count);
    }

    /** Puts JSON text that is these UTF-8 bytes. */
    public void putJson(byte[] bytes, int from, int count) {
        putTagged('j', count);
        putRaw(bytes, from, count);
    }

    /** The same where it is well-formed; false, and nothing was put, where it is not. */
    public boolean putWellFormedJson(byte[] bytes, int from, int count) {
        if (!JsonSyntax.isWellFormed(bytes, from, from + count)) {
            return false;
        }
        putJson(bytes, from, count);
        return true;
    }

    /** Puts a UUID by its two halves. */
    public void putUuid(long high, long low) {
        putTagged('u', high);
        putLong(low);
    }

    /** Puts a date. */
    public void putDate(long epochDay) {
        putTagged('d', epochDay);
    }

    /** Puts a time of day. */
    public void putTime(long nanoOfDay) {
        putTagged('t', nanoOfDay);
    }

    /**
     * Puts a date and time without a zone.
     *
     * @param nanos never negative
     */
    public void putLocalTimestamp(long second, int nanos) {
        putTagged('l', second);
        putInt(nanos);
    }

    /**
     * Puts an instant.
     *
     * @param nanos never negative
     */
    public void putMoment(long second, int nanos) {
        putTagged('m', second);
        putInt(nanos);
    }

    private void putText(Value value) {
        if (value instanceof Text text) {
            putSized('s', text.utf8());
        } else {
            putContent('s', (Content) value);
        }
    }

    private void putBytes(Value value) {
        if (value instanceof Bytes bytes) {
            putSized('b', bytes.array());
        } else {
            putContent('b', (Content) value);
        }
    }

    private void putContent(char tag, Content content) {
        if (!hashing) {
            throw new IllegalArgumentException("Streamed content is hashed and never held in one piece");
        }
        putTagged(tag, content.length());
        byte[] chunk = new byte[CHUNK];
        long seen = 0;
        try (InputStream in = content.open()) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                flush();
                sha256.update(chunk, 0, n);
                seen += n;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The content could not be read: " + e.getMessage(), e);
        }
        if (seen != content.length()) {
            throw new UncheckedIOException(
                    new IOException("The content yielded " + seen + " bytes but announced " + content.length()));
        }
    }

    private void flush() {
        sha256.update(buffer, 0, length);
        length = 0;
    }

    private void putSized(char tag, byte[] bytes) {
        putTagged(tag, bytes.length);
        putRaw(bytes);
    }

    void putTagged(int tag, long number) {
        reserve(1 + Long.BYTES);
        buffer[length] = (byte) tag;
        LONGS.set(buffer, length + 1, number);
        length += 1 + Long.BYTES;
    }

    private void putByte(int b) {
        reserve(1);
        buffer[length++] = (byte) b;
    }

    private void putInt(int number) {
        reserve(Integer.BYTES);
        INTS.set(buffer, length, number);
        length += Integer.BYTES;
    }

    private void putLong(long number) {
        reserve(Long.BYTES);
        LONGS.set(buffer, length, number);
        length += Long.BYTES;
    }

    /** Puts a field's name. */
    void putName(Layout layout, int index) {
        byte[] name = layout.sizedName(index);
        reserve(name.length);
        for (int i = 0; i < name.length; i += Long.BYTES) {
            LONGS.set(buffer, length + i, (long) LONGS.get(name, i));
        }
        length += layout.nameSize(index);
    }

    private void putRaw(byte[] bytes) {
        putRaw(bytes, 0, bytes.length);
    }

    private void putRaw(byte[] bytes, int from, int count) {
        if (hashing && count > CHUNK) {
            flush();
            sha256.update(bytes, from, count);
            return;
        }
        reserve(count);
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
