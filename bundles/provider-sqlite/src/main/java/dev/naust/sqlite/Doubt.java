package dev.naust.sqlite;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import org.sqlite.core.Codes;

/**
 * Doubts a cell that may not be what its column declares: the same as {@link ColumnCheck#suspicious()} for rows that SQLite
 * has no part in. What is doubted is counted by SQLite in detail; what is not, is as declared.
 */
final class Doubt {
    private static final int DOUBLE_DIGITS = 15;
    private static final int QUICK_SCALE = 9;

    private final FieldType type;
    private final int longest;
    private final double limit;
    private final boolean wholeOnly;
    private final double power;

    Doubt(Field field) {
        this.type = field.type();
        this.longest = type.precision().orElse(Integer.MAX_VALUE);
        int scale = type.scale().orElse(0);
        this.limit = type.precision().isPresent() ? Math.pow(10, longest - scale) : Double.POSITIVE_INFINITY;
        this.wholeOnly = type.precision().isPresent() && (longest > DOUBLE_DIGITS || scale > QUICK_SCALE);
        this.power = type.precision().isPresent() ? Math.pow(10, scale) : 0;
    }

    boolean of(DirectRows row, int column) {
        int storage = row.type(column);
        if (storage == Codes.SQLITE_NULL) {
            return false;
        }
        return switch (type.kind()) {
            case INT64, INT32 -> storage != Codes.SQLITE_INTEGER;
            case BOOL -> storage != Codes.SQLITE_INTEGER || (row.integer(column) & ~1L) != 0;
            case FLOAT64 -> storage != Codes.SQLITE_FLOAT;
            case DECIMAL -> doubtsNumber(storage, row, column);
            case TEXT -> storage != Codes.SQLITE_TEXT || row.length(column) > longest;
            case BYTES -> storage != Codes.SQLITE_BLOB || row.length(column) > longest;
            default -> storage != Codes.SQLITE_TEXT;
        };
    }

    private boolean doubtsNumber(int storage, DirectRows row, int column) {
        if (storage == Codes.SQLITE_INTEGER) {
            long number = row.integer(column);
            return !(number > -limit && number < limit);
        } else if (storage != Codes.SQLITE_FLOAT || wholeOnly) {
            return true;
        }
        double number = row.real(column);
        if (!(number > -limit && number < limit)) {
            return true;
        }
        return power != 0 && (long) (number * power + (number < 0 ? -0.5 : 0.5)) / power != number;
    }
}
