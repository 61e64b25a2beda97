package dev.naust.postgres.type;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A column's type as the server's catalogue knows it, with domains resolved to what they stand for.
 *
 * @param declared the declaration in PostgreSQL's words, as {@code format_type} gives it
 * @param base what it is after domains are resolved
 * @param oid the object id of {@code base}; for an array the id of its elements' type
 * @param typmod the declaration's limits in PostgreSQL's packed form, -1 without
 * @param domain whether the server checks more than the base type, which only it can do
 * @param labels for an enumeration its values, in order
 * @param element for an array what its elements are
 */
public record ColumnType(
        String declared,
        Base base,
        long oid,
        int typmod,
        boolean domain,
        List<String> labels,
        Optional<ColumnType> element) {
    /** {@code FLOAT4}'s name here: not {@code real}, which means eight bytes to SQLite and others. */
    public static final String FLOAT4 = "float4";

    private static final int HEADER = 4;

    public ColumnType {
        labels = List.copyOf(labels);
    }

    /** What people and other technologies are told. */
    public FieldType fieldType() {
        String name = base == Base.FLOAT4 && !domain ? FLOAT4 : declared;
        return switch (base) {
            case NUMERIC ->
                typmod < 0 ? FieldType.of(Kind.DECIMAL, name) : FieldType.decimal(precision(), scale(), name);
            case ARRAY -> FieldType.array(element.orElseThrow().fieldType(), name);
            case NAME -> FieldType.sized(Kind.TEXT, 63, name);
            default -> new FieldType(base.kind(), limit(), OptionalInt.empty(), Optional.empty(), name, form());
        };
    }

    private FieldType.Form form() {
        return switch (base) {
            case JSONB -> FieldType.Form.JSON_BY_VALUE;
            case BPCHAR -> FieldType.Form.PADDED;
            default -> FieldType.Form.AS_GIVEN;
        };
    }

    /** The greatest length in characters, or the digits of a second's fraction; empty where not limited. */
    public OptionalInt limit() {
        return switch (base) {
            case VARCHAR, BPCHAR -> typmod < HEADER ? OptionalInt.empty() : OptionalInt.of(typmod - HEADER);
            case TIME, TIMESTAMP, TIMESTAMPTZ -> typmod < 0 ? OptionalInt.empty() : OptionalInt.of(typmod);
            default -> OptionalInt.empty();
        };
    }

    /** The significant digits of a limited {@code numeric}. */
    public int precision() {
        return ((typmod - HEADER) >>> 16) & 0xffff;
    }

    /** The digits behind the point of a limited {@code numeric}; negative where it ends before the point. */
    public int scale() {
        int packed = (typmod - HEADER) & 0x7ff;
        return (packed ^ 1024) - 1024;
    }

    /** Whether everything that the server would refuse can be found before the value is sent. */
    public boolean isJudgedHere() {
        return switch (base) {
            case JSONB, OTHER -> false;
            case ARRAY -> !domain && element.orElseThrow().isJudgedHere();
            default -> !domain;
        };
    }
}
