package dev.naust.sqlite;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.jdbc.Sql;
import java.util.List;

/** The questions to SQLite whether a column's values are what it declares. */
final class ColumnCheck {
    /** What {@link #counts()} counts, in order. */
    record Counts(long integers, long reals, long texts, long blobs, long unfit, long beyondDouble, long infinite) {
        /** How many values there are that are not null. */
        long all() {
            return integers + reals + texts + blobs;
        }
    }

    /** How many columns {@link #counts()} has. */
    static final int COUNTS = 7;

    private static final int DOUBLE_DIGITS = 15;
    private static final int QUICK_SCALE = 9;
    private static final Sql NEVER = Sql.of("0");
    private static final Sql BEYOND_DOUBLE = Sql.of("9007199254740992");
    private static final Sql LARGEST_DOUBLE = Sql.of("1.7976931348623157e308");

    private final Field field;
    private final Sql column;

    ColumnCheck(Field field) {
        this.field = field;
        this.column = new SqliteDialect().escapeIdentifier(field.name());
    }

    /**
     * A condition that is true for every value that is not as declared; it may be true for others, when telling them apart
     * takes longer. False or unknown for null.
     */
    Sql suspicious() {
        return switch (field.type().kind()) {
            case INT64, INT32 -> isNot(Sql.of("integer"));
            case BOOL -> Sql.of(column + " NOT IN (0, 1)");
            case FLOAT64 -> isNot(Sql.of("real"));
            case DECIMAL -> Sql.of("(" + column + " IS NOT NULL AND NOT (" + quickDecimal() + "))");
            case TEXT -> Sql.of("" + isNot(Sql.of("text")) + tooLong(Sql.of("octet_length")));
            case BYTES -> Sql.of("" + isNot(Sql.of("blob")) + tooLong(Sql.of("octet_length")));
            default -> isNot(Sql.of("text"));
        };
    }

    /**
     * Comparing is faster than rounding; what it doubts is looked at again. Text and bytes sort behind all numbers, so that no
     * range holds them.
     */
    private Sql quickDecimal() {
        FieldType type = field.type();
        if (type.precision().isEmpty()) {
            return Sql.of(column + " BETWEEN -" + LARGEST_DOUBLE + " AND " + LARGEST_DOUBLE);
        }
        int scale = type.scale().orElse(0);
        Sql limit = Sql.of("1e" + (type.precision().getAsInt() - scale));
        Sql inRange = Sql.of(column + " > -" + limit + " AND " + column + " < " + limit);
        if (type.precision().getAsInt() > DOUBLE_DIGITS || scale > QUICK_SCALE) {
            return Sql.of("typeof(" + column + ") = 'integer' AND " + inRange);
        }
        long power = (long) Math.pow(10, scale);
        return Sql.of(inRange + " AND CAST(" + column + " * " + power + ".0 + CASE WHEN " + column
                + " < 0 THEN -0.5 ELSE 0.5 END AS INTEGER) / " + power + ".0 = " + column);
    }

    private Sql isNot(Sql storage) {
        return Sql.of("(typeof(" + column + ") <> '" + storage + "' AND " + column + " IS NOT NULL)");
    }

    private Sql tooLong(Sql function) {
        return field.type().precision().isPresent()
                ? Sql.of(" OR " + function + "(" + column + ") > "
                        + field.type().precision().getAsInt())
                : Sql.NONE;
    }

    /** The expressions that count the column's values by what they are. */
    List<Sql> counts() {
        return List.of(
                count(Sql.of("typeof(" + column + ") = 'integer'")),
                count(Sql.of("typeof(" + column + ") = 'real'")),
                count(Sql.of("typeof(" + column + ") = 'text'")),
                count(Sql.of("typeof(" + column + ") = 'blob'")),
                count(unfit()),
                count(Sql.of("typeof(" + column + ") = 'integer' AND NOT (" + column + " BETWEEN -" + BEYOND_DOUBLE
                        + " AND " + BEYOND_DOUBLE + ")")),
                count(Sql.of("typeof(" + column + ") = 'real' AND " + isInfinite())));
    }

    private static Sql count(Sql condition) {
        return Sql.of("count(CASE WHEN " + condition + " THEN 1 END)");
    }

    /** A condition for values of the right storage class that are still not as declared. */
    Sql unfit() {
        return switch (field.type().kind()) {
            case BOOL -> Sql.of("typeof(" + column + ") = 'integer' AND " + column + " NOT IN (0, 1)");
            case DECIMAL -> unfitDecimal();
            case TEXT ->
                field.type().precision().isPresent()
                        ? Sql.of("length(" + column + ") > "
                                + field.type().precision().getAsInt())
                        : NEVER;
            case BYTES ->
                field.type().precision().isPresent()
                        ? Sql.of("octet_length(" + column + ") > "
                                + field.type().precision().getAsInt())
                        : NEVER;
            default -> NEVER;
        };
    }

    /** Without {@code abs}, which fails for the smallest integer. */
    private Sql isInfinite() {
        return Sql.of("(" + column + " > " + LARGEST_DOUBLE + " OR " + column + " < -" + LARGEST_DOUBLE + ")");
    }

    private Sql unfitDecimal() {
        FieldType type = field.type();
        if (type.precision().isEmpty()) {
            return NEVER;
        }
        int scale = type.scale().orElse(0);
        Sql limit = Sql.of("1e" + (type.precision().getAsInt() - scale));
        return Sql.of("typeof(" + column + ") IN ('integer', 'real') AND (" + column + " >= " + limit + " OR " + column
                + " <= -" + limit + " OR typeof(" + column + ") = 'real' AND round(" + column + ", " + scale + ") <> "
                + column + ")");
    }

    /** A condition for all values that made the column's kind wider, for finding an example. */
    Sql example() {
        return switch (field.type().kind()) {
            case INT64, INT32 -> isNot(Sql.of("integer"));
            case BOOL -> Sql.of(column + " NOT IN (0, 1)");
            case FLOAT64 -> isNot(Sql.of("real"));
            case DECIMAL -> Sql.of("typeof(" + column + ") IN ('text', 'blob') OR " + isInfinite() + " OR " + unfit());
            case TEXT -> Sql.of("" + isNot(Sql.of("text")) + tooLong(Sql.of("length")));
            default -> suspicious();
        };
    }
}
