package dev.naust.sqlite;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * Reads one row's values straight from SQLite's statement. JDBC's result set costs a lock, a lambda and a check for each cell,
 * and cannot give the raw bytes of a text together with its type.
 */
final class RowSource {
    private final FieldType[] types;
    private final boolean utf8;

    /**
     * Reads the first columns of a statement as these types.
     *
     * @param utf8 whether the database keeps text as UTF-8, so that a text's bytes are its UTF-8
     */
    RowSource(FieldType[] types, boolean utf8) {
        this.types = types;
        this.utf8 = utf8;
    }

    /** The value of a column of the row that the statement stands on. */
    Value value(DB db, long statement, int column) throws SQLException {
        FieldType type = types[column];
        switch (db.column_type(statement, column)) {
            case Codes.SQLITE_NULL:
                return Value.ofNull();
            case Codes.SQLITE_INTEGER:
                long number = db.column_long(statement, column);
                return type.kind() == Kind.INT64 ? new Value.Int64(number) : Cells.ofLong(number, type);
            case Codes.SQLITE_FLOAT:
                double real = db.column_double(statement, column);
                return type.kind() == Kind.FLOAT64 ? new Value.Float64(real) : Cells.ofDouble(real, type);
            case Codes.SQLITE_TEXT:
                return text(db, statement, column, type);
            default:
                return Bytes.of(bytes(db, statement, column));
        }
    }

    private Value text(DB db, long statement, int column, FieldType type) throws SQLException {
        byte[] text = utf8
                ? bytes(db, statement, column)
                : db.column_text(statement, column).getBytes(StandardCharsets.UTF_8);
        if (type.kind() == Kind.TEXT) {
            return Text.ofUtf8(text);
        }
        return Cells.ofText(text, type);
    }

    private static byte[] bytes(DB db, long statement, int column) throws SQLException {
        byte[] bytes = db.column_blob(statement, column);
        return bytes == null ? new byte[0] : bytes;
    }
}
