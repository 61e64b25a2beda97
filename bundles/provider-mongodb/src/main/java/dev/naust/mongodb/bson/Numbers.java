package dev.naust.mongodb.bson;

import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;

/** Numbers in the kind that they are read as. */
final class Numbers {
    private static final long EXACT_IN_DOUBLES = 1L << 53;

    private Numbers() {}

    /** The same number in this kind where nothing is lost; every other value as it is. */
    static Value read(Kind kind, Value value) {
        if (kind == Kind.FLOAT64 && (value.kind() == Kind.INT32 || value.kind() == Kind.INT64)) {
            long whole = value instanceof Value.Int32 small ? small.number() : ((Value.Int64) value).number();
            return Math.abs(whole) <= EXACT_IN_DOUBLES ? new Value.Float64(whole) : value;
        }
        return FieldCheck.normal(kind, value);
    }
}
