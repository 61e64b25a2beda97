package dev.naust.sqlserver.copy;

import com.microsoft.sqlserver.jdbc.SQLServerPreparedStatement;
import dev.naust.api.model.Bytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.json.JsonValues;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Binds values that no column declares: those of conditions and of an operator's own statements. Each keeps its own type. */
public final class Parameters {
    private static final int GREATEST_PRECISION = 38;
    /** Days before this year go as texts, see {@link TimeTexts}. */
    private static final int OTHER_CALENDAR = 1583;

    private static final JsonValues JSON = new JsonValues();

    private Parameters() {}

    /** Binds values in their order. */
    public static void bind(PreparedStatement statement, List<Value> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            bind(statement, i + 1, values.get(i));
        }
    }

    /** Binds one value. */
    public static void bind(PreparedStatement statement, int index, Value value) throws SQLException {
        switch (value.kind()) {
            case NULL -> statement.setNull(index, Types.NVARCHAR);
            case BOOL -> statement.setBoolean(index, ((Value.Bool) value).isTrue());
            case INT32 -> statement.setInt(index, ((Value.Int32) value).number());
            case INT64 -> statement.setLong(index, ((Value.Int64) value).number());
            case FLOAT64 -> statement.setDouble(index, finite(((Value.Float64) value).number()));
            case DECIMAL -> decimal(statement, index, ((Value.Decimal) value).number());
            case TEXT -> statement.setNString(index, text(value));
            case BYTES -> statement.setBytes(index, bytes(value));
            case UUID -> statement.setObject(index, ((Value.Uuid) value).id().toString(), microsoft.sql.Types.GUID);
            case DATE -> day(statement, index, ((Value.Date) value).date());
            case TIME -> statement.setObject(index, ((Value.Time) value).time(), Types.TIME);
            case LOCAL_TIMESTAMP -> time(statement, index, ((Value.LocalTimestamp) value).timestamp());
            case MOMENT ->
                statement.setNString(
                        index, TimeTexts.of(((Value.Moment) value).instant().atOffset(ZoneOffset.UTC)));
            case OFFSET_TIMESTAMP ->
                statement.setNString(index, TimeTexts.of(((Value.OffsetTimestamp) value).timestamp()));
            case JSON -> statement.setNString(index, ((Value.Json) value).text().string());
            case ARRAY, DOCUMENT -> statement.setNString(index, JSON.write(value));
            case EXTENSION -> statement.setNString(index, ((Value.Extension) value).text());
        }
    }

    /** The type that a value is bound as, for statements that declare it as a variable. */
    public static Sql type(Value value) {
        return switch (value.kind()) {
            case BOOL -> Sql.of("bit");
            case INT32 -> Sql.of("int");
            case INT64 -> Sql.of("bigint");
            case FLOAT64 -> Sql.of("float");
            case DECIMAL ->
                Sql.of("decimal(38, "
                        + Math.max(0, ((Value.Decimal) value).number().scale()) + ")");
            case BYTES -> Sql.of("varbinary(max)");
            case UUID -> Sql.of("uniqueidentifier");
            case DATE -> Sql.of("date");
            case TIME -> Sql.of("time(7)");
            case LOCAL_TIMESTAMP -> Sql.of("datetime2(7)");
            case MOMENT, OFFSET_TIMESTAMP -> Sql.of("datetimeoffset(7)");
            case NULL, TEXT, JSON, ARRAY, DOCUMENT, EXTENSION -> Sql.of("nvarchar(max)");
        };
    }

    private static void day(PreparedStatement statement, int index, LocalDate day) throws SQLException {
        if (day.getYear() < OTHER_CALENDAR) {
            statement.setNString(index, TimeTexts.of(day));
        } else {
            statement.setObject(index, day, Types.DATE);
        }
    }

    private static void time(PreparedStatement statement, int index, LocalDateTime time) throws SQLException {
        if (time.getYear() < OTHER_CALENDAR) {
            statement.setNString(index, TimeTexts.of(time));
        } else {
            statement.setObject(index, time, Types.TIMESTAMP);
        }
    }

    private static void decimal(PreparedStatement statement, int index, BigDecimal number) throws SQLException {
        BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
        if (Math.max(plain.precision(), plain.scale()) > GREATEST_PRECISION) {
            throw misfit("The server's numbers have at most 38 digits, and a parameter has more");
        }
        statement
                .unwrap(SQLServerPreparedStatement.class)
                .setBigDecimal(index, plain, GREATEST_PRECISION, plain.scale());
    }

    private static double finite(double number) {
        if (!Double.isFinite(number)) {
            throw misfit("The server has neither NaN nor infinities, and a parameter is one");
        }
        return number;
    }

    private static String text(Value value) {
        if (!(value instanceof Text text)) {
            throw streamed();
        }
        return text.string();
    }

    private static byte[] bytes(Value value) {
        if (!(value instanceof Bytes bytes)) {
            throw streamed();
        }
        return bytes.array();
    }

    private static StoreException streamed() {
        return misfit("Streamed content cannot be a parameter; read it first");
    }

    private static StoreException misfit(String reason) {
        return new StoreException(SqlServerErrorCode.BAD_DATA, reason + ".");
    }
}
