package dev.naust.postgres.copy;

import dev.naust.postgres.type.ColumnType;

/** Chooses the codec of a column. */
final class Codecs {
    private static final int MICROSECONDS = 6;

    private Codecs() {}

    static Codec of(ColumnType type) {
        return switch (type.base()) {
            case BOOL -> BoolCodec.BOOL;
            case BYTEA -> BytesCodec.BYTEA;
            case NAME -> TextCodec.name();
            case INT2 -> IntegerCodec.INT2;
            case INT4 -> IntegerCodec.INT4;
            case INT8 -> IntegerCodec.INT8;
            case OID -> IntegerCodec.OID;
            case TEXT, VARCHAR, BPCHAR, CITEXT -> TextCodec.of(type.limit());
            case ENUM -> TextCodec.oneOf(type.labels());
            case JSON -> JsonCodec.JSON;
            case JSONB -> JsonCodec.JSONB;
            case FLOAT4 -> FloatCodec.FLOAT4;
            case FLOAT8 -> FloatCodec.FLOAT8;
            case DATE -> DateCodec.DATE;
            case TIME -> new TimeCodec(fraction(type));
            case TIMESTAMP -> new TimestampCodec(false, fraction(type));
            case TIMESTAMPTZ -> new TimestampCodec(true, fraction(type));
            case NUMERIC -> type.typmod() < 0 ? new NumericCodec() : new NumericCodec(type.precision(), type.scale());
            case UUID -> UuidCodec.UUID;
            case ARRAY -> new ArrayCodec(type, of(type.element().orElseThrow()));
            case OTHER -> new ExtensionCodec(type.declared());
        };
    }

    private static Fraction fraction(ColumnType type) {
        return new Fraction(type.limit().orElse(MICROSECONDS));
    }
}
