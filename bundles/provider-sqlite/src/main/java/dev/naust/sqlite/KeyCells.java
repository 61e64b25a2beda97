package dev.naust.sqlite;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys that lie in tables of ours as the cells they are in the table of theirs. */
final class KeyCells {
    private KeyCells() {}

    /** The key whose parts stand in a row from this column on. */
    static RecordKey key(ResultSet row, int column, Schema schema) throws SQLException {
        List<Value> values = new ArrayList<>();
        for (String name : schema.key()) {
            values.add(value(
                    row.getObject(column + values.size()),
                    schema.field(name).orElseThrow().type()));
        }
        return new RecordKey(schema.key(), values);
    }

    private static Value value(@Nullable Object cell, FieldType type) {
        if (cell instanceof Number number) {
            return number instanceof Double || number instanceof Float
                    ? Cells.ofDouble(number.doubleValue(), type)
                    : Cells.ofLong(number.longValue(), type);
        }
        if (cell instanceof String text) {
            return Cells.ofText(text.getBytes(StandardCharsets.UTF_8), type);
        }
        return cell instanceof byte[] bytes ? Bytes.of(bytes) : Value.ofNull();
    }

    /** The records with one of these keys. */
    static Filter anyOf(Schema schema, List<RecordKey> keys) {
        if (schema.key().size() == 1) {
            return new Filter.In(
                    schema.key().get(0),
                    keys.stream().map(key -> key.values().get(0)).toList());
        }
        List<Filter> each = new ArrayList<>();
        for (RecordKey key : keys) {
            List<Filter> parts = new ArrayList<>();
            for (int i = 0; i < key.names().size(); i++) {
                parts.add(Filter.eq(key.names().get(i), key.values().get(i)));
            }
            each.add(new Filter.And(parts));
        }
        return new Filter.Or(each);
    }
}
