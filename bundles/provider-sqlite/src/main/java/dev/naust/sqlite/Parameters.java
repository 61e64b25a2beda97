package dev.naust.sqlite;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** Sets the parameters of queries. */
final class Parameters {
    private Parameters() {}

    /**
     * Sets values of SQLite's own storage classes.
     *
     * @param first the number of the first parameter
     */
    static void set(PreparedStatement statement, int first, List<Value> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            set(statement, first + i, values.get(i));
        }
    }

    private static void set(PreparedStatement statement, int index, Value value) throws SQLException {
        switch (value.kind()) {
            case NULL -> statement.setNull(index, Types.NULL);
            case BOOL -> statement.setLong(index, ((Value.Bool) value).isTrue() ? 1 : 0);
            case INT32 -> statement.setLong(index, ((Value.Int32) value).number());
            case INT64 -> statement.setLong(index, ((Value.Int64) value).number());
            case FLOAT64 -> statement.setDouble(index, ((Value.Float64) value).number());
            case TEXT -> statement.setString(index, ((Text) value).string());
            case BYTES -> statement.setBytes(index, ((Bytes) value).array());
            case DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP ->
                statement.setString(index, IsoText.write(value));
            case UUID -> statement.setString(index, ((Value.Uuid) value).id().toString());
            case DECIMAL ->
                statement.setString(index, ((Value.Decimal) value).number().toPlainString());
            case JSON -> statement.setString(index, ((Value.Json) value).text().string());
            case EXTENSION -> statement.setString(index, ((Value.Extension) value).text());
            case ARRAY, DOCUMENT ->
                throw new IllegalArgumentException("A " + value.kind() + " identifies no row in SQLite");
        }
    }
}
