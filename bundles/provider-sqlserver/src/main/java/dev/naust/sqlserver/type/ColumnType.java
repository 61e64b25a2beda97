package dev.naust.sqlserver.type;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A column's type as the server's catalogue knows it, with aliases resolved to what they stand for.
 *
 * @param base the server's own type
 * @param length the most bytes that a value takes, -1 for {@code max}; as {@code sys.columns.max_length}
 * @param precision the digits of a decimal number
 * @param scale the digits behind the point, or of a second's fraction
 * @param codePage of the column's collation; 0 where it has none
 */
public record ColumnType(Base base, int length, int precision, int scale, int codePage) {
    /** The code page of collations in UTF-8. */
    public static final int UTF8 = 65_001;

    private static final int MAX = -1;

    /** What people and other technologies are told. */
    public FieldType fieldType() {
        return switch (base) {
            case DECIMAL, NUMERIC -> FieldType.decimal(precision, scale, declared());
            case MONEY -> FieldType.decimal(19, 4, declared());
            case SMALLMONEY -> FieldType.decimal(10, 4, declared());
            default -> new FieldType(base.kind(), limit(), OptionalInt.empty(), Optional.empty(), declared());
        };
    }

    /** The declaration in the server's words. */
    public String declared() {
        return switch (base) {
            case CHAR, VARCHAR, BINARY, VARBINARY -> base.sqlName() + "(" + size(length) + ")";
            case NCHAR, NVARCHAR -> base.sqlName() + "(" + size(length < 0 ? MAX : length / 2) + ")";
            case DECIMAL, NUMERIC -> base.sqlName() + "(" + precision + "," + scale + ")";
            case TIME, DATETIME2, DATETIMEOFFSET -> base.sqlName() + "(" + scale + ")";
            case ROWVERSION -> "rowversion";
            case OTHER -> "unknown";
            default -> base.sqlName();
        };
    }

    private static String size(int length) {
        return length == MAX ? "max" : Integer.toString(length);
    }

    /** The greatest length in the units that the server counts, or the digits of a second's fraction; empty where not limited. */
    public OptionalInt limit() {
        return switch (base) {
            case CHAR, VARCHAR, BINARY, VARBINARY -> length == MAX ? OptionalInt.empty() : OptionalInt.of(length);
            case NCHAR, NVARCHAR -> length == MAX ? OptionalInt.empty() : OptionalInt.of(length / 2);
            case ROWVERSION -> OptionalInt.of(8);
            case TIME, DATETIME2, DATETIMEOFFSET -> OptionalInt.of(scale);
            case DATETIME -> OptionalInt.of(3);
            case SMALLDATETIME -> OptionalInt.of(0);
            default -> OptionalInt.empty();
        };
    }

    /** Whether a value can be so long that it is better fetched by itself. */
    public boolean canBeLarge() {
        return switch (base) {
            case VARCHAR, NVARCHAR, VARBINARY -> length == MAX;
            case TEXT, NTEXT, IMAGE -> true;
            default -> false;
        };
    }

    /** Whether the values are text or bytes; {@code json} is neither. */
    public boolean isText() {
        return base.kind() == Kind.TEXT;
    }
}
