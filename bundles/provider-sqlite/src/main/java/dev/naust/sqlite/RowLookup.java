package dev.naust.sqlite;

import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.sqlite.core.CoreStatement;

/** Single rows by their rowids, asked from SQLite itself. For one thread at a time. */
final class RowLookup implements AutoCloseable {
    private final PreparedStatement statement;
    private final TextEncoding encoding;

    /** What is asked about a row while SQLite stands on it. */
    interface Question {
        boolean of(Row row) throws SQLException;
    }

    /**
     * For some columns of a table.
     *
     * @param rowid a name for the rowid that is none of the columns'
     */
    RowLookup(SqliteSession session, Sql columns, Sql table, Sql rowid) throws SQLException {
        this.statement = Statements.prepare(
                session.connection(), Sql.of("SELECT " + columns + " FROM " + table + " WHERE " + rowid + " = ?"));
        this.encoding = session.encoding();
    }

    /** What the question says about the row with this rowid; false when there is none. */
    boolean find(long rowid, Question question) throws SQLException {
        statement.setLong(1, rowid);
        try (ResultSet found = statement.executeQuery()) {
            return found.next()
                    && ((CoreStatement) statement)
                            .pointer.safeRun((db, pointer) -> question.of(new StatementRow(db, pointer, encoding)));
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
