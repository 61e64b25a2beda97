package dev.naust.sqlserver.type;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.model.ValueOrder;
import dev.naust.api.store.Filter;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlDialect;
import dev.naust.jdbc.SqlPart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How Transact-SQL writes names, literals and comparisons. */
public enum SqlServerDialect implements SqlDialect {
    /** The dialect itself; it holds no state. */
    INSTANCE;

    private static final SqlPart NEVER = SqlPart.of(Sql.of("1 = 0"));
    private static final Sql BY_UNITS = Sql.of(" COLLATE Latin1_General_100_BIN2");
    private static final Sql BY_BYTES = Sql.of(" COLLATE Latin1_General_100_BIN2_UTF8");
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_LITERAL = 4_000;
    private static final int LONGEST_PATTERN = 4_000;
    private static final int GREATEST_PRECISION = 38;
    private static final int TICK = 100;

    /** Brackets mean the same whatever the session's QUOTED_IDENTIFIER says. */
    @Override
    public String quotes() {
        return "[]";
    }

    /** The server counts UTF-16 units, up to 128 of them. */
    @Override
    public Sql escapeIdentifier(String name) {
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("The name \"" + name + "\" has " + name.length()
                    + " characters; this database takes " + LONGEST_NAME);
        }
        return SqlDialect.super.escapeIdentifier(name);
    }

    /**
     * As Unicode. A backslash before the end of a line would take both out of the text ("Backslash (Line Continuation)"), so that
     * the text is cut between them; and a constant has at most 4,000 characters before its end is lost in a sum.
     */
    @Override
    public Sql literal(String text) {
        List<Sql> pieces = new ArrayList<>();
        int from = 0;
        for (int at = 1; at <= text.length(); at++) {
            boolean cut = at < text.length()
                    && (text.charAt(at - 1) == '\\' && (text.charAt(at) == '\n' || text.charAt(at) == '\r')
                            || at - from >= LONGEST_LITERAL && !Character.isLowSurrogate(text.charAt(at)));
            if (cut) {
                pieces.add(piece(text.substring(from, at)));
                from = at;
            }
        }
        pieces.add(piece(text.substring(from)));
        Sql first = pieces.get(0);
        return pieces.size() == 1
                ? first
                : Sql.of("(CONVERT(nvarchar(max), " + first + ") + " + Sql.join(pieces.subList(1, pieces.size()), " + ")
                        + ")");
    }

    private Sql piece(String text) {
        return Sql.of("N" + SqlDialect.super.literal(text));
    }

    @Override
    public Optional<SqlPart> compare(Field field, Filter.Operator operator, Value value) {
        Kind kind = field.type().kind();
        if (value instanceof Content || !translates(field)) {
            return Optional.empty();
        }
        if (!isComparable(kind, value)) {
            return value.kind() == Kind.EXTENSION
                    ? Optional.empty()
                    : Optional.of(operator == Filter.Operator.NE ? known(field) : NEVER);
        }
        return switch (kind) {
            case TEXT -> text(field, operator, ((Text) value).string());
            case BYTES -> padded(escapeIdentifier(field.name()), operator, value, ((Bytes) value).array().length);
            case INT32, INT64, DECIMAL -> exact(field, operator, value);
            case FLOAT64 -> binary(field, operator, value);
            case UUID -> isEquality(operator) ? Optional.of(plain(field, operator, value)) : Optional.empty();
            default -> isTick(value) ? Optional.of(plain(field, operator, value)) : Optional.empty();
        };
    }

    @Override
    public Optional<SqlPart> contains(Field field, String part) {
        if (field.type().kind() != Kind.TEXT) {
            return field.type().kind() == Kind.EXTENSION ? Optional.empty() : Optional.of(NEVER);
        } else if (part.isEmpty()) {
            return Optional.of(known(field));
        } else if (part.length() > LONGEST_PATTERN || isLegacy(field)) {
            return Optional.empty();
        }
        return Optional.of(SqlPart.of(
                Sql.of("CHARINDEX(?" + BY_UNITS + ", " + unicode(field) + BY_UNITS + ") > 0"), Value.text(part)));
    }

    /** The texts of {@code text} and {@code ntext}, and times that are kept in parts of 1/300 of a second, compare like nothing else. */
    private static boolean translates(Field field) {
        return switch (field.type().kind()) {
            case BOOL, INT32, INT64, FLOAT64, DECIMAL, UUID, DATE, TIME -> true;
            case TEXT, BYTES -> !isLegacy(field);
            case LOCAL_TIMESTAMP -> field.type().nativeType().startsWith("datetime2");
            case NULL, MOMENT, OFFSET_TIMESTAMP, JSON, ARRAY, DOCUMENT, EXTENSION -> false;
        };
    }

    private static boolean isLegacy(Field field) {
        String type = field.type().nativeType();
        return type.equals("text") || type.equals("ntext") || type.equals("image");
    }

    private static boolean isComparable(Kind kind, Value value) {
        return switch (kind) {
            case INT32, INT64, FLOAT64, DECIMAL -> ValueOrder.comparable(value, Value.int64(0));
            default -> kind == value.kind();
        };
    }

    private SqlPart known(Field field) {
        return SqlPart.of(Sql.of(escapeIdentifier(field.name()) + " IS NOT NULL"));
    }

    private SqlPart plain(Field field, Filter.Operator operator, Value value) {
        return SqlPart.of(Sql.of(escapeIdentifier(field.name()) + " " + SqlDialect.symbol(operator) + " ?"), value);
    }

    /**
     * Equality by the column's collation first, so that its index serves, then by units, then by length: the server takes blanks
     * at the end for nothing.
     */
    private Optional<SqlPart> text(Field field, Filter.Operator operator, String text) {
        Value value = Value.text(text);
        if (isEquality(operator)) {
            Sql name = escapeIdentifier(field.name());
            Sql same = Sql.of(name + " = ? AND " + unicode(field) + BY_UNITS + " = ?" + BY_UNITS + " AND DATALENGTH("
                    + unicode(field) + ") = " + 2 * text.length());
            return Optional.of(
                    operator == Filter.Operator.EQ
                            ? SqlPart.of(Sql.of("(" + same + ")"), value, value)
                            : SqlPart.of(Sql.of("(" + name + " IS NOT NULL AND NOT (" + same + "))"), value, value));
        }
        Text utf8 = Text.of(text);
        Sql bytes = Sql.of("CONVERT(varbinary(max), CONVERT(varchar(max), " + unicode(field) + BY_BYTES + "))");
        return padded(bytes, operator, Bytes.of(utf8.utf8()), utf8.utf8().length);
    }

    private Sql unicode(Field field) {
        return Sql.of("CONVERT(nvarchar(max), " + escapeIdentifier(field.name()) + ")");
    }

    /** The server takes zeros at the end of the shorter bytes for nothing; the lengths decide then. */
    private static Optional<SqlPart> padded(Sql bytes, Filter.Operator operator, Value value, int length) {
        Sql equal = Sql.of(bytes + " = ?");
        Sql size = Sql.of("DATALENGTH(" + bytes + ")");
        return Optional.of(
                switch (operator) {
                    case EQ -> SqlPart.of(Sql.of("(" + equal + " AND " + size + " = " + length + ")"), value);
                    case NE -> SqlPart.of(Sql.of("(" + bytes + " <> ? OR " + size + " <> " + length + ")"), value);
                    case LT -> ordered(bytes, Sql.of("<"), equal, Sql.of(size + " < " + length), value);
                    case LTE -> ordered(bytes, Sql.of("<"), equal, Sql.of(size + " <= " + length), value);
                    case GT -> ordered(bytes, Sql.of(">"), equal, Sql.of(size + " > " + length), value);
                    case GTE -> ordered(bytes, Sql.of(">"), equal, Sql.of(size + " >= " + length), value);
                });
    }

    private static SqlPart ordered(Sql bytes, Sql symbol, Sql equal, Sql size, Value value) {
        return SqlPart.of(Sql.of("(" + bytes + " " + symbol + " ? OR (" + equal + " AND " + size + "))"), value, value);
    }

    /** Decimals whose digits together are more than the server has are rounded before they are compared. */
    private Optional<SqlPart> exact(Field field, Filter.Operator operator, Value value) {
        if (value instanceof Value.Float64 number && !Double.isFinite(number.number())) {
            return Optional.empty();
        }
        BigDecimal wanted = shortened(decimal(value));
        int whole = field.type().kind() == Kind.DECIMAL
                ? field.type().precision().orElse(GREATEST_PRECISION)
                        - field.type().scale().orElse(0)
                : 19;
        int scale = field.type().kind() == Kind.DECIMAL ? field.type().scale().orElse(0) : 0;
        int digits = Math.max(whole, wanted.precision() - wanted.scale()) + Math.max(scale, wanted.scale());
        return digits > GREATEST_PRECISION
                ? Optional.empty()
                : Optional.of(plain(field, operator, new Value.Decimal(wanted)));
    }

    private Optional<SqlPart> binary(Field field, Filter.Operator operator, Value value) {
        double number = value instanceof Value.Float64 binary
                ? binary.number()
                : decimal(value).doubleValue();
        boolean same = Double.isFinite(number)
                && (value instanceof Value.Float64 || new BigDecimal(number).compareTo(decimal(value)) == 0);
        // A zero has a sign here and none in comparisons there.
        return same && number != 0 ? Optional.of(plain(field, operator, new Value.Float64(number))) : Optional.empty();
    }

    private static BigDecimal shortened(BigDecimal number) {
        BigDecimal stripped = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        return stripped.scale() < 0 && stripped.precision() - stripped.scale() <= 2 * GREATEST_PRECISION
                ? stripped.setScale(0)
                : stripped;
    }

    private static BigDecimal decimal(Value value) {
        if (value instanceof Value.Decimal decimal) {
            return decimal.number();
        } else if (value instanceof Value.Float64 binary) {
            return new BigDecimal(binary.number());
        }
        return BigDecimal.valueOf(value instanceof Value.Int32 small ? small.number() : ((Value.Int64) value).number());
    }

    /** Whether the server takes the time as it is: it counts in steps of 100 nanoseconds, from year 1 to year 9999. */
    private static boolean isTick(Value value) {
        return switch (value.kind()) {
            case DATE -> isInCalendar(((Value.Date) value).date().getYear());
            case TIME -> ((Value.Time) value).time().getNano() % TICK == 0;
            case LOCAL_TIMESTAMP -> {
                java.time.LocalDateTime time = ((Value.LocalTimestamp) value).timestamp();
                yield time.getNano() % TICK == 0 && isInCalendar(time.getYear());
            }
            default -> true;
        };
    }

    private static boolean isInCalendar(int year) {
        return year >= 1 && year <= 9999;
    }

    private static boolean isEquality(Filter.Operator operator) {
        return operator == Filter.Operator.EQ || operator == Filter.Operator.NE;
    }
}
