package dev.naust.sqlite;

import dev.naust.api.model.Kind;

/** Words for what was found in a column. */
final class Findings {
    private Findings() {}

    static String plural(Kind kind) {
        return switch (kind) {
            case NULL -> "nulls";
            case BOOL -> "truth values";
            case INT32, INT64 -> "whole numbers";
            case FLOAT64 -> "fractions";
            case DECIMAL -> "decimals";
            case TEXT -> "other text";
            case BYTES -> "bytes";
            case UUID -> "UUIDs";
            case DATE -> "dates without a time";
            case TIME -> "times without a date";
            case LOCAL_TIMESTAMP -> "dates with a time";
            case MOMENT -> "times in UTC";
            case OFFSET_TIMESTAMP -> "times with an offset";
            case JSON -> "JSON";
            case ARRAY -> "arrays";
            case DOCUMENT -> "documents";
            case EXTENSION -> "values of another technology";
        };
    }
}
