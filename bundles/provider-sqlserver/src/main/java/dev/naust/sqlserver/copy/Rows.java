package dev.naust.sqlserver.copy;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.sqlserver.type.Base;
import dev.naust.sqlserver.type.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes records of a question's rows. */
final class Rows {
    private final Selection selection;
    private final @Nullable LargeValues large;
    private final Layout layout;
    private final List<String> key;

    /** @param large where values come from that were left out; null when none is */
    Rows(Selection selection, @Nullable LargeValues large) {
        this.selection = selection;
        this.large = large;
        this.layout = Layout.of(selection.columns().stream().map(Column::name).toList());
        this.key = selection.hasKey() ? selection.table().schema().key() : List.of();
    }

    /** The current row. Its columns are read from left to right, as they arrive. */
    DataRecord record(ResultSet row) throws SQLException {
        Value[] values = new Value[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(row, i + 1, selection.columns().get(i).type().base());
        }
        int next = values.length;
        for (int i = 0; i < values.length; i++) {
            if (selection.large().get(i)) {
                long length = row.getLong(++next);
                if (!row.wasNull() && large != null) {
                    values[i] = large.value(i, length, keyOf(values));
                }
            }
        }
        return DataRecord.of(key, Document.of(layout, values));
    }

    private List<Value> keyOf(Value[] values) {
        return selection.key().stream().map(i -> values[i]).toList();
    }

    /** The value of a column in the current row. */
    static Value value(ResultSet row, int index, Base base) throws SQLException {
        return switch (base) {
            case BIT -> plain(row, row.getBoolean(index), Value.Bool::of);
            case TINYINT, SMALLINT, INT -> plain(row, row.getInt(index), Value.Int32::new);
            case BIGINT -> plain(row, row.getLong(index), Value.Int64::new);
            case REAL -> plain(row, (double) row.getFloat(index), Value.Float64::new);
            case FLOAT -> plain(row, row.getDouble(index), Value.Float64::new);
            case DECIMAL, NUMERIC, MONEY, SMALLMONEY -> of(row.getBigDecimal(index), Value.Decimal::new);
            case CHAR, VARCHAR, TEXT, NCHAR, NVARCHAR, NTEXT -> of(row.getString(index), Text::of);
            case BINARY, VARBINARY, IMAGE, ROWVERSION -> of(row.getBytes(index), Bytes::of);
            case UNIQUEIDENTIFIER -> of(row.getString(index), text -> new Value.Uuid(UUID.fromString(text)));
            case DATE -> of(row.getObject(index, LocalDate.class), Value.Date::new);
            case TIME -> of(row.getObject(index, LocalTime.class), Value.Time::new);
            case DATETIME, SMALLDATETIME, DATETIME2 ->
                of(row.getObject(index, LocalDateTime.class), Value.LocalTimestamp::new);
            case DATETIMEOFFSET -> of(row.getString(index), text -> new Value.OffsetTimestamp(TimeTexts.parse(text)));
            case JSON -> of(row.getString(index), Value.Json::of);
            case XML, HIERARCHYID, GEOGRAPHY, GEOMETRY, SQL_VARIANT, OTHER ->
                of(row.getString(index), text -> new Value.Extension(name(base), text));
        };
    }

    private static String name(Base base) {
        return base == Base.OTHER ? "unknown" : base.sqlName().toLowerCase(Locale.ROOT);
    }

    private static <T> Value plain(ResultSet row, T read, Function<T, Value> form) throws SQLException {
        return row.wasNull() ? Value.ofNull() : form.apply(read);
    }

    private static <T> Value of(@Nullable T object, Function<T, Value> form) {
        return object == null ? Value.ofNull() : form.apply(object);
    }
}
