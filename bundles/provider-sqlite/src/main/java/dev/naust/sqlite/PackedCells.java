package dev.naust.sqlite;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.model.Value;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.Codes;

/**
 * Packs rows straight from the file's pages. What it puts is what {@link RowSource} makes of the same cell; the usual cells take
 * a way without an object for each, which is chosen once for each column: small ways are compiled soon, and once.
 */
final class PackedCells implements PackedRecords.Source<SQLException> {
    private final RowSource ordinary;
    private final Kind[] kinds;
    private final Way[] ways;
    private final DirectRows row;
    private final @Nullable Expectation expected;

    /** @param expected what cells must be; null when they may be anything */
    PackedCells(FieldType[] types, DirectRows row, @Nullable Expectation expected) {
        this.expected = expected;
        this.ordinary = new RowSource(types);
        this.row = row;
        this.kinds = new Kind[types.length];
        this.ways = new Way[types.length];
        for (int i = 0; i < types.length; i++) {
            kinds[i] = types[i].kind();
            ways[i] = expected != null && i < expected.columns() ? expected.within(i, way(types[i])) : way(types[i]);
        }
    }

    /** How the usual cells of a column are put; false, and nothing was put, for an unusual one. */
    interface Way {
        boolean put(DirectRows row, int field, int type, CanonicalBytes out);
    }

    @Override
    public boolean put(int field, CanonicalBytes out) throws SQLException {
        int type = row.type(field);
        if (type == Codes.SQLITE_NULL) {
            out.putNull();
            return true;
        }
        return ways[field].put(row, field, type, out) || putUnusual(field, out);
    }

    private boolean putUnusual(int field, CanonicalBytes out) throws SQLException {
        if (expected != null && !expected.isMet(row, field)) {
            throw expected.unmet(field);
        }
        return putValue(field, out);
    }

    private boolean putValue(int field, CanonicalBytes out) throws SQLException {
        Value value = ordinary.value(row, field);
        if (value.kind() != kinds[field]) {
            return false;
        }
        out.put(value);
        return true;
    }

    private static Way way(FieldType type) {
        return switch (type.kind()) {
            case INT64 -> PackedCells::putInteger;
            case BOOL -> PackedCells::putBool;
            case FLOAT64 -> PackedCells::putFloat;
            case DECIMAL -> {
                int scale = type.scale().orElse(-1);
                yield (row, field, kind, out) -> putDecimal(row, field, kind, scale, out);
            }
            case TEXT -> PackedCells::putText;
            case BYTES -> PackedCells::putBytes;
            case DATE -> PackedCells::putDate;
            case LOCAL_TIMESTAMP -> PackedCells::putTimestamp;
            case JSON -> PackedCells::putJson;
            default -> (row, field, kind, out) -> false;
        };
    }

    private static boolean putInteger(DirectRows row, int field, int type, CanonicalBytes out) {
        if (type != Codes.SQLITE_INTEGER) {
            return false;
        }
        out.putInteger(row.integer(field));
        return true;
    }

    private static boolean putBool(DirectRows row, int field, int type, CanonicalBytes out) {
        long number = type == Codes.SQLITE_INTEGER ? row.integer(field) : -1;
        if (number != 0 && number != 1) {
            return false;
        }
        out.putBool(number == 1);
        return true;
    }

    private static boolean putFloat(DirectRows row, int field, int type, CanonicalBytes out) {
        if (type != Codes.SQLITE_FLOAT) {
            return false;
        }
        out.putFloat(row.real(field));
        return true;
    }

    private static boolean putDecimal(DirectRows row, int field, int type, int scale, CanonicalBytes out) {
        double scaled = type == Codes.SQLITE_FLOAT ? Decimals.scaled(row.real(field), scale) : Double.NaN;
        if (Double.isNaN(scaled)) {
            return false;
        }
        out.putDecimal((long) scaled, scale);
        return true;
    }

    private static boolean putText(DirectRows row, int field, int type, CanonicalBytes out) {
        if (type != Codes.SQLITE_TEXT) {
            return false;
        }
        out.putText(row.buffer(), row.start(field), row.length(field));
        return true;
    }

    private static boolean putBytes(DirectRows row, int field, int type, CanonicalBytes out) {
        if (type != Codes.SQLITE_BLOB) {
            return false;
        }
        out.putBytes(row.buffer(), row.start(field), row.length(field));
        return true;
    }

    private static boolean putJson(DirectRows row, int field, int type, CanonicalBytes out) {
        return type == Codes.SQLITE_TEXT && out.putWellFormedJson(row.buffer(), row.start(field), row.length(field));
    }

    private static boolean putDate(DirectRows row, int field, int type, CanonicalBytes out) {
        if (!isPlain(row, field, type, Kind.DATE)) {
            return false;
        }
        out.putDate(IsoText.epochDay(row.buffer(), row.start(field)));
        return true;
    }

    private static boolean putTimestamp(DirectRows row, int field, int type, CanonicalBytes out) {
        if (!isPlain(row, field, type, Kind.LOCAL_TIMESTAMP)) {
            return false;
        }
        out.putLocalTimestamp(IsoText.epochSecond(row.buffer(), row.start(field)), 0);
        return true;
    }

    private static boolean isPlain(DirectRows row, int field, int type, Kind kind) {
        return type == Codes.SQLITE_TEXT
                && IsoText.plainKind(row.buffer(), row.start(field), row.length(field)) == kind;
    }
}
