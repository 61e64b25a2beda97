package dev.naust.migration.schema;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;

/** Types by what they mean, for a dialect whose store is not at hand to ask. */
final class KindTypes {
    private KindTypes() {}

    static String of(Dialect dialect, FieldType type) {
        return switch (dialect) {
            case POSTGRES -> postgres(type);
            case SQLITE -> sqlite(type.kind());
            case SQLSERVER -> sqlserver(type);
        };
    }

    private static String postgres(FieldType type) {
        return switch (type.kind()) {
            case BOOL -> "boolean";
            case INT32 -> "integer";
            case INT64 -> "bigint";
            case FLOAT64 -> "double precision";
            case DECIMAL -> "numeric" + digits(type);
            case TEXT, NULL, EXTENSION ->
                type.precision().isPresent()
                        ? "character varying(" + type.precision().getAsInt() + ")"
                        : "text";
            case BYTES -> "bytea";
            case UUID -> "uuid";
            case DATE -> "date";
            case TIME -> "time without time zone";
            case LOCAL_TIMESTAMP -> "timestamp without time zone";
            case MOMENT, OFFSET_TIMESTAMP -> "timestamp with time zone";
            case JSON, ARRAY, DOCUMENT -> "jsonb";
        };
    }

    private static String sqlite(Kind kind) {
        return switch (kind) {
            case BOOL, INT32, INT64 -> "INTEGER";
            case FLOAT64 -> "REAL";
            case BYTES -> "BLOB";
            default -> "TEXT";
        };
    }

    private static String sqlserver(FieldType type) {
        return switch (type.kind()) {
            case BOOL -> "bit";
            case INT32 -> "int";
            case INT64 -> "bigint";
            case FLOAT64 -> "float";
            case DECIMAL -> type.precision().isPresent() ? "decimal" + digits(type) : "decimal(38, 10)";
            case BYTES -> "varbinary(max)";
            case UUID -> "uniqueidentifier";
            case DATE -> "date";
            case TIME -> "time";
            case LOCAL_TIMESTAMP -> "datetime2";
            case MOMENT, OFFSET_TIMESTAMP -> "datetimeoffset";
            case TEXT ->
                type.precision().isPresent() && type.precision().getAsInt() <= 4_000
                        ? "nvarchar(" + type.precision().getAsInt() + ")"
                        : "nvarchar(max)";
            case JSON, ARRAY, DOCUMENT, NULL, EXTENSION -> "nvarchar(max)";
        };
    }

    private static String digits(FieldType type) {
        return type.precision().isPresent()
                ? "(" + type.precision().getAsInt() + ", " + type.scale().orElse(0) + ")"
                : "";
    }
}
