package dev.naust.sqlite.file;

import static dev.naust.sqlite.file.PageFile.require;

/**
 * All records of an ordinary table in the order of their rowids: a walk over its b-tree (file format, sections 1.5 and 1.6),
 * which checks on its way whatever a page could say wrongly. For one thread at a time.
 */
public final class TableScan {
    private static final int INTERIOR = 5;
    private static final int LEAF = 13;
    private static final int INTERIOR_HEADER = 12;
    private static final int LEAF_HEADER = 8;

    /** SQLite itself takes no deeper trees (BTCURSOR_MAX_DEPTH). */
    private static final int DEEPEST = 20;

    /** The first page starts with the file's header; no table but the schema has its root there. */
    private static final int FIRST_ROOT = 2;

    private final PageFile file;
    private final int longest;
    private final StoredRecord record;
    private final byte[][] pages = new byte[DEEPEST][];
    private final int[] next = new int[DEEPEST];
    private final int[] cells = new int[DEEPEST];
    /** Where each page's children or records end that are walked over. */
    private final int[] ends = new int[DEEPEST];

    private final byte[] overflow;
    private byte[] assembled = {};
    private int depth;
    private boolean any;
    private long rowid;
    private boolean tooLong;

    /**
     * A walk that has not begun.
     *
     * @param root the page where {@code sqlite_schema} says that the table begins
     * @param columns how many columns the table has
     * @param longest the bytes above which a record is only announced
     */
    public TableScan(PageFile file, int root, int columns, int longest) throws UnusualFileException {
        require(root >= FIRST_ROOT, "the table has no page of its own");
        this.file = file;
        this.longest = longest;
        this.record = new StoredRecord(columns);
        this.overflow = new byte[file.pageSize()];
        descend(root);
    }

    /**
     * Leaves out all records but those of one part of the table. Parts are of about the same size, and their records follow those
     * of the part before.
     *
     * @param part from zero on
     * @param of how many parts there are
     */
    public void keepTo(int part, int of) {
        int all = ends[0];
        next[0] = (int) ((long) all * part / of);
        ends[0] = (int) ((long) all * (part + 1) / of);
    }

    /** Goes to the next record; false when there is none. */
    public boolean next() throws UnusualFileException {
        while (true) {
            byte[] page = pages[depth];
            if (page[0] == LEAF) {
                if (next[depth] < ends[depth]) {
                    take(page, next[depth]++);
                    return true;
                }
            } else if (next[depth] < ends[depth]) {
                depth++;
                descend(child(page, next[depth - 1]++, cells[depth - 1]));
                continue;
            }
            if (depth == 0) {
                return false;
            }
            depth--;
        }
    }

    private void take(byte[] page, int index) throws UnusualFileException {
        try {
            cell(page, index);
        } catch (IndexOutOfBoundsException e) {
            // Every number of a page is checked before it is used; should one slip through, SQLite judges the file.
            throw new UnusualFileException("a page leads out of itself", e);
        }
    }

    /** The current record's rowid. */
    public long rowid() {
        return rowid;
    }

    /** Whether the current record is longer than was asked for, so that {@link #record()} is not it. */
    public boolean isTooLong() {
        return tooLong;
    }

    /** The current record, until the next one is asked for. */
    public StoredRecord record() {
        return record;
    }

    private void descend(int number) throws UnusualFileException {
        require(depth < DEEPEST, "the tree is too deep");
        if (pages[depth] == null) {
            pages[depth] = new byte[file.pageSize()];
        }
        byte[] page = pages[depth];
        file.read(number, page);
        require(page[0] == LEAF || page[0] == INTERIOR, "a page of the table is of another kind");
        next[depth] = 0;
        cells[depth] = Big.int16(page, 3);
        // Behind the last cell of an inner page there is one more child.
        ends[depth] = page[0] == LEAF ? cells[depth] : cells[depth] + 1;
        int header = page[0] == LEAF ? LEAF_HEADER : INTERIOR_HEADER;
        require(header + 2 * cells[depth] <= file.usable(), "a page has more cells than room");
        require(page[0] == INTERIOR || cells[depth] > 0 || depth == 0, "a page inside of the tree is empty");
    }

    private int child(byte[] page, int index, int count) throws UnusualFileException {
        if (index == count) {
            return Big.int32(page, 8);
        }
        int at = Big.int16(page, INTERIOR_HEADER + 2 * index);
        require(at >= INTERIOR_HEADER + 2 * count && at + 4 < file.usable(), "a cell lies outside of its page");
        return Big.int32(page, at);
    }

    private void cell(byte[] page, int index) throws UnusualFileException {
        int end = file.usable();
        int at = Big.int16(page, LEAF_HEADER + 2 * index);
        require(at >= LEAF_HEADER + 2 * cells[depth], "a cell lies outside of its page");
        long size = Varint.at(page, at, end);
        at += Varint.size(size);
        long id = Varint.at(page, at, end);
        at += Varint.size(id);
        // No page twice and none of another table can pass this.
        require(!any || id > rowid, "the rowids do not ascend");
        require(size >= 0 && size <= Integer.MAX_VALUE, "a record is longer than can be");
        any = true;
        rowid = id;
        int local = local((int) size, end);
        tooLong = size > longest;
        if (local == size) {
            require(at + local <= end, "a cell lies outside of its page");
            if (!tooLong) {
                record.adopt(page, at, local);
            }
            return;
        }
        require(at + local + 4 <= end, "a cell lies outside of its page");
        if (!tooLong) {
            assemble(page, at, local, (int) size);
            record.adopt(assembled, 0, (int) size);
        }
    }

    /** How much of a record lies on its page (file format, section 1.6). */
    private static int local(int size, int usable) {
        if (size <= usable - 35) {
            return size;
        }
        int least = (usable - 12) * 32 / 255 - 23;
        int filled = least + (size - least) % (usable - 4);
        return filled <= usable - 35 ? filled : least;
    }

    /** Joins what lies on overflow pages (file format, section 1.7), each of which names the next. */
    private void assemble(byte[] page, int at, int local, int size) throws UnusualFileException {
        if (assembled.length < size) {
            assembled = new byte[Math.max(size, Math.min(longest, 2 * assembled.length))];
        }
        System.arraycopy(page, at, assembled, 0, local);
        int number = Big.int32(page, at + local);
        int done = local;
        while (done < size) {
            file.read(number, overflow);
            int part = Math.min(size - done, file.usable() - 4);
            System.arraycopy(overflow, 4, assembled, done, part);
            done += part;
            number = Big.int32(overflow, 0);
        }
        require(number == 0, "a record goes on behind its end");
    }
}
