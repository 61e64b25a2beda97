package dev.naust.sqlite.file;

import static dev.naust.sqlite.file.PageFile.require;

import java.util.Arrays;

/**
 * One record as the file keeps it (file format, section 2.1): a header with a serial type for each column, and their values
 * one after the other. It lies in the buffer of whoever reads it and is overwritten by the next. For one thread at a time.
 */
public final class StoredRecord {
    /** SQLite's storage classes, by the numbers that its own interface uses. */
    public static final int INTEGER = 1;

    public static final int REAL = 2;
    public static final int TEXT = 3;
    public static final int BLOB = 4;
    public static final int NULL = 5;

    private static final int DOUBLE = 7;
    private static final int ZERO = 8;
    private static final int ONE = 9;
    private static final int FIRST_SIZED = 12;
    private static final int[] SIZES = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

    private final int[] serials;
    private final int[] starts;
    private byte[] bytes = {};
    private int columns;

    /** Room for records of at most this many columns. */
    StoredRecord(int columns) {
        this.serials = new int[columns];
        this.starts = new int[columns];
    }

    /** How many columns are stored; those that were added to the table later are not. */
    public int columns() {
        return columns;
    }

    /** Looks at a record's header. */
    void adopt(byte[] buffer, int from, int size) throws UnusualFileException {
        bytes = buffer;
        int end = from + size;
        int at = from;
        // A header is rarely above 127 bytes, and a serial type above two bytes is text of more than 8 kB.
        long header = Varint.at(buffer, at, end);
        at += Varint.size(header);
        require(header >= 1 && header <= size, "a record's header is longer than the record");
        int headerEnd = from + (int) header;
        long value = headerEnd;
        columns = 0;
        while (at < headerEnd) {
            int serial = buffer[at];
            if (serial >= 0) {
                at++;
            } else {
                long large = Varint.at(buffer, at, headerEnd);
                require(large >= 0 && large <= Integer.MAX_VALUE, "a value is larger than its record");
                at += Varint.size(large);
                serial = (int) large;
            }
            require(columns < serials.length, "a record has more values than its table has columns");
            require(serial < 10 || serial >= FIRST_SIZED, "a value is of a type that does not exist");
            serials[columns] = serial;
            starts[columns] = (int) value;
            columns++;
            value += sized(serial);
            require(value <= end, "a value is larger than its record");
        }
        require(at == headerEnd && value == end, "a record is not as long as its header says");
    }

    private static int sized(int serial) {
        return serial < FIRST_SIZED ? SIZES[serial] : (serial - FIRST_SIZED) >>> 1;
    }

    /** The storage class of a column's value. */
    public int type(int column) {
        int serial = serials[column];
        if (serial >= FIRST_SIZED) {
            return (serial & 1) == 0 ? BLOB : TEXT;
        } else if (serial == DOUBLE) {
            // SQLite takes a number that is none for null.
            return Double.isNaN(real(column)) ? NULL : REAL;
        }
        return serial == 0 ? NULL : INTEGER;
    }

    /** The number of an INTEGER. */
    public long integer(int column) {
        int serial = serials[column];
        return switch (serial) {
            case 1 -> bytes[starts[column]];
            case 4 -> Big.int32(bytes, starts[column]);
            case 6 -> Big.int64(bytes, starts[column]);
            case ZERO -> 0;
            case ONE -> 1;
            default -> Big.signed(bytes, starts[column], SIZES[serial]);
        };
    }

    /** The number of a REAL. */
    public double real(int column) {
        return Double.longBitsToDouble(Big.int64(bytes, starts[column]));
    }

    /** How many bytes a TEXT or BLOB has. */
    public int length(int column) {
        return sized(serials[column]);
    }

    /** Where everything lies, not a copy; until the next record. */
    public byte[] buffer() {
        return bytes;
    }

    /** Where a column's value begins in the buffer. */
    public int start(int column) {
        return starts[column];
    }

    /** A copy of the bytes of a TEXT or BLOB. */
    public byte[] bytes(int column) {
        return Arrays.copyOfRange(bytes, starts[column], starts[column] + sized(serials[column]));
    }
}
