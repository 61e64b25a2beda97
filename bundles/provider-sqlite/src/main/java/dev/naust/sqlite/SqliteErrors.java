package dev.naust.sqlite;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.SqlErrors;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says what a failure of SQLite means and what to do about it. */
final class SqliteErrors {
    /** The low byte of an extended result code is the primary one. */
    private static final int PRIMARY = 0xff;

    private SqliteErrors() {}

    /** SQLite's extended result code; {@code SQLITE_ERROR} where the driver itself failed. */
    static SQLiteErrorCode code(SQLException error) {
        return error instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
    }

    /** Whether an error is of one of SQLite's primary kinds, whatever its extension. */
    static boolean is(SQLException error, SQLiteErrorCode primary) {
        return (code(error).code & PRIMARY) == primary.code;
    }

    /**
     * The failure in words.
     *
     * @param doing what was being done, such as {@code reading table Album}
     */
    static StoreException explain(Path file, String doing, SQLException error) {
        SQLiteErrorCode code = code(error);
        String where = "SQLite file " + file + ": " + doing;
        return switch (primary(code)) {
            case SQLITE_NOTADB ->
                failure(
                        SqliteErrorCode.NOT_A_DATABASE,
                        where + " is not possible, for the file is not an SQLite 3 database, or it is encrypted. "
                                + "Check that the path names the right file.",
                        error);
            case SQLITE_CORRUPT ->
                failure(
                        SqliteErrorCode.CORRUPT,
                        where + " failed, for the database is damaged (" + said(error)
                                + "). Restore it from a backup, or save what can be read with: sqlite3 FILE .recover",
                        error);
            case SQLITE_BUSY, SQLITE_LOCKED -> locked(where, code, error);
            case SQLITE_READONLY -> readOnly(where, code, error);
            case SQLITE_FULL ->
                failure(
                        SqliteErrorCode.DISK_FULL,
                        where + " failed, for the disk is full. Free some space and try again; "
                                + "nothing that was finished before is lost.",
                        error);
            case SQLITE_CANTOPEN ->
                failure(
                        SqliteErrorCode.NOT_READABLE,
                        where + " is not possible, for the file or its folder cannot be opened. "
                                + "Check that the folder exists and that the server's user may use it.",
                        error);
            case SQLITE_PERM, SQLITE_AUTH ->
                failure(
                        SqliteErrorCode.NOT_READABLE,
                        where + " is not allowed to the server's user. Check the rights of the file and its folder.",
                        error);
            case SQLITE_TOOBIG, SQLITE_NOMEM ->
                failure(
                        SqliteErrorCode.TOO_LARGE,
                        where + " failed, for a value or the statement is larger than SQLite can hold (" + said(error)
                                + "). Leave the value out or store it elsewhere.",
                        error);
            case SQLITE_IOERR ->
                failure(
                        SqliteErrorCode.IO,
                        where + " failed with an input or output error (" + said(error)
                                + "). Check the disk and whether the file is still there.",
                        error);
            case SQLITE_INTERRUPT ->
                failure(
                        SqliteErrorCode.INTERRUPTED,
                        where + " was interrupted. Start it again if it is needed.",
                        error);
            case SQLITE_CONSTRAINT ->
                failure(
                        SqliteErrorCode.CONSTRAINT,
                        where + " breaks a rule of the database: " + said(error) + ". Correct the data or the rule.",
                        error);
            case SQLITE_ERROR ->
                failure(
                        SqliteErrorCode.REFUSED,
                        where + " was refused by SQLite: " + said(error) + ". Correct what it names and try again.",
                        error);
            default ->
                failure(
                        SqliteErrorCode.INTERNAL,
                        where + " failed: " + said(error) + ". Please report this with the log.",
                        error);
        };
    }

    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return SQLiteErrorCode.getErrorCode(code.code & PRIMARY);
    }

    private static StoreException locked(String where, SQLiteErrorCode code, SQLException error) {
        if (code == SQLiteErrorCode.SQLITE_BUSY_RECOVERY) {
            return failure(
                    SqliteErrorCode.LOCKED,
                    where + " has to wait: another program is repairing the file after a crash. Try again soon.",
                    error);
        }
        return failure(
                SqliteErrorCode.LOCKED,
                where + " gave up waiting, for another program keeps the file locked. "
                        + "End the other program's write, or raise busyTimeout, and try again.",
                error);
    }

    private static StoreException readOnly(String where, SQLiteErrorCode code, SQLException error) {
        if (code == SQLiteErrorCode.SQLITE_READONLY_ROLLBACK
                || code == SQLiteErrorCode.SQLITE_READONLY_RECOVERY
                || code == SQLiteErrorCode.SQLITE_READONLY_CANTINIT) {
            return failure(
                    SqliteErrorCode.UNFINISHED,
                    where + " is not possible yet, for a program stopped in the middle of a write and only a program "
                            + "that may write can tidy up. Open the file once with the program it belongs to.",
                    error);
        }
        return failure(
                SqliteErrorCode.READ_ONLY,
                where + " is not possible, for the file or its folder is read-only. "
                        + "Check their rights, or choose another store to write to.",
                error);
    }

    private static StoreException failure(SqliteErrorCode code, String message, SQLException cause) {
        return new StoreException(code, message, cause);
    }

    /** SQLite's own words, without the driver's prefix: {@code no such table: t}. */
    static String said(SQLException error) {
        String text = SqlErrors.message(error);
        int open = text.lastIndexOf('(');
        return text.startsWith("[SQLITE_") && open > 0 && text.endsWith(")")
                ? text.substring(open + 1, text.length() - 1)
                : text;
    }
}
