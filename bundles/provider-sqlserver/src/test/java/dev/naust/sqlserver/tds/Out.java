package dev.naust.sqlserver.tds;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes being put together, the smallest part of a number first. */
final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Out int8(int number) {
        bytes.write(number);
        return this;
    }

    Out int16(int number) {
        return little(number, 2);
    }

    Out int32(int number) {
        return little(number, 4);
    }

    Out int64(long number) {
        return little(number, 8);
    }

    Out little(long number, int size) {
        for (int i = 0; i < size; i++) {
            bytes.write((int) (number >>> 8 * i));
        }
        return this;
    }

    Out bytes(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    /** A text with its length in characters before it, in one byte. */
    Out shortText(String text) {
        return int8(text.length()).bytes(text.getBytes(StandardCharsets.UTF_16LE));
    }

    /** A text with its length in characters before it, in two bytes. */
    Out text(String text) {
        return int16(text.length()).bytes(text.getBytes(StandardCharsets.UTF_16LE));
    }

    void clear() {
        bytes.reset();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
