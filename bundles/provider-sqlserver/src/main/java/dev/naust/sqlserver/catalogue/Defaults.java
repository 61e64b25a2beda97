package dev.naust.sqlserver.catalogue;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.jdbc.Sql;
import dev.naust.sqlserver.type.SqlServerDialect;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes what columns are filled with by default. */
final class Defaults {
    private static final SqlServerDialect SQL = SqlServerDialect.INSTANCE;
    private static final Pattern QUOTED = Pattern.compile("N?'((?:[^']|'')*)'");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?");
    private static final Pattern BINARY = Pattern.compile("0x((?:[0-9A-Fa-f]{2})*)");
    private static final Pattern NOW = Pattern.compile(
            "(?:convert\\(\\[?(?:date|time)\\]?(?:\\([0-7]\\))?,)?(?:getdate|getutcdate|sysdatetime|sysutcdatetime|sysdatetimeoffset)\\(\\)\\)?");

    /** What can be carried between servers of this kind; other expressions may call anything. */
    private static final Map<String, Sql> SAFE =
            Map.of("newid()", Sql.of("newid()"), "newsequentialid()", Sql.of("newsequentialid()"));

    private Defaults() {}

    /** The default that an expression of the catalogue stands for; empty for a plain null. */
    static Optional<DefaultValue> parse(String definition, FieldType type) {
        String sql = unwrapped(definition.strip());
        if (sql.equalsIgnoreCase("NULL")) {
            return Optional.empty();
        }
        if (isTemporal(type.kind()) && NOW.matcher(sql.toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(new DefaultValue.CurrentTime());
        }
        return Optional.of(constant(sql, type)
                .<DefaultValue>map(DefaultValue.Constant::new)
                .orElseGet(() -> new DefaultValue.Expression(sql)));
    }

    /** Whether an expression means the same on every server of this kind and does nothing but make a value. */
    static boolean isSafe(String expression) {
        return SAFE.containsKey(expression.toLowerCase(Locale.ROOT));
    }

    /** Without the brackets that the server puts around expressions. */
    private static String unwrapped(String text) {
        String inner = text;
        while (inner.length() > 1 && inner.startsWith("(") && closing(inner) == inner.length() - 1) {
            inner = inner.substring(1, inner.length() - 1).strip();
        }
        return inner;
    }

    private static int closing(String text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            if (!quoted) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth == 0) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static boolean isTemporal(Kind kind) {
        return switch (kind) {
            case DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP -> true;
            default -> false;
        };
    }

    private static Optional<Value> constant(String sql, FieldType type) {
        Matcher quoted = QUOTED.matcher(sql);
        Matcher binary = BINARY.matcher(sql);
        if (quoted.matches()) {
            return value(quoted.group(1).replace("''", "'"), type);
        } else if (binary.matches() && type.kind() == Kind.BYTES) {
            return Optional.of(Bytes.of(HexFormat.of().parseHex(binary.group(1))));
        }
        return NUMBER.matcher(sql).matches() && type.kind() != Kind.TEXT ? value(sql, type) : Optional.empty();
    }

    private static Optional<Value> value(String text, FieldType type) {
        try {
            return switch (type.kind()) {
                case TEXT -> Optional.of(Text.of(text));
                case BOOL -> Optional.of(Value.Bool.of(Integer.parseInt(text) != 0));
                case INT32 -> Optional.of(new Value.Int32(Integer.parseInt(text)));
                case INT64 -> Optional.of(new Value.Int64(Long.parseLong(text)));
                case FLOAT64 -> Optional.of(new Value.Float64(Double.parseDouble(text)));
                case DECIMAL -> Optional.of(new Value.Decimal(new BigDecimal(text)));
                case UUID -> Optional.of(new Value.Uuid(UUID.fromString(text)));
                case DATE -> Optional.of(new Value.Date(LocalDate.parse(text)));
                case TIME -> Optional.of(new Value.Time(LocalTime.parse(text)));
                case LOCAL_TIMESTAMP ->
                    Optional.of(new Value.LocalTimestamp(LocalDateTime.parse(text.replace(' ', 'T'))));
                case OFFSET_TIMESTAMP -> Optional.of(new Value.OffsetTimestamp(OffsetDateTime.parse(text)));
                case NULL, MOMENT, BYTES, JSON, ARRAY, DOCUMENT, EXTENSION -> Optional.empty();
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            // Not in the form that this kind is written in: it stays an expression of the server's own.
            return Optional.empty();
        }
    }

    /** A default in the server's words for a column of this kind; empty where it has none. */
    static Optional<Sql> render(DefaultValue value, Kind kind) {
        if (value instanceof DefaultValue.Constant constant) {
            return literal(constant.value(), kind);
        } else if (value instanceof DefaultValue.CurrentTime) {
            return switch (kind) {
                case DATE -> Optional.of(Sql.of("CONVERT(date, SYSDATETIME())"));
                case TIME -> Optional.of(Sql.of("CONVERT(time, SYSDATETIME())"));
                case LOCAL_TIMESTAMP -> Optional.of(Sql.of("SYSDATETIME()"));
                case OFFSET_TIMESTAMP -> Optional.of(Sql.of("SYSDATETIMEOFFSET()"));
                default -> Optional.empty();
            };
        }
        String expression = ((DefaultValue.Expression) value).text().toLowerCase(Locale.ROOT);
        return Optional.ofNullable(SAFE.get(expression));
    }

    private static Optional<Sql> literal(Value value, Kind kind) {
        if (value instanceof Content || value == Value.Null.NULL) {
            return Optional.empty();
        }
        return switch (kind) {
            case BOOL ->
                value instanceof Value.Bool truth
                        ? Optional.of(truth.isTrue() ? Sql.of("1") : Sql.of("0"))
                        : Optional.empty();
            case INT32, INT64, DECIMAL -> exact(value).map(SQL::literal);
            case FLOAT64 ->
                value instanceof Value.Float64 number && Double.isFinite(number.number())
                        ? Optional.of(Sql.of("CONVERT(float, " + SQL.literal(Double.toString(number.number())) + ")"))
                        : exact(value).map(SQL::literal);
            case BYTES ->
                value instanceof Bytes bytes
                        ? Optional.of(Sql.of("CONVERT(varbinary(max), "
                                + SQL.literal("0x" + HexFormat.of().formatHex(bytes.array())) + ", 1)"))
                        : Optional.empty();
            case TEXT, UUID, DATE, TIME, LOCAL_TIMESTAMP, OFFSET_TIMESTAMP ->
                value.kind() == kind && value.toString().indexOf('\0') < 0
                        ? Optional.of(SQL.literal(value.toString()))
                        : Optional.empty();
            case NULL, MOMENT, JSON, ARRAY, DOCUMENT, EXTENSION -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> exact(Value value) {
        if (value instanceof Value.Int32 number) {
            return Optional.of(BigDecimal.valueOf(number.number()));
        } else if (value instanceof Value.Int64 number) {
            return Optional.of(BigDecimal.valueOf(number.number()));
        }
        return value instanceof Value.Decimal number ? Optional.of(number.number()) : Optional.empty();
    }
}
