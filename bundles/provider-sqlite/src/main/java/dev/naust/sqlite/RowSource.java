package dev.naust.sqlite;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.sql.SQLException;
import org.sqlite.core.Codes;

/** Makes values of the types that are asked for from a row's cells. */
final class RowSource {
    private final FieldType[] types;

    /** Reads the first cells of a row as these types. */
    RowSource(FieldType[] types) {
        this.types = types;
    }

    /** The value of a cell. */
    Value value(Row row, int column) throws SQLException {
        FieldType type = types[column];
        switch (row.type(column)) {
            case Codes.SQLITE_NULL:
                return Value.ofNull();
            case Codes.SQLITE_INTEGER:
                long number = row.integer(column);
                return type.kind() == Kind.INT64 ? new Value.Int64(number) : Cells.ofLong(number, type);
            case Codes.SQLITE_FLOAT:
                double real = row.real(column);
                return type.kind() == Kind.FLOAT64 ? new Value.Float64(real) : Cells.ofDouble(real, type);
            case Codes.SQLITE_TEXT:
                byte[] text = row.utf8(column);
                return type.kind() == Kind.TEXT ? Text.ofUtf8(text) : Cells.ofText(text, type);
            default:
                return Bytes.of(row.bytes(column));
        }
    }
}
