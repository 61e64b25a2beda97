package dev.naust.postgres.type;

import dev.naust.api.model.Kind;

/** The types that are read and written in PostgreSQL's binary form; everything else travels as text. */
public enum Base {
    BOOL(16, Kind.BOOL),
    BYTEA(17, Kind.BYTES),
    NAME(19, Kind.TEXT),
    INT8(20, Kind.INT64),
    INT2(21, Kind.INT32),
    INT4(23, Kind.INT32),
    TEXT(25, Kind.TEXT),
    OID(26, Kind.INT64),
    JSON(114, Kind.JSON),
    FLOAT4(700, Kind.FLOAT64),
    FLOAT8(701, Kind.FLOAT64),
    BPCHAR(1042, Kind.TEXT),
    VARCHAR(1043, Kind.TEXT),
    DATE(1082, Kind.DATE),
    TIME(1083, Kind.TIME),
    TIMESTAMP(1114, Kind.LOCAL_TIMESTAMP),
    TIMESTAMPTZ(1184, Kind.MOMENT),
    NUMERIC(1700, Kind.DECIMAL),
    UUID(2950, Kind.UUID),
    JSONB(3802, Kind.JSON),
    /** A user's enumeration: its values are text. */
    ENUM(0, Kind.TEXT),
    /** Case-insensitive text of the extension of that name. */
    CITEXT(0, Kind.TEXT),
    /** An array whose elements have a binary form here. */
    ARRAY(0, Kind.ARRAY),
    /** A type without a binary form here. */
    OTHER(0, Kind.EXTENSION);

    private final int oid;
    private final Kind kind;

    Base(int oid, Kind kind) {
        this.oid = oid;
        this.kind = kind;
    }

    /** What values of the type mean. */
    public Kind kind() {
        return kind;
    }

    /** Whether a value is a plain text on the wire. */
    public boolean isText() {
        return kind == Kind.TEXT;
    }

    /** Whether values can be so large that the server keeps them outside of the row. */
    public boolean canBeLarge() {
        return switch (this) {
            case BYTEA, TEXT, VARCHAR, BPCHAR, CITEXT, JSON, JSONB -> true;
            default -> false;
        };
    }

    /** The type of a catalogue row: by its fixed object id, or by what the catalogue says of a user's type. */
    public static Base of(long oid, String typtype, String typname) {
        if (typtype.equals("e")) {
            return ENUM;
        }
        for (Base base : values()) {
            if (base.oid != 0 && base.oid == oid) {
                return base;
            }
        }
        return typname.equals("citext") ? CITEXT : OTHER;
    }
}
