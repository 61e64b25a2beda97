package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlDialect;
import dev.naust.jdbc.SqlPart;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** How SQLite writes names and compares, whatever a column's declared type and collation. */
final class SqliteDialect implements SqlDialect {
    /** Behind a table's name: read from it and from none of its indexes, which may be damaged where the table is sound. */
    static final Sql TABLE_ITSELF = Sql.of(" NOT INDEXED");

    private static final int PLAIN_DATE = 10;

    private static final int LONG_DIGITS = 19;

    @Override
    public boolean takesEmptyIdentifiers() {
        return true;
    }

    @Override
    public Sql table(DatasetId id) {
        return escapeIdentifier(id.name());
    }

    @Override
    public Optional<SqlPart> compare(Field field, Filter.Operator operator, Value value) {
        Sql column = escapeIdentifier(field.name());
        Kind kind = field.type().kind();
        Optional<Value> integer = kind == Kind.INT64 ? integer(value) : Optional.empty();
        if (integer.isPresent()) {
            return Optional.of(guarded(column, Sql.of("IN ('integer', 'real')"), operator, column, integer.get()));
        } else if (kind == Kind.TEXT && value instanceof Text && isTextColumn(field)) {
            // Binary order is the order of the bytes, whatever collation the column has.
            return Optional.of(
                    guarded(column, Sql.of("= 'text'"), operator, Sql.of(column + " COLLATE BINARY"), value));
        }
        return operator == Filter.Operator.EQ ? equalText(field, column, value) : Optional.empty();
    }

    /** Kinds that are kept as text and have one text for each value are the same when their texts are. */
    private static Optional<SqlPart> equalText(Field field, Sql column, Value value) {
        boolean plainDate =
                value instanceof Value.Date date && IsoText.write(date).length() == PLAIN_DATE;
        return (value.kind() == Kind.UUID || plainDate) && field.type().kind() == value.kind()
                ? Optional.of(guarded(
                        column,
                        Sql.of("= 'text'"),
                        Filter.Operator.EQ,
                        Sql.of(column + " COLLATE BINARY"),
                        Text.of(text(value))))
                : Optional.empty();
    }

    private static String text(Value value) {
        return value instanceof Value.Uuid uuid ? uuid.id().toString() : IsoText.write(value);
    }

    /** SQLite compares values of different storage classes; a filter does not: only "not equal" is true between them. */
    private static SqlPart guarded(Sql column, Sql types, Filter.Operator operator, Sql compared, Value value) {
        Sql condition = Sql.of(compared + " " + SqlDialect.symbol(operator) + " ?");
        Sql guard = Sql.of("typeof(" + column + ") " + types);
        return operator == Filter.Operator.NE
                ? SqlPart.of(
                        Sql.of("(" + column + " IS NOT NULL AND (" + condition + " OR NOT (" + guard + ")))"), value)
                : SqlPart.of(Sql.of("(" + condition + " AND " + guard + ")"), value);
    }

    @Override
    public Optional<SqlPart> contains(Field field, String part) {
        if (field.type().kind() != Kind.TEXT || !isTextColumn(field) || part.isEmpty()) {
            return Optional.empty();
        }
        Sql column = escapeIdentifier(field.name());
        return Optional.of(SqlPart.of(
                Sql.of("(typeof(" + column + ") = 'text' AND instr(CAST(" + column
                        + " AS BLOB), CAST(? AS BLOB)) > 0)"),
                Text.of(part)));
    }

    /** The integer that a number is, also one that came as a decimal, as those in addresses do. */
    private static Optional<Value> integer(Value value) {
        if (value instanceof Value.Decimal decimal && isInteger(decimal.number())) {
            return Optional.of(Value.int64(decimal.number().longValueExact()));
        }
        return value instanceof Value.Int64 || value instanceof Value.Int32 ? Optional.of(value) : Optional.empty();
    }

    private static boolean isInteger(BigDecimal number) {
        // A number of more digits would be written out before it is looked at.
        boolean isLong = number.precision() - (long) number.scale() <= LONG_DIGITS;
        return isLong
                && number.stripTrailingZeros().scale() <= 0
                && number.toBigIntegerExact().bitLength() < Long.SIZE;
    }

    /** In a column that holds numbers too, reading as text makes text of them, which SQL does not see. */
    private static boolean isTextColumn(Field field) {
        return Affinity.of(field.type().nativeType()) == Affinity.TEXT;
    }

    /** At least one of these conditions: a chain of a thousand ORs is deeper than SQLite reads, a balanced tree is not. */
    static Sql anyOf(List<Sql> conditions) {
        int size = conditions.size();
        Sql first = conditions.get(0);
        return size == 1
                ? Sql.of("(" + first + ")")
                : Sql.of("(" + anyOf(conditions.subList(0, size / 2)) + " OR "
                        + anyOf(conditions.subList(size / 2, size)) + ")");
    }
}
