package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.jdbc.SqlDialect;
import dev.naust.jdbc.SqlPart;
import java.util.List;
import java.util.Optional;

/** How SQLite writes names and compares, whatever a column's declared type and collation. */
final class SqliteDialect implements SqlDialect {
    private static final int PLAIN_DATE = 10;

    @Override
    public String table(DatasetId id) {
        return quote(id.name());
    }

    @Override
    public Optional<SqlPart> compare(Field field, Filter.Operator operator, Value value) {
        String column = quote(field.name());
        Kind kind = field.type().kind();
        if (kind == Kind.INT64 && isInteger(value)) {
            return Optional.of(guarded(column, "IN ('integer', 'real')", operator, column, value));
        } else if (kind == Kind.TEXT && value instanceof Text && isTextColumn(field)) {
            // Binary order is the order of the bytes, whatever collation the column has.
            return Optional.of(guarded(column, "= 'text'", operator, column + " COLLATE BINARY", value));
        }
        return operator == Filter.Operator.EQ ? equalText(field, column, value) : Optional.empty();
    }

    /** Kinds that are kept as text and have one text for each value are the same when their texts are. */
    private static Optional<SqlPart> equalText(Field field, String column, Value value) {
        boolean plainDate =
                value instanceof Value.Date date && IsoText.write(date).length() == PLAIN_DATE;
        return (value.kind() == Kind.UUID || plainDate) && field.type().kind() == value.kind()
                ? Optional.of(guarded(
                        column, "= 'text'", Filter.Operator.EQ, column + " COLLATE BINARY", Text.of(text(value))))
                : Optional.empty();
    }

    private static String text(Value value) {
        return value instanceof Value.Uuid uuid ? uuid.id().toString() : IsoText.write(value);
    }

    /** SQLite compares values of different storage classes; a filter does not: only "not equal" is true between them. */
    private static SqlPart guarded(
            String column, String types, Filter.Operator operator, String compared, Value value) {
        String condition = compared + " " + SqlDialect.symbol(operator) + " ?";
        String guard = "typeof(" + column + ") ";
        return operator == Filter.Operator.NE
                ? SqlPart.of(
                        "(" + column + " IS NOT NULL AND (" + condition + " OR NOT (" + guard + types + ")))", value)
                : SqlPart.of("(" + condition + " AND " + guard + types + ")", value);
    }

    @Override
    public Optional<SqlPart> contains(Field field, String part) {
        if (field.type().kind() != Kind.TEXT || !isTextColumn(field) || part.isEmpty()) {
            return Optional.empty();
        }
        String column = quote(field.name());
        return Optional.of(SqlPart.of(
                "(typeof(" + column + ") = 'text' AND instr(CAST(" + column + " AS BLOB), CAST(? AS BLOB)) > 0)",
                Text.of(part)));
    }

    private static boolean isInteger(Value value) {
        return value instanceof Value.Int64 || value instanceof Value.Int32;
    }

    /** In a column that holds numbers too, reading as text makes text of them, which SQL does not see. */
    private static boolean isTextColumn(Field field) {
        return Affinity.of(field.type().nativeType()) == Affinity.TEXT;
    }

    /** At least one of these conditions: a chain of a thousand ORs is deeper than SQLite reads, a balanced tree is not. */
    static String anyOf(List<String> conditions) {
        int size = conditions.size();
        return size == 1
                ? "(" + conditions.get(0) + ")"
                : "(" + anyOf(conditions.subList(0, size / 2)) + " OR " + anyOf(conditions.subList(size / 2, size))
                        + ")";
    }
}
