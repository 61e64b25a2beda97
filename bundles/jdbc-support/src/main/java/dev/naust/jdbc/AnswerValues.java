package dev.naust.jdbc;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the columns of any answer as values: what a driver hands out decides the kind, since an answer declares nothing. */
final class AnswerValues {
    /** The form of databases whose types have the names of the standard, or nearly so. */
    static final AnswerRows.Form FORM = new AnswerRows.Form() {
        @Override
        public FieldType type(ResultSetMetaData answer, int column) throws SQLException {
            String type = answer.getColumnTypeName(column);
            return FieldType.of(kind(type), type);
        }

        @Override
        public Value read(ResultSet row, int column, Field field) throws SQLException {
            return AnswerValues.read(row, column, field);
        }
    };

    private AnswerValues() {}

    /** The columns of an answer; a name that was there already gets a number behind it. */
    static List<Field> columns(ResultSetMetaData answer, AnswerRows.Form form) throws SQLException {
        List<Field> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 1; i <= answer.getColumnCount(); i++) {
            String name = answer.getColumnLabel(i).isEmpty() ? "column" : answer.getColumnLabel(i);
            String unique = name;
            for (int number = 2; !names.add(unique); number++) {
                unique = name + ' ' + number;
            }
            columns.add(Field.of(unique, form.type(answer, i)));
        }
        return columns;
    }

    private static Kind kind(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "bool", "boolean", "bit" -> Kind.BOOL;
            case "int2", "int4", "smallint" -> Kind.INT32;
            case "int8", "integer", "bigint" -> Kind.INT64;
            case "float4", "float8", "real", "float", "double" -> Kind.FLOAT64;
            case "numeric", "decimal" -> Kind.DECIMAL;
            case "bytea", "blob" -> Kind.BYTES;
            case "uuid" -> Kind.UUID;
            case "date" -> Kind.DATE;
            case "time" -> Kind.TIME;
            case "timestamp" -> Kind.LOCAL_TIMESTAMP;
            case "timestamptz" -> Kind.MOMENT;
            case "json", "jsonb" -> Kind.JSON;
            default -> Kind.TEXT;
        };
    }

    /** The current row. */
    static Document row(ResultSet answer, List<Field> columns, Layout layout, AnswerRows.Form form)
            throws SQLException {
        Value[] values = new Value[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = form.read(answer, i + 1, columns.get(i));
        }
        return Document.of(layout, values);
    }

    private static Value read(ResultSet row, int index, Field column) throws SQLException {
        return switch (column.type().kind()) {
            case DATE -> of(row.getObject(index, LocalDate.class), Value.Date::new);
            case TIME -> of(row.getObject(index, LocalTime.class), Value.Time::new);
            case LOCAL_TIMESTAMP -> of(row.getObject(index, LocalDateTime.class), Value.LocalTimestamp::new);
            case MOMENT -> of(row.getObject(index, OffsetDateTime.class), time -> new Value.Moment(time.toInstant()));
            case JSON -> of(row.getString(index), text -> new Value.Json(Text.of(text)));
            default -> plain(row.getObject(index), column);
        };
    }

    private static <T> Value of(@Nullable T object, Function<T, Value> form) {
        return object == null ? Value.ofNull() : form.apply(object);
    }

    private static Value plain(@Nullable Object object, Field column) {
        if (object == null) {
            return Value.ofNull();
        } else if (object instanceof Boolean truth) {
            return Value.Bool.of(truth);
        } else if (object instanceof Integer number) {
            return column.type().kind() == Kind.INT64 ? Value.int64(number) : new Value.Int32(number);
        } else if (object instanceof Long number) {
            return Value.int64(number);
        } else if (object instanceof BigDecimal number) {
            return new Value.Decimal(number);
        } else if (object instanceof Number number) {
            return new Value.Float64(number.doubleValue());
        } else if (object instanceof byte[] bytes) {
            return Bytes.of(bytes);
        } else if (object instanceof UUID id) {
            return new Value.Uuid(id);
        } else if (object instanceof String) {
            return Text.of(object.toString());
        }
        return new Value.Extension(column.type().nativeType(), object.toString());
    }
}
