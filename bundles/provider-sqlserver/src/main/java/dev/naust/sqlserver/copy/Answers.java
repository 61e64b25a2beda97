package dev.naust.sqlserver.copy;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Value;
import dev.naust.jdbc.AnswerRows;
import dev.naust.sqlserver.type.Base;
import dev.naust.sqlserver.type.ColumnType;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Locale;
import microsoft.sql.DateTimeOffset;

/** Reads the answers to an operator's own questions: an answer's columns have the server's types, and no more than those. */
public final class Answers implements AnswerRows.Form {
    private static final int UNLIMITED = Integer.MAX_VALUE / 2;

    @Override
    public FieldType type(ResultSetMetaData answer, int column) throws SQLException {
        Base base = Base.of(name(answer.getColumnTypeName(column)));
        int precision = answer.getPrecision(column);
        int units = base == Base.NCHAR || base == Base.NVARCHAR ? 2 : 1;
        int length = precision <= 0 || precision >= UNLIMITED ? -1 : precision * units;
        return new ColumnType(base, length, precision, Math.max(0, answer.getScale(column)), 0).fieldType();
    }

    /** A computed column of an identity is named {@code int identity}, and such. */
    private static String name(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        int blank = lower.indexOf(' ');
        return blank < 0 ? lower : lower.substring(0, blank);
    }

    /** Spatial values and hierarchies have no text form that the driver knows; they are shown as their bytes. */
    @Override
    public Value read(ResultSet row, int column, Field field) throws SQLException {
        String type = field.type().nativeType();
        int bracket = type.indexOf('(');
        Base base = Base.of(bracket < 0 ? type : type.substring(0, bracket));
        return switch (base) {
            case HIERARCHYID, GEOGRAPHY, GEOMETRY -> Rows.value(row, column, Base.VARBINARY);
            case DATETIMEOFFSET -> {
                DateTimeOffset time = row.getObject(column, DateTimeOffset.class);
                yield time == null ? Value.ofNull() : new Value.OffsetTimestamp(time.getOffsetDateTime());
            }
            default -> Rows.value(row, column, base);
        };
    }
}
