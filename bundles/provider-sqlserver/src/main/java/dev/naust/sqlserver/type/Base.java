package dev.naust.sqlserver.type;

import dev.naust.api.model.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The server's own types, without their sizes ("Data types (Transact-SQL)"). */
public enum Base {
    BIT("bit", Kind.BOOL),
    TINYINT("tinyint", Kind.INT32),
    SMALLINT("smallint", Kind.INT32),
    INT("int", Kind.INT32),
    BIGINT("bigint", Kind.INT64),
    REAL("real", Kind.FLOAT64),
    FLOAT("float", Kind.FLOAT64),
    DECIMAL("decimal", Kind.DECIMAL),
    NUMERIC("numeric", Kind.DECIMAL),
    MONEY("money", Kind.DECIMAL),
    SMALLMONEY("smallmoney", Kind.DECIMAL),
    CHAR("char", Kind.TEXT),
    VARCHAR("varchar", Kind.TEXT),
    TEXT("text", Kind.TEXT),
    NCHAR("nchar", Kind.TEXT),
    NVARCHAR("nvarchar", Kind.TEXT),
    NTEXT("ntext", Kind.TEXT),
    BINARY("binary", Kind.BYTES),
    VARBINARY("varbinary", Kind.BYTES),
    IMAGE("image", Kind.BYTES),
    /** A number that the server raises with every change of a row; {@code timestamp} is its old name. */
    ROWVERSION("timestamp", Kind.BYTES),
    UNIQUEIDENTIFIER("uniqueidentifier", Kind.UUID),
    DATE("date", Kind.DATE),
    TIME("time", Kind.TIME),
    SMALLDATETIME("smalldatetime", Kind.LOCAL_TIMESTAMP),
    DATETIME("datetime", Kind.LOCAL_TIMESTAMP),
    DATETIME2("datetime2", Kind.LOCAL_TIMESTAMP),
    DATETIMEOFFSET("datetimeoffset", Kind.OFFSET_TIMESTAMP),
    JSON("json", Kind.JSON),
    XML("xml", Kind.EXTENSION),
    HIERARCHYID("hierarchyid", Kind.EXTENSION),
    GEOGRAPHY("geography", Kind.EXTENSION),
    GEOMETRY("geometry", Kind.EXTENSION),
    SQL_VARIANT("sql_variant", Kind.EXTENSION),
    /** Anything else, such as a type of somebody's own in .NET. */
    OTHER("", Kind.EXTENSION);

    private static final Map<String, Base> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(Base::sqlName, Function.identity()));

    private final String sqlName;
    private final Kind kind;

    Base(String sqlName, Kind kind) {
        this.sqlName = sqlName;
        this.kind = kind;
    }

    /** The type of a name in {@code sys.types}. */
    public static Base of(String name) {
        return name.equals("rowversion") ? ROWVERSION : BY_NAME.getOrDefault(name, OTHER);
    }

    /** The name in {@code sys.types}. */
    public String sqlName() {
        return sqlName;
    }

    /** What its values mean. */
    public Kind kind() {
        return kind;
    }

    /** Whether its texts are in the code page of the column's collation. */
    public boolean hasCodePage() {
        return this == CHAR || this == VARCHAR || this == TEXT;
    }

    /** Whether the server fills values up to the column's length, so that what comes back is not what was sent. */
    public boolean isPadded() {
        return this == CHAR || this == NCHAR || this == BINARY;
    }

    /** Whether values are kept in a form that only functions of the server turn into text and back. */
    public boolean isConverted() {
        return switch (this) {
            case XML, HIERARCHYID, GEOGRAPHY, GEOMETRY, SQL_VARIANT, OTHER -> true;
            default -> false;
        };
    }

    /** Whether values can be written; of the others the server knows more than their text says. */
    public boolean isWritable() {
        return this != SQL_VARIANT && this != OTHER && this != ROWVERSION;
    }
}
