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
 * The one byte form of a record that counts as its content, and its SHA-256: two records are the same exactly when these
 * bytes are. Specified in {@code docs/values.md} with test vectors; every release gives the same bytes.
 *
 * <p>A value is a tag byte and its payload; numbers are big-endian. Exact numbers of any kind have one form, so that an
 * integer in a wider column is still itself and {@code 5} equals {@code 5.00}; a binary floating-point number is never an
 * exact one. A document is its fields sorted by the UTF-8 bytes of their names. Streamed content has the form of the bytes or
 * the text that it streams.
 *
 * <p>Not safe for use by several threads: each thread makes its own.
 */
public final class CanonicalForm {
    private static final int CHUNK = 64 * 1024;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest sha256;
    private byte[] buffer = new byte[1024];
    private int length;
    private boolean hashing;

    /** A new, empty form. */
    public CanonicalForm() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256 (MessageDigest's contract)", e);
        }
    }

    /**
     * The SHA-256 of a record's content.
     *
     * @param body the record's fields; keys are among them
     * @return 32 bytes, new for each call
     * @throws UncheckedIOException when streamed content cannot be read
     */
    public byte[] hash(Document body) {
        // A hash that failed half way must leave nothing behind for the next one.
        sha256.reset();
        length = 0;
        hashing = true;
        put(body);
        flush();
        return sha256.digest();
    }

    /**
     * The canonical bytes of a value that streams nothing; for ordering, for tests and for documentation.
     *
     * @throws IllegalArgumentException when the value holds streamed content
     */
    public byte[] bytes(Value value) {
        length = 0;
        hashing = false;
        put(value);
        return Arrays.copyOf(buffer, length);
    }

    private void put(Value value) {
        switch (value.kind()) {
            case NULL -> putByte('N');
            case BOOL -> putByte(((Value.Bool) value).isTrue() ? 'T' : 'F');
            case INT32 -> putInteger(((Value.Int32) value).number());
            case INT64 -> putInteger(((Value.Int64) value).number());
            case DECIMAL -> putDecimal(((Value.Decimal) value).number());
            case FLOAT64 -> putTagged('f', Double.doubleToLongBits(((Value.Float64) value).number()));
            case TEXT -> putText(value);
            case BYTES -> putBytes(value);
            case UUID -> {
                java.util.UUID id = ((Value.Uuid) value).id();
                putTagged('u', id.getMostSignificantBits());
                putLong(id.getLeastSignificantBits());
            }
            case DATE -> putTagged('d', ((Value.Date) value).date().toEpochDay());
            case TIME -> putTagged('t', ((Value.Time) value).time().toNanoOfDay());
            case LOCAL_TIMESTAMP -> {
                var timestamp = ((Value.LocalTimestamp) value).timestamp();
                putTagged('l', timestamp.toEpochSecond(java.time.ZoneOffset.UTC));
                putInt(timestamp.getNano());
            }
            case MOMENT -> {
                var instant = ((Value.Moment) value).instant();
                putTagged('m', instant.getEpochSecond());
                putInt(instant.getNano());
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
            case DOCUMENT -> putDocument((Document) value);
            case EXTENSION -> {
                Value.Extension extension = (Value.Extension) value;
                putSized('x', extension.nativeType().getBytes(StandardCharsets.UTF_8));
                byte[] text = extension.text().getBytes(StandardCharsets.UTF_8);
                putLong(text.length);
                putRaw(text);
            }
        }
    }

    private void putDocument(Document document) {
        Layout layout = document.layout();
        int size = layout.size();
        putTagged('O', size);
        for (int rank = 0; rank < size; rank++) {
            int index = layout.canonical(rank);
            putRaw(layout.sizedName(index));
            put(document.at(index));
        }
    }

    private void putInteger(long number) {
        putTagged('i', number);
    }

    private void putDecimal(BigDecimal number) {
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

    private void putTagged(int tag, long number) {
        putByte(tag);
        putLong(number);
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

    private void putRaw(byte[] bytes) {
        if (hashing && bytes.length > CHUNK) {
            flush();
            sha256.update(bytes);
            return;
        }
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
