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
        return check(text, 0, text.length);
    }

    /** The characters of a text from one place to another. */
    static long check(byte[] text, int from, int to) throws MisfitException {
        long characters = 0;
        int i = from;
        while (i < to) {
            int plain = plain(text, i, to);
            characters += plain - i;
            i = plain;
            // Letters that are not ASCII rarely stand alone.
            while (i < to && text[i] < 0) {
                int length = sequence(text, i, to);
                if (length == 0) {
                    return finish(text, i, to, characters);
                }
                i += length;
                characters++;
            }
            if (i < to && text[i] == 0) {
                throw Misfits.nul();
            }
        }
        return characters;
    }

    /** Where the first byte stands, from {@code from} on, that is not ASCII or is NUL. */
    private static int plain(byte[] text, int from, int to) {
        int i = from;
        for (int end = to - Long.BYTES; i <= end; i += Long.BYTES) {
            long eight = (long) LONGS.get(text, i);
            if (((eight | (eight - LOW_BITS)) & HIGH_BITS) != 0) {
                break;
            }
        }
        while (i < to && text[i] > 0) {
            i++;
        }
        return i;
    }

    /** The length of the sequence of a character that begins here and is plainly right; 0 where it takes a closer look. */
    private static int sequence(byte[] text, int at, int to) {
        int first = text[at] & 0xff;
        int left = to - at;
        if (first >= 0xC2 && first < 0xE0) {
            return left > 1 && follows(text[at + 1]) ? 2 : 0;
        } else if (first > 0xE0 && first < 0xF0 && first != 0xED) {
            return left > 2 && follows(text[at + 1]) && follows(text[at + 2]) ? 3 : 0;
        } else if (first == 0xF0) {
            return left > 3
                            && (text[at + 1] & 0xff) >= 0x90
                            && follows(text[at + 1])
                            && follows(text[at + 2])
                            && follows(text[at + 3])
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean follows(byte b) {
        return b < (byte) 0xC0;
    }

    private static long finish(byte[] text, int from, int to, long characters) throws MisfitException {
        Utf8 check = new Utf8();
        check.characters = characters;
        check.accept(text, from, to - from);
        return check.finish();
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
