package dev.naust.api.model;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** A byte string with equality by content. */
public final class Bytes implements Value, Comparable<Bytes> {
    private static final int SHOWN = 32;

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Bytes without copying them.
     *
     * @param bytes the bytes; the caller gives them away and must not change them afterwards
     */
    public static Bytes of(byte[] bytes) {
        return new Bytes(Objects.requireNonNull(bytes, "bytes"));
    }

    /** The bytes themselves, not a copy: readers must not change them. */
    public byte[] array() {
        return bytes;
    }

    @Override
    public Kind kind() {
        return Kind.BYTES;
    }

    @Override
    public int weight() {
        return 32 + bytes.length;
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The first bytes in hexadecimal, and the length. */
    @Override
    public String toString() {
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(SHOWN, bytes.length));
        return bytes.length > SHOWN ? hex + "… (" + bytes.length + " bytes)" : hex;
    }
}
