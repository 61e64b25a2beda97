package dev.naust.sqlserver.copy;

import com.microsoft.sqlserver.jdbc.SQLServerException;
import dev.naust.api.model.DataRecord;
import dev.naust.api.store.Category;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.connection.SqlServerErrors;
import java.sql.SQLException;
import java.util.Set;

/** Tells the failures that a record is to blame for from those that end the writing. */
final class Blame {
    private static final Set<SqlServerErrorCode> A_RECORDS =
            Set.of(SqlServerErrorCode.BROKEN_RULE, SqlServerErrorCode.BAD_DATA, SqlServerErrorCode.TOO_LARGE);

    /** What a trigger or a procedure raised by itself. */
    private static final int OWN_ERRORS = 50_000;

    private static final int DUPLICATE_KEY = 2627;
    private static final int DUPLICATE_IN_INDEX = 2601;
    private static final int REFERENCE = 547;
    private static final int NULL = 515;

    private final SqlServerErrors errors;

    Blame(SqlServerErrors errors) {
        this.errors = errors;
    }

    /** Whether the server refused a record and would take others. */
    boolean isARecords(SQLException failure) {
        StoreException meaning = errors.during("Writing", failure);
        return A_RECORDS.contains(meaning.code())
                || meaning.category() == Category.INTERNAL && number(failure) >= OWN_ERRORS;
    }

    /** The reject of a record that the server refused. */
    static Rejected on(DataRecord record, SQLException failure) {
        String said = SqlServerErrors.said(failure);
        String reason =
                switch (number(failure)) {
                    case DUPLICATE_KEY, DUPLICATE_IN_INDEX -> "Another record has this key already: " + said;
                    case REFERENCE -> "It breaks a rule of the table, or refers to a record that is not there: " + said;
                    case NULL -> "It lacks a value that the table requires: " + said;
                    default -> "The server refused it: " + said;
                };
        return new Rejected(record, "", reason);
    }

    private static int number(Throwable failure) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 50; t = t.getCause(), depth++) {
            if (t instanceof SQLServerException error && error.getSQLServerError() != null) {
                return error.getSQLServerError().getErrorNumber();
            }
        }
        return failure instanceof SQLException error ? error.getErrorCode() : 0;
    }
}
