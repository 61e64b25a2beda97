package dev.naust.sqlite.file;

import static dev.naust.sqlite.file.PageFile.require;

/** The numbers of one to nine bytes of the file format (section 1.6, "varint"). */
final class Varint {
    private static final int LONGEST = 9;

    private Varint() {}

    /** The number at a place, which has to end before {@code end}; a negative one only where nine bytes say so. */
    static long at(byte[] bytes, int at, int end) throws UnusualFileException {
        require(at < end, "a number has no end");
        if (bytes[at] >= 0) {
            return bytes[at];
        }
        long number = 0;
        for (int i = 0; i < LONGEST - 1; i++) {
            require(at + i < end, "a number has no end");
            byte b = bytes[at + i];
            number = number << 7 | b & 0x7f;
            if (b >= 0) {
                require(size(number) == i + 1, "a number is longer than it needs to be");
                return number;
            }
        }
        require(at + LONGEST <= end, "a number has no end");
        number = number << 8 | bytes[at + LONGEST - 1] & 0xff;
        require(size(number) == LONGEST, "a number is longer than it needs to be");
        return number;
    }

    /** How many bytes the number has in its one shortest form. */
    static int size(long number) {
        int size = 1;
        for (long rest = number >>> 7; rest != 0 && size < LONGEST; rest >>>= 7) {
            size++;
        }
        return size;
    }
}
