package dev.naust.jdbc;

import dev.naust.api.model.Value;
import java.util.List;

/**
 * A piece of SQL and the values for its placeholders.
 *
 * @param sql the text, with one {@code ?} for each value, in order
 * @param values what the provider binds
 */
public record SqlPart(Sql sql, List<Value> values) {
    public SqlPart {
        values = List.copyOf(values);
    }

    /** A piece without placeholders. */
    public static SqlPart of(Sql sql) {
        return new SqlPart(sql, List.of());
    }

    /** A piece with placeholders. */
    public static SqlPart of(Sql sql, Value... values) {
        return new SqlPart(sql, List.of(values));
    }
}
