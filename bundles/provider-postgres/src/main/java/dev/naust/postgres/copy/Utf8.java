package dev.naust.postgres.copy;

/**
 * Checks UTF-8 as PostgreSQL does (RFC 3629, and no U+0000) and counts characters, over bytes that may come in pieces. For one
 * thread at a time.
 */
final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final java.lang.invoke.VarHandle LONGS =
            java.lang.invoke.MethodHandles.byteArrayViewVarHandle(long[].class, java.nio.ByteOrder.nativeOrder());

    private long characters;
    private int pending;
    private int lowest = 0x80;
    private int highest = 0xBF;

    /** The characters of a whole text. */
    static long check(byte[] text) throws MisfitException {
        int plain = plainPrefix(text);
        if (plain == text.length) {
            return plain;
        }
        Utf8 check = new Utf8();
        check.characters = plain;
        check.accept(text, plain, text.length - plain);
        return check.finish();
    }

    /** How many bytes at the beginning are ASCII other than NUL. */
    private static int plainPrefix(byte[] text) {
        int i = 0;
        for (int end = text.length - Long.BYTES; i <= end; i += Long.BYTES) {
            long eight = (long) LONGS.get(text, i);
            if (((eight | (eight - LOW_BITS)) & HIGH_BITS) != 0) {
                break;
            }
        }
        while (i < text.length && text[i] > 0) {
            i++;
        }
        return i;
    }

    void accept(byte[] bytes, int from, int count) throws MisfitException {
        int end = from + count;
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            if (pending == 0 && b > 0) {
                characters++;
            } else if (pending == 0
                    && (b & 0xE0) == 0xC0
                    && b > (byte) 0xC1
                    && i + 1 < end
                    && bytes[i + 1] < (byte) 0xC0) {
                // Letters of most alphabets have two bytes; the second one begins with the bits 10.
                characters++;
                i++;
            } else {
                step(b & 0xff);
            }
        }
    }

    private void step(int b) throws MisfitException {
        if (pending == 0) {
            begin(b);
            return;
        }
        if (b < lowest || b > highest) {
            throw Misfits.malformed();
        }
        lowest = 0x80;
        highest = 0xBF;
        pending--;
    }

    private void begin(int b) throws MisfitException {
        if (b == 0) {
            throw Misfits.nul();
        }
        characters++;
        if (b < 0x80) {
            return;
        }
        if (b < 0xC2 || b > 0xF4) {
            throw Misfits.malformed();
        }
        if (b < 0xE0) {
            pending = 1;
        } else if (b < 0xF0) {
            pending = 2;
            lowest = b == 0xE0 ? 0xA0 : 0x80;
            highest = b == 0xED ? 0x9F : 0xBF;
        } else {
            pending = 3;
            lowest = b == 0xF0 ? 0x90 : 0x80;
            highest = b == 0xF4 ? 0x8F : 0xBF;
        }
    }

    long finish() throws MisfitException {
        if (pending > 0) {
            throw Misfits.malformed();
        }
        return characters;
    }
}
