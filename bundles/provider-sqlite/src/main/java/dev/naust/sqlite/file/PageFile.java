package dev.naust.sqlite.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The pages of one database file (file format, sections 1.2 and 1.3), read ahead while they are asked for in order. What it
 * says is of the moment only while a transaction of SQLite keeps writers away. For one thread at a time.
 */
public final class PageFile {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int HEADER = 100;
    private static final int LEGACY_JOURNAL = 1;
    private static final int UTF8 = 1;
    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 65_536;
    private static final int SMALLEST_USABLE = 480;

    /** How far the next page may lie ahead to count as the next in order: indexes and overflow lie between. */
    private static final int NEAR = 4;

    private static final int AHEAD = 128 * 1024;

    private final RandomAccessFile file;
    private final int pageSize;
    private final int usable;
    private final long pages;
    private final long schemaCookie;
    private final byte[] ahead;
    private long aheadFrom;
    private int aheadLength;
    private long lastRead;

    private PageFile(RandomAccessFile file, byte[] header, long size) throws UnusualFileException {
        require(Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length), "the file has another signature");
        int declared = Big.int16(header, 16);
        this.pageSize = declared == 1 ? LARGEST_PAGE : declared;
        require(pageSize >= SMALLEST_PAGE && Integer.bitCount(pageSize) == 1, "the page size is odd");
        require(header[18] == LEGACY_JOURNAL && header[19] == LEGACY_JOURNAL, "the file has a write-ahead log");
        this.usable = pageSize - (header[20] & 0xff);
        require(usable >= SMALLEST_USABLE, "too much of each page is reserved");
        require(Big.int32(header, 56) == UTF8, "its text is not UTF-8");
        this.pages = size / pageSize;
        require(size % pageSize == 0 && pages <= Integer.MAX_VALUE, "the file is not a whole number of pages");
        boolean counted = Big.int32(header, 24) == Big.int32(header, 92);
        require(!counted || (Big.int32(header, 28) & 0xffffffffL) == pages, "the file has another size than it says");
        this.schemaCookie = Big.int32(header, 40);
        this.file = file;
        this.ahead = new byte[Math.max(AHEAD, pageSize)];
    }

    /**
     * The pages of a file that is open already.
     *
     * @throws UnusualFileException when its header is not one of an ordinary file without a write-ahead log
     */
    public static PageFile of(RandomAccessFile file) throws UnusualFileException {
        try {
            byte[] header = new byte[HEADER];
            file.seek(0);
            file.readFully(header);
            return new PageFile(file, header, file.length());
        } catch (IOException e) {
            throw new UnusualFileException("the file's header cannot be read", e);
        }
    }

    /** How many pages there are. */
    public long pages() {
        return pages;
    }

    /** How large a page is, in bytes. */
    public int pageSize() {
        return pageSize;
    }

    /** The number that changes whenever the schema does, as {@code PRAGMA schema_version} says it. */
    public long schemaCookie() {
        return schemaCookie;
    }

    /** The bytes of each page that hold content; some files reserve the rest for extensions. */
    int usable() {
        return usable;
    }

    /** Copies a page, counted from one, to {@code into}. */
    void read(int number, byte[] into) throws UnusualFileException {
        require(number >= 1 && number <= pages, "a page is asked for that is not in the file");
        try {
            long at = (number - 1L) * pageSize;
            if (at < aheadFrom || at + pageSize > aheadFrom + aheadLength) {
                boolean inOrder = number > lastRead && number <= lastRead + NEAR;
                fill(at, inOrder ? ahead.length : pageSize);
            }
            System.arraycopy(ahead, (int) (at - aheadFrom), into, 0, pageSize);
            lastRead = number;
        } catch (IOException e) {
            throw new UnusualFileException("a page cannot be read", e);
        }
    }

    private void fill(long at, int wanted) throws IOException {
        int length = (int) Math.min(wanted, pages * pageSize - at);
        aheadLength = 0;
        file.seek(at);
        file.readFully(ahead, 0, length);
        aheadFrom = at;
        aheadLength = length;
    }

    static void require(boolean plain, String otherwise) throws UnusualFileException {
        if (!plain) {
            throw new UnusualFileException(otherwise);
        }
    }
}
