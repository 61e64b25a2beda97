package dev.naust.sqlite;

import java.sql.SQLException;
import org.sqlite.core.DB;

/**
 * The row that SQLite's statement stands on. JDBC's result set costs a lock, a lambda and a check for each cell, and cannot
 * give the raw bytes of a text together with its type.
 *
 * @param encoding how the database keeps text
 */
record StatementRow(DB db, long statement, TextEncoding encoding) implements Row {
    @Override
    public int type(int column) throws SQLException {
        return db.column_type(statement, column);
    }

    @Override
    public long integer(int column) throws SQLException {
        return db.column_long(statement, column);
    }

    @Override
    public double real(int column) throws SQLException {
        return db.column_double(statement, column);
    }

    @Override
    public byte[] bytes(int column) throws SQLException {
        byte[] bytes = db.column_blob(statement, column);
        return bytes == null ? new byte[0] : bytes;
    }

    @Override
    public byte[] utf8(int column) throws SQLException {
        return encoding.utf8(bytes(column));
    }
}
