package dev.naust.postgres.copy;

import java.util.Arrays;

/**
 * The bytes that are on their way to the server. Codecs append to it; whoever owns it sends and empties it. A row that turns
 * out not to fit is cut off again. For one thread at a time.
 */
final class CopyBuffer {
    private byte[] bytes;
    private int length;

    CopyBuffer(int capacity) {
        this.bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Forgets everything from {@code mark} on. */
    void cutOff(int mark) {
        length = mark;
    }

    void putByte(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void putShort(int value) {
        reserve(2);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
    }

    void putInt(int value) {
        reserve(4);
        setInt(length, value);
        length += 4;
    }

    /** Overwrites four bytes that are there already. */
    void setInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    void putLong(long value) {
        putInt((int) (value >>> 32));
        putInt((int) value);
    }

    void putRaw(byte[] source) {
        putRaw(source, 0, source.length);
    }

    void putRaw(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** A value's length and the value. */
    void putSized(byte[] source) {
        putInt(source.length);
        putRaw(source);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(length, more), (int) Math.min(bytes.length * 2L, 1 << 30)));
        }
    }
}
