package dev.naust.postgres.type;

import dev.naust.api.model.Content;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.model.ValueOrder;
import dev.naust.api.store.Filter;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlDialect;
import dev.naust.jdbc.SqlPart;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * How PostgreSQL writes literals and comparisons. Values stand in the statement as literals, because {@code COPY} takes no
 * parameters.
 */
public enum PostgresDialect implements SqlDialect {
    /** The dialect itself; it holds no state. */
    INSTANCE;

    private static final Sql BYTE_ORDER = Sql.of(" COLLATE \"C\"");
    private static final SqlPart NEVER = SqlPart.of(Sql.of("1 = 0"));
    private static final int LONGEST_NAME = 63;

    /** Longer names are cut in silence, and then mean another thing. */
    @Override
    public int longestIdentifier() {
        return LONGEST_NAME;
    }

    /** Written so that it means the same whatever the server's standard_conforming_strings says. */
    @Override
    public Sql literal(String text) {
        return text.indexOf('\\') < 0
                ? SqlDialect.super.literal(text)
                : Sql.of(" E" + SqlDialect.super.literal(text.replace("\\", "\\\\")));
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
                    : Optional.of(
                            operator == Filter.Operator.NE
                                    ? SqlPart.of(Sql.of(escapeIdentifier(field.name()) + " IS NOT NULL"))
                                    : NEVER);
        }
        return operand(field, operator, kind)
                .map(left -> SqlPart.of(Sql.of(left + " " + SqlDialect.symbol(operator) + " " + right(kind, value)
                        + unlessBeyond(field, operator, kind))));
    }

    @Override
    public Optional<SqlPart> contains(Field field, String part) {
        if (field.type().kind() != Kind.TEXT) {
            return field.type().kind() == Kind.EXTENSION ? Optional.empty() : Optional.of(NEVER);
        }
        if (part.indexOf('\0') >= 0) {
            return Optional.of(NEVER);
        }
        return isBlankPadded(field)
                ? Optional.empty()
                : Optional.of(SqlPart.of(Sql.of("strpos(" + escapeIdentifier(field.name()) + "::text" + BYTE_ORDER
                        + ", " + literal(part) + ") > 0")));
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

    private Optional<Sql> operand(Field field, Filter.Operator operator, Kind kind) {
        Sql name = escapeIdentifier(field.name());
        return switch (kind) {
            case TEXT ->
                isBlankPadded(field)
                        ? Optional.empty()
                        : Optional.of(
                                isEquality(operator) && isPlainText(field)
                                        ? name
                                        : Sql.of(name + "::text" + BYTE_ORDER));
            case JSON -> Optional.of(Sql.of(name + "::text" + BYTE_ORDER));
            case FLOAT64 -> Optional.of(Sql.of(name + "::float8"));
            default -> Optional.of(name);
        };
    }

    private Sql right(Kind kind, Value value) {
        Sql text = literal(TextForm.of(value));
        return switch (kind) {
            case INT32, INT64 -> integer(value, text);
            case DECIMAL -> Sql.of(literal(decimal(value)) + "::numeric");
            case FLOAT64 -> Sql.of(text + "::float8");
            case BOOL -> Sql.of(text + "::boolean");
            case BYTES -> Sql.of(text + "::bytea");
            case UUID -> Sql.of(text + "::uuid");
            case DATE -> Sql.of(text + "::date");
            case TIME -> Sql.of(text + "::time");
            case LOCAL_TIMESTAMP -> Sql.of(text + "::timestamp");
            case MOMENT -> Sql.of(text + "::timestamptz");
            default -> Sql.of(text + "::text");
        };
    }

    /** Without a conversion of the column, so that its index serves; a whole number may come as one of another kind. */
    private Sql integer(Value value, Sql text) {
        if (value.kind() == Kind.INT32 || value.kind() == Kind.INT64) {
            return Sql.of(text + "::bigint");
        }
        String number = decimal(value);
        try {
            return Sql.of(literal(Long.toString(new BigDecimal(number).longValueExact())) + "::bigint");
        } catch (ArithmeticException beyondOrBroken) {
            return Sql.of(literal(number) + "::numeric");
        }
    }

    private static String decimal(Value value) {
        return value instanceof Value.Float64 number
                ? new BigDecimal(number.number()).toPlainString()
                : TextForm.of(value);
    }

    /** Keeps out what PostgreSQL orders beyond all values of the kind, which is no value of that kind here. */
    private Sql unlessBeyond(Field field, Filter.Operator operator, Kind kind) {
        if (isEquality(operator)) {
            return Sql.NONE;
        }
        Sql name = escapeIdentifier(field.name());
        return switch (kind) {
            case DECIMAL -> Sql.of(" AND " + name + "::text NOT IN ('NaN', 'Infinity', '-Infinity')");
            case DATE, LOCAL_TIMESTAMP, MOMENT -> Sql.of(" AND isfinite(" + name + ")");
            case TIME -> Sql.of(" AND " + name + " < '24:00:00'::time");
            default -> Sql.NONE;
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
