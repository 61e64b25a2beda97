package dev.naust.postgres.type;

import dev.naust.api.model.Content;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.model.ValueOrder;
import dev.naust.api.store.Filter;
import dev.naust.jdbc.SqlDialect;
import dev.naust.jdbc.SqlPart;
import java.util.Optional;

/**
 * How PostgreSQL writes literals and comparisons. Values stand in the statement as literals, because {@code COPY} takes no
 * parameters.
 */
public enum PostgresDialect implements SqlDialect {
    /** The dialect itself; it holds no state. */
    INSTANCE;

    private static final String BYTE_ORDER = " COLLATE \"C\"";

    /** Written so that it means the same whatever the server's standard_conforming_strings says. */
    @Override
    public String literal(String text) {
        String plain = SqlDialect.super.literal(text);
        return text.indexOf('\\') < 0 ? plain : " E" + plain.replace("\\", "\\\\");
    }

    @Override
    public Optional<SqlPart> compare(Field field, Filter.Operator operator, Value value) {
        Kind kind = field.type().kind();
        if (value instanceof Content || !translates(kind) || !isExact(value)) {
            return Optional.empty();
        }
        if (!sameFamily(kind, value)) {
            return value.kind() == Kind.EXTENSION
                    ? Optional.empty()
                    : Optional.of(SqlPart.of(
                            operator == Filter.Operator.NE ? quote(field.name()) + " IS NOT NULL" : "1 = 0"));
        }
        return operand(field, operator, kind)
                .map(left -> SqlPart.of(left + " " + SqlDialect.symbol(operator) + " " + right(kind, value)
                        + unlessBeyond(field, operator, kind)));
    }

    @Override
    public Optional<SqlPart> contains(Field field, String part) {
        if (field.type().kind() != Kind.TEXT) {
            return field.type().kind() == Kind.EXTENSION ? Optional.empty() : Optional.of(SqlPart.of("1 = 0"));
        }
        if (part.indexOf('\0') >= 0) {
            return Optional.of(SqlPart.of("1 = 0"));
        }
        return isBlankPadded(field)
                ? Optional.empty()
                : Optional.of(SqlPart.of(
                        "strpos(" + quote(field.name()) + "::text" + BYTE_ORDER + ", " + literal(part) + ") > 0"));
    }

    private static boolean translates(Kind kind) {
        return switch (kind) {
            case BOOL, INT32, INT64, FLOAT64, DECIMAL, TEXT, BYTES, UUID, DATE, TIME, LOCAL_TIMESTAMP, MOMENT, JSON ->
                true;
            case NULL, OFFSET_TIMESTAMP, ARRAY, DOCUMENT, EXTENSION -> false;
        };
    }

    /** Whether the server takes the value as it is, without rounding it. */
    private static boolean isExact(Value value) {
        return switch (value.kind()) {
            case TIME -> ((Value.Time) value).time().getNano() % 1000 == 0;
            case LOCAL_TIMESTAMP -> ((Value.LocalTimestamp) value).timestamp().getNano() % 1000 == 0;
            case MOMENT -> ((Value.Moment) value).instant().getNano() % 1000 == 0;
            case FLOAT64 -> Double.isFinite(((Value.Float64) value).number());
            case TEXT, JSON -> TextForm.of(value).indexOf('\0') < 0;
            default -> true;
        };
    }

    private static boolean sameFamily(Kind kind, Value value) {
        return switch (kind) {
            case INT32, INT64, FLOAT64, DECIMAL -> ValueOrder.comparable(value, Value.int64(0));
            default -> kind == value.kind();
        };
    }

    private Optional<String> operand(Field field, Filter.Operator operator, Kind kind) {
        String name = quote(field.name());
        return switch (kind) {
            case TEXT ->
                isBlankPadded(field)
                        ? Optional.empty()
                        : Optional.of(isEquality(operator) && isPlainText(field) ? name : name + "::text" + BYTE_ORDER);
            case JSON -> Optional.of(name + "::text" + BYTE_ORDER);
            case FLOAT64 -> Optional.of(name + "::float8");
            default -> Optional.of(name);
        };
    }

    private String right(Kind kind, Value value) {
        String text = literal(TextForm.of(value));
        return switch (kind) {
            case INT32, INT64 -> integer(value, text);
            case DECIMAL -> literal(decimal(value)) + "::numeric";
            case FLOAT64 -> text + "::float8";
            case BOOL -> text + "::boolean";
            case BYTES -> text + "::bytea";
            case UUID -> text + "::uuid";
            case DATE -> text + "::date";
            case TIME -> text + "::time";
            case LOCAL_TIMESTAMP -> text + "::timestamp";
            case MOMENT -> text + "::timestamptz";
            default -> text + "::text";
        };
    }

    /** Without a conversion of the column, so that its index serves. */
    private String integer(Value value, String text) {
        return value.kind() == Kind.INT32 || value.kind() == Kind.INT64
                ? text + "::bigint"
                : literal(decimal(value)) + "::numeric";
    }

    private static String decimal(Value value) {
        return value instanceof Value.Float64 number
                ? new java.math.BigDecimal(number.number()).toPlainString()
                : TextForm.of(value);
    }

    /** Keeps out what PostgreSQL orders beyond all values of the kind, which is no value of that kind here. */
    private String unlessBeyond(Field field, Filter.Operator operator, Kind kind) {
        if (isEquality(operator)) {
            return "";
        }
        String name = quote(field.name());
        return switch (kind) {
            case DECIMAL -> " AND " + name + "::text NOT IN ('NaN', 'Infinity', '-Infinity')";
            case DATE, LOCAL_TIMESTAMP, MOMENT -> " AND isfinite(" + name + ")";
            case TIME -> " AND " + name + " < '24:00:00'::time";
            default -> "";
        };
    }

    private static boolean isEquality(Filter.Operator operator) {
        return operator == Filter.Operator.EQ || operator == Filter.Operator.NE;
    }

    private static boolean isPlainText(Field field) {
        String type = field.type().nativeType();
        return type.equals("text") || type.startsWith("character varying");
    }

    /** {@code char(n)} compares without the blanks at its end. */
    private static boolean isBlankPadded(Field field) {
        return field.type().nativeType().startsWith("character(")
                || field.type().nativeType().equals("bpchar");
    }
}
