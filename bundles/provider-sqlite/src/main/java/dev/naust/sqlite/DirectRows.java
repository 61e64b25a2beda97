package dev.naust.sqlite;

import dev.naust.sqlite.file.OpenFiles;
import dev.naust.sqlite.file.StoredRecord;
import dev.naust.sqlite.file.TableScan;
import dev.naust.sqlite.file.UnusualFileException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.sqlite.core.Codes;

/**
 * The rows of one table straight from the file's pages, in the order of their rowids, as SQLite would hand them out. It is
 * read inside of a read transaction of SQLite, which keeps writers away; SQLite is asked for the number of rows and for some
 * of the rows themselves, and for all rows from where the file is not plain. For one thread at a time.
 */
final class DirectRows implements Row, AutoCloseable {
    private final DirectTables owner;
    private final OpenFiles.Handle handle;
    private final TableScan scan;
    private final StoredRecord record;
    private final int[] places;
    private final boolean[] reals;
    private final int fewest;
    private long rows;
    private boolean closed;

    /**
     * Rows of a table.
     *
     * @param table its stored columns, in order
     * @param asked the columns to hand out
     */
    DirectRows(
            DirectTables owner,
            OpenFiles.Handle handle,
            TableScan scan,
            List<DirectTables.Column> table,
            List<DirectTables.Column> asked) {
        this.owner = owner;
        this.handle = handle;
        this.scan = scan;
        this.record = scan.record();
        this.places = asked.stream()
                .mapToInt(column -> column.isRowid() ? -1 : table.indexOf(column))
                .toArray();
        this.reals = new boolean[places.length];
        for (int i = 0; i < places.length; i++) {
            reals[i] = asked.get(i).isReal();
        }
        int last = table.size();
        while (last > 0 && !table.get(last - 1).hasDefault()) {
            last--;
        }
        this.fewest = last;
    }

    /** Goes to the next row; false when there is none. */
    boolean next() throws UnusualFileException {
        if (!scan.next()) {
            return false;
        }
        if (!scan.isTooLong() && record.columns() < fewest) {
            throw new UnusualFileException("a record is older than a column that has a default");
        }
        rows++;
        return true;
    }

    /** The row's rowid. */
    long rowid() {
        return scan.rowid();
    }

    /** How many rows there have been. */
    long rows() {
        return rows;
    }

    /** Whether the row is too long to be read at once, so that it has no cells here. */
    boolean isTooLong() {
        return scan.isTooLong();
    }

    @Override
    public int type(int column) {
        int place = places[column];
        if (place < 0) {
            return Codes.SQLITE_INTEGER;
        } else if (place >= record.columns()) {
            return Codes.SQLITE_NULL;
        }
        int type = record.type(place);
        // A column of REAL keeps whole numbers as integers, to save room.
        return type == Codes.SQLITE_INTEGER && reals[column] ? Codes.SQLITE_FLOAT : type;
    }

    @Override
    public long integer(int column) {
        return places[column] < 0 ? scan.rowid() : record.integer(places[column]);
    }

    @Override
    public double real(int column) {
        int place = places[column];
        return record.type(place) == Codes.SQLITE_INTEGER ? record.integer(place) : record.real(place);
    }

    /** How many bytes a cell of class TEXT or BLOB has. */
    int length(int column) {
        return record.length(places[column]);
    }

    /** Where a cell's bytes lie, not a copy; until the next row. */
    byte[] buffer() {
        return record.buffer();
    }

    /** Where a cell of class TEXT or BLOB begins in the buffer. */
    int start(int column) {
        return record.start(places[column]);
    }

    @Override
    public byte[] bytes(int column) {
        return record.bytes(places[column]);
    }

    @Override
    public byte[] utf8(int column) {
        return bytes(column);
    }

    /** Whether another row has the same cells. */
    boolean isSame(Row other) throws SQLException {
        for (int i = 0; i < places.length; i++) {
            int type = type(i);
            boolean same = type == other.type(i)
                    && switch (type) {
                        case Codes.SQLITE_INTEGER -> integer(i) == other.integer(i);
                        case Codes.SQLITE_FLOAT ->
                            Double.doubleToRawLongBits(real(i)) == Double.doubleToRawLongBits(other.real(i));
                        case Codes.SQLITE_NULL -> true;
                        default -> Arrays.equals(bytes(i), other.bytes(i));
                    };
            if (!same) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            owner.giveBack(handle);
        }
    }
}
