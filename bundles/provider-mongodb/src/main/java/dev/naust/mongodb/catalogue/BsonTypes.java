package dev.naust.mongodb.catalogue;

import dev.naust.api.model.Kind;

/** MongoDB's own names of the types that hold the kinds. */
public final class BsonTypes {
    private BsonTypes() {}

    /** The name of the type of a top-level field of this kind; empty for what has none of its own. */
    public static String name(Kind kind) {
        return switch (kind) {
            case NULL -> "null";
            case BOOL -> "bool";
            case INT32 -> "int";
            case INT64 -> "long";
            case FLOAT64 -> "double";
            case DECIMAL -> "decimal";
            case TEXT, TIME, OFFSET_TIMESTAMP, JSON -> "string";
            case BYTES, UUID -> "binData";
            case DATE, LOCAL_TIMESTAMP, MOMENT -> "date";
            case ARRAY -> "array";
            case DOCUMENT -> "object";
            case EXTENSION -> "";
        };
    }
}
