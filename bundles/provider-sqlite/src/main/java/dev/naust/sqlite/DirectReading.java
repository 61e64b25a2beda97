package dev.naust.sqlite;

import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.sqlite.file.UnusualFileException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/**
 * One reading of a table from the file's pages, with SQLite at its side: for records that are too long, for samples, and for
 * the count. For one thread at a time.
 */
final class DirectReading implements AutoCloseable {
    /** How many rows there are between two that SQLite is asked for too. */
    private static final int SAMPLED = 2_000;

    private final DirectTables tables;
    private final SqliteSession session;
    private final Sql table;
    private final Sql rowid;
    private final DirectRows rows;
    private final RowLookup lookup;
    private boolean refuted;
    private boolean closed;

    private DirectReading(
            DirectTables tables, SqliteSession session, Sql table, Sql rowid, DirectRows rows, RowLookup lookup) {
        this.tables = tables;
        this.session = session;
        this.table = table;
        this.rowid = rowid;
        this.rows = rows;
        this.lookup = lookup;
    }

    /**
     * Begins a reading, where the table can be read so.
     *
     * @param rowid a name for the rowid that is none of the columns'
     * @param fields the fields to read
     * @param columns the fields as SQL, and what else is to be asked about rows that are too long
     * @param part of the rows, where others read the rest
     */
    static Optional<DirectReading> begin(
            DirectTables tables,
            SqliteSession session,
            Listing.Entry entry,
            Schema declared,
            Optional<Sql> rowid,
            List<Field> fields,
            Sql columns,
            int longest,
            DirectTables.Part part)
            throws SQLException {
        if (rowid.isEmpty()) {
            return Optional.empty();
        }
        Optional<DirectRows> rows = tables.open(session, entry, declared, fields, longest, part);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Sql table = new SqliteDialect().table(declared.id());
        try {
            return Optional.of(new DirectReading(
                    tables,
                    session,
                    table,
                    rowid.get(),
                    rows.get(),
                    new RowLookup(session, columns, table, rowid.get())));
        } catch (SQLException e) {
            rows.get().close();
            throw e;
        }
    }

    /** The rows; {@link #next} moves them. */
    DirectRows rows() {
        return rows;
    }

    /** Goes to the next row; false when there is none. */
    boolean next() throws UnusualFileException, SQLException {
        if (closed) {
            throw new UnusualFileException("the reading was closed");
        }
        if (!rows.next()) {
            return false;
        }
        if (rows.rows() % SAMPLED == 1 && !rows.isTooLong() && !find(rows::isSame)) {
            throw refute("rowid " + rows.rowid() + " is another record to SQLite");
        }
        return true;
    }

    private UnusualFileException refute(String why) {
        refuted = true;
        tables.distrust(why);
        return new UnusualFileException(why);
    }

    /** Whether SQLite has said something else, so that no row of this reading can be trusted. */
    boolean isRefuted() {
        return refuted;
    }

    /** The name of the rowid. */
    Sql rowid() {
        return rowid;
    }

    /** Asks about the current row as SQLite hands it out. */
    boolean ask(RowLookup.Question question) throws UnusualFileException, SQLException {
        boolean[] asked = new boolean[1];
        boolean answer = find(row -> {
            asked[0] = true;
            return question.of(row);
        });
        if (!asked[0]) {
            throw new UnusualFileException("SQLite does not find rowid " + rows.rowid());
        }
        return answer;
    }

    /** A search may meet damage that reading in order never sees: what holds then is what SQLite reads in order. */
    private boolean find(RowLookup.Question question) throws UnusualFileException, SQLException {
        try {
            return lookup.find(rows.rowid(), question);
        } catch (SQLException e) {
            if (!SqliteErrors.is(e, SQLiteErrorCode.SQLITE_CORRUPT)) {
                throw e;
            }
            throw new UnusualFileException("SQLite finds the way to rowid " + rows.rowid() + " damaged", e);
        }
    }

    /** Requires, behind the last row, that SQLite counts as many in the table as there have been. */
    void requireCount() throws UnusualFileException, SQLException {
        Sql count = Sql.of("SELECT count(*) FROM " + table);
        if (isCountedByIndex(count)) {
            return;
        }
        // An index that is damaged keeps nobody from reading its table.
        long counted = number(Sql.join(List.of(count, SqliteDialect.TABLE_ITSELF), ""));
        if (counted != rows.rows()) {
            throw refute("SQLite counts " + counted + " records, and " + rows.rows() + " were read");
        }
    }

    /** Counting the entries of a small index is quick, and enough where the number is right. */
    private boolean isCountedByIndex(Sql count) {
        try {
            return number(count) == rows.rows();
        } catch (SQLException damaged) {
            return false;
        }
    }

    private long number(Sql question) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet row = Statements.query(statement, question)) {
            return row.getLong(1);
        }
    }

    /** Waits for whoever reads in this reading's monitor: what it gives back is then another's. */
    @Override
    public synchronized void close() throws SQLException {
        closed = true;
        rows.close();
        lookup.close();
    }
}
