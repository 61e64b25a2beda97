package dev.naust.sqlite;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
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
    private static final String BEYOND_DOUBLE = "9007199254740992";
    private static final String LARGEST_DOUBLE = "1.7976931348623157e308";

    private final Field field;
    private final String column;

    ColumnCheck(Field field) {
        this.field = field;
        this.column = new SqliteDialect().quote(field.name());
    }

    /**
     * A condition that is true for every value that is not as declared; it may be true for others, when telling them apart
     * takes longer. False or unknown for null.
     */
    String suspicious() {
        return switch (field.type().kind()) {
            case INT64, INT32 -> isNot("integer");
            case BOOL -> column + " NOT IN (0, 1)";
            case FLOAT64 -> isNot("real");
            case DECIMAL -> "(" + column + " IS NOT NULL AND NOT (" + quickDecimal() + "))";
            case TEXT -> isNot("text") + tooLong("octet_length");
            case BYTES -> isNot("blob") + tooLong("octet_length");
            default -> isNot("text");
        };
    }

    /**
     * Comparing is faster than rounding; what it doubts is looked at again. Text and bytes sort behind all numbers, so that no
     * range holds them.
     */
    private String quickDecimal() {
        FieldType type = field.type();
        if (type.precision().isEmpty()) {
            return column + " BETWEEN -" + LARGEST_DOUBLE + " AND " + LARGEST_DOUBLE;
        }
        int scale = type.scale().orElse(0);
        String limit = "1e" + (type.precision().getAsInt() - scale);
        String inRange = column + " > -" + limit + " AND " + column + " < " + limit;
        if (type.precision().getAsInt() > DOUBLE_DIGITS || scale > QUICK_SCALE) {
            return "typeof(" + column + ") = 'integer' AND " + inRange;
        }
        String power = "1" + "0".repeat(scale) + ".0";
        return inRange + " AND CAST(" + column + " * " + power + " + CASE WHEN " + column
                + " < 0 THEN -0.5 ELSE 0.5 END AS INTEGER) / " + power + " = " + column;
    }

    private String isNot(String storage) {
        return "(typeof(" + column + ") <> '" + storage + "' AND " + column + " IS NOT NULL)";
    }

    private String tooLong(String function) {
        return field.type().precision().isPresent()
                ? " OR " + function + "(" + column + ") > "
                        + field.type().precision().getAsInt()
                : "";
    }

    /** The expressions that count the column's values by what they are. */
    List<String> counts() {
        return List.of(
                count("typeof(" + column + ") = 'integer'"),
                count("typeof(" + column + ") = 'real'"),
                count("typeof(" + column + ") = 'text'"),
                count("typeof(" + column + ") = 'blob'"),
                count(unfit()),
                count("typeof(" + column + ") = 'integer' AND NOT (" + column + " BETWEEN -" + BEYOND_DOUBLE + " AND "
                        + BEYOND_DOUBLE + ")"),
                count("typeof(" + column + ") = 'real' AND abs(" + column + ") > " + LARGEST_DOUBLE));
    }

    private static String count(String condition) {
        return "count(CASE WHEN " + condition + " THEN 1 END)";
    }

    /** A condition for values of the right storage class that are still not as declared. */
    String unfit() {
        return switch (field.type().kind()) {
            case BOOL -> "typeof(" + column + ") = 'integer' AND " + column + " NOT IN (0, 1)";
            case DECIMAL -> unfitDecimal();
            case TEXT ->
                field.type().precision().isPresent()
                        ? "length(" + column + ") > " + field.type().precision().getAsInt()
                        : "0";
            case BYTES ->
                field.type().precision().isPresent()
                        ? "octet_length(" + column + ") > "
                                + field.type().precision().getAsInt()
                        : "0";
            default -> "0";
        };
    }

    private String unfitDecimal() {
        FieldType type = field.type();
        if (type.precision().isEmpty()) {
            return "0";
        }
        int scale = type.scale().orElse(0);
        return "typeof(" + column + ") IN ('integer', 'real') AND (abs(" + column + ") >= 1e"
                + (type.precision().getAsInt() - scale) + " OR typeof(" + column + ") = 'real' AND round(" + column
                + ", "
                + scale + ") <> " + column + ")";
    }

    /** A condition for all values that made the column's kind wider, for finding an example. */
    String example() {
        return switch (field.type().kind()) {
            case INT64, INT32 -> isNot("integer");
            case BOOL -> column + " NOT IN (0, 1)";
            case FLOAT64 -> isNot("real");
            case DECIMAL ->
                "typeof(" + column + ") IN ('text', 'blob') OR abs(" + column + ") > " + LARGEST_DOUBLE + " OR "
                        + unfit();
            case TEXT -> isNot("text") + tooLong("length");
            default -> suspicious();
        };
    }
}
