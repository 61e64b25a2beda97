package dev.naust.migration.shape;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/** Of which kinds the values of one field are, and the type that holds them all. */
final class KindsSeen {
    private static final long EXACT_IN_DOUBLES = 1L << 53;
    private static final Set<Kind> WHOLE = EnumSet.of(Kind.INT32, Kind.INT64);
    private static final Set<Kind> EXACT = EnumSet.of(Kind.INT32, Kind.INT64, Kind.DECIMAL);
    private static final Set<Kind> BINARY = EnumSet.of(Kind.INT32, Kind.INT64, Kind.FLOAT64);

    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private final Set<String> natives = new TreeSet<>();
    private boolean fitsDoubles = true;
    private long seen;
    private long nulls;

    void see(Value value) {
        seen++;
        if (value == Value.Null.NULL) {
            nulls++;
            return;
        }
        kinds.add(value.kind());
        if (value instanceof Value.Extension extension) {
            natives.add(extension.nativeType());
        } else if (value instanceof Value.Int64 number && Math.abs(number.number()) > EXACT_IN_DOUBLES) {
            fitsDoubles = false;
        }
    }

    long seen() {
        return seen;
    }

    long nulls() {
        return nulls;
    }

    Set<Kind> kinds() {
        return kinds;
    }

    /** Whether no one kind holds all values, so that they are kept as JSON. */
    boolean isMixed() {
        return type().kind() == Kind.JSON && !kinds.equals(Set.of(Kind.JSON));
    }

    /** The narrowest type that holds every value as it is. */
    FieldType type() {
        if (kinds.isEmpty()) {
            return FieldType.of(Kind.NULL);
        } else if (kinds.size() == 1 && natives.size() < 2) {
            return FieldType.of(
                    kinds.iterator().next(),
                    natives.isEmpty() ? "" : natives.iterator().next());
        } else if (WHOLE.containsAll(kinds)) {
            return FieldType.of(Kind.INT64);
        } else if (EXACT.containsAll(kinds)) {
            return FieldType.of(Kind.DECIMAL);
        } else if (fitsDoubles && BINARY.containsAll(kinds)) {
            return FieldType.of(Kind.FLOAT64);
        }
        return FieldType.of(Kind.JSON);
    }
}
