package dev.naust.postgres.catalogue;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.jdbc.Sql;
import dev.naust.postgres.type.PostgresDialect;
import dev.naust.postgres.type.TextForm;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes what columns are filled with by default. */
final class Defaults {
    private static final String CAST =
            "(?:::[a-z_\"][\\w .\"]*(?:\\([0-9, ]*\\))?(?: with(?:out)? time zone)?(?:\\[\\])?)*";
    private static final Pattern QUOTED = Pattern.compile("(E?)'((?:[^']|'')*)'" + CAST);
    private static final Pattern NUMBER =
            Pattern.compile("\\(?(-?[0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)\\)?" + CAST);
    private static final Pattern NOW = Pattern.compile(
            "(?i)\\(?(now\\(\\)|current_timestamp|current_date|current_time|localtimestamp|localtime|transaction_timestamp\\(\\)"
                    + "|\\('now'::text\\)|'now'::text)(\\([0-6]\\))?\\)?" + CAST);

    private static final int NANOS_PER_MICROSECOND = 1000;

    private Defaults() {}

    /** Whether a default takes the next number of a sequence. */
    static boolean isSequence(String sql) {
        return sql.startsWith("nextval(");
    }

    /** The default that an expression of the catalogue stands for; empty for a plain null. */
    static Optional<DefaultValue> parse(String sql, FieldType type) {
        Kind kind = type.kind();
        if (sql.startsWith("NULL::") || sql.equals("NULL")) {
            return Optional.empty();
        }
        if (isTemporal(kind) && NOW.matcher(sql).matches()) {
            return Optional.of(new DefaultValue.CurrentTime());
        }
        return Optional.of(constant(sql, type)
                .<DefaultValue>map(DefaultValue.Constant::new)
                .orElseGet(() -> new DefaultValue.Expression(sql)));
    }

    private static boolean isTemporal(Kind kind) {
        return switch (kind) {
            case DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP -> true;
            default -> false;
        };
    }

    private static Optional<Value> constant(String sql, FieldType type) {
        Kind kind = type.kind();
        if (kind == Kind.BOOL) {
            return switch (sql) {
                case "true" -> Optional.of(Value.Bool.TRUE);
                case "false" -> Optional.of(Value.Bool.FALSE);
                default -> Optional.empty();
            };
        }
        Matcher quoted = QUOTED.matcher(sql);
        if (quoted.matches() && !(quoted.group(1).equals("E") && quoted.group(2).matches("(?s).*\\\\[^\\\\].*"))) {
            String text = quoted.group(2).replace("''", "'");
            return value(quoted.group(1).equals("E") ? text.replace("\\\\", "\\") : text, type);
        }
        Matcher number = NUMBER.matcher(sql);
        return number.matches() && kind != Kind.TEXT ? value(number.group(1), type) : Optional.empty();
    }

    private static Optional<Value> value(String text, FieldType type) {
        try {
            return switch (type.kind()) {
                case TEXT -> Optional.of(Text.of(text));
                case INT32 -> Optional.of(new Value.Int32(Integer.parseInt(text)));
                case INT64 -> Optional.of(new Value.Int64(Long.parseLong(text)));
                case FLOAT64 -> Optional.of(new Value.Float64(Double.parseDouble(text)));
                case DECIMAL -> Optional.of(new Value.Decimal(new BigDecimal(text)));
                case UUID -> Optional.of(new Value.Uuid(UUID.fromString(text)));
                case DATE -> Optional.of(new Value.Date(LocalDate.parse(text)));
                case TIME -> Optional.of(new Value.Time(LocalTime.parse(text)));
                case LOCAL_TIMESTAMP ->
                    Optional.of(new Value.LocalTimestamp(LocalDateTime.parse(text.replace(' ', 'T'))));
                case JSON -> Optional.of(Value.Json.of(text));
                case BYTES ->
                    text.startsWith("\\x")
                            ? Optional.of(Bytes.of(java.util.HexFormat.of().parseHex(text.substring(2))))
                            : Optional.empty();
                case EXTENSION -> Optional.of(new Value.Extension(type.nativeType(), text));
                case NULL, BOOL, MOMENT, OFFSET_TIMESTAMP, ARRAY, DOCUMENT -> Optional.empty();
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            // Not in the form that this kind is written in: it stays an expression of PostgreSQL's own.
            return Optional.empty();
        }
    }

    /** A default in PostgreSQL's words for a column of this kind; empty where it has none. */
    static Optional<Sql> render(DefaultValue value, Kind kind) {
        if (value instanceof DefaultValue.Constant constant) {
            return literal(constant.value(), kind);
        } else if (value instanceof DefaultValue.CurrentTime) {
            return switch (kind) {
                case DATE -> Optional.of(Sql.of("CURRENT_DATE"));
                case TIME -> Optional.of(Sql.of("LOCALTIME"));
                case LOCAL_TIMESTAMP -> Optional.of(Sql.of("LOCALTIMESTAMP"));
                case MOMENT, OFFSET_TIMESTAMP -> Optional.of(Sql.of("CURRENT_TIMESTAMP"));
                default -> Optional.empty();
            };
        }
        return PostgresDialect.INSTANCE
                .expression(((DefaultValue.Expression) value).text())
                .map(expression -> Sql.of("(" + expression + ")"));
    }

    private static Optional<Sql> literal(Value value, Kind kind) {
        if (value == Value.Null.NULL) {
            return Optional.of(Sql.of("NULL"));
        }
        boolean fits = isNumber(kind) ? isNumber(value.kind()) : kind == value.kind();
        if (!fits || value instanceof dev.naust.api.model.Content || isFinerThanMicroseconds(value)) {
            return Optional.empty();
        }
        String text = TextForm.of(value);
        return text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(PostgresDialect.INSTANCE.literal(text));
    }

    /** The server would round it, up to another day. */
    private static boolean isFinerThanMicroseconds(Value value) {
        int nanos =
                switch (value.kind()) {
                    case TIME -> ((Value.Time) value).time().getNano();
                    case LOCAL_TIMESTAMP ->
                        ((Value.LocalTimestamp) value).timestamp().getNano();
                    case MOMENT -> ((Value.Moment) value).instant().getNano();
                    default -> 0;
                };
        return nanos % NANOS_PER_MICROSECOND != 0;
    }

    private static boolean isNumber(Kind kind) {
        return switch (kind) {
            case INT32, INT64, FLOAT64, DECIMAL -> true;
            default -> false;
        };
    }
}
