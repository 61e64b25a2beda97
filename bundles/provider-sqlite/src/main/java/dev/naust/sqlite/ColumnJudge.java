package dev.naust.sqlite;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;

/** Decides the kind that every value of a column is of, from what a count of its values has shown. */
final class ColumnJudge {
    private ColumnJudge() {}

    /** The declared type, when all values are of it; else the narrowest that holds them all. */
    static FieldType judge(Field field, ColumnCheck.Counts counts) {
        FieldType declared = field.type();
        String name = declared.nativeType();
        if (counts.all() == 0 || isAsDeclared(declared.kind(), counts)) {
            return declared;
        }
        if (isOnly(declared.kind(), counts)) {
            // Longer or more precise than declared, which SQLite does not mind.
            return switch (declared.kind()) {
                case BOOL -> FieldType.of(Kind.INT64, name);
                default -> FieldType.of(declared.kind(), name);
            };
        }
        return FieldType.of(widest(counts), name);
    }

    private static boolean isAsDeclared(Kind kind, ColumnCheck.Counts counts) {
        return counts.unfit() == 0 && isOnly(kind, counts);
    }

    /** Whether all values are of the storage classes in which values of the kind are kept. */
    private static boolean isOnly(Kind kind, ColumnCheck.Counts counts) {
        return switch (kind) {
            case INT64, INT32, BOOL -> counts.integers() == counts.all();
            case FLOAT64 -> counts.reals() == counts.all();
            case DECIMAL -> counts.integers() + counts.reals() == counts.all() && counts.infinite() == 0;
            case BYTES -> counts.blobs() == counts.all();
            default -> counts.texts() == counts.all();
        };
    }

    /** What holds values of all the storage classes that occur. */
    private static Kind widest(ColumnCheck.Counts counts) {
        if (counts.blobs() > 0) {
            return Kind.BYTES;
        } else if (counts.texts() > 0) {
            return Kind.TEXT;
        } else if (counts.reals() == 0) {
            return Kind.INT64;
        } else if (counts.beyondDouble() == 0) {
            return Kind.FLOAT64;
        }
        // A decimal holds any whole number and any fraction, but no infinity.
        return counts.infinite() == 0 ? Kind.DECIMAL : Kind.TEXT;
    }
}
