package dev.naust.sqlite;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads and writes DEFAULT clauses. */
final class Defaults {
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");
    private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'", Pattern.DOTALL);
    private static final Pattern BLOB = Pattern.compile("[xX]'((?:[0-9a-fA-F]{2})*)'");

    private Defaults() {}

    /**
     * What a DEFAULT clause stands for.
     *
     * @param sql as the catalogue gives it: an expression's own parentheses are gone
     * @return empty for DEFAULT NULL, which says nothing
     */
    static Optional<DefaultValue> parse(String sql, FieldType type) {
        String text = unwrapped(sql.strip());
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "NULL" -> Optional.empty();
            case "TRUE" -> Optional.of(new DefaultValue.Constant(constant("1", type)));
            case "FALSE" -> Optional.of(new DefaultValue.Constant(constant("0", type)));
            case "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "DATETIME('NOW')", "DATE('NOW')", "TIME('NOW')" ->
                Optional.of(current(text, type));
            default -> Optional.of(isNow(text, type.kind()) ? new DefaultValue.CurrentTime() : literal(text, type));
        };
    }

    /** The forms in which {@link TableSql} writes the current time for kinds that know their offset. */
    private static boolean isNow(String text, Kind kind) {
        return TableSql.now(kind).toString().equals("(" + text + ")");
    }

    private static String unwrapped(String text) {
        String inner = text;
        while (inner.startsWith("(")
                && inner.endsWith(")")
                && !inner.substring(1, inner.length() - 1).contains("(")) {
            inner = inner.substring(1, inner.length() - 1).strip();
        }
        return inner;
    }

    /** The current time in another form than the field's own kind is an expression like any other. */
    private static DefaultValue current(String text, FieldType type) {
        String upper = text.toUpperCase(Locale.ROOT);
        boolean fits =
                switch (type.kind()) {
                    case LOCAL_TIMESTAMP -> upper.equals("CURRENT_TIMESTAMP") || upper.startsWith("DATETIME(");
                    case DATE -> upper.equals("CURRENT_DATE") || upper.startsWith("DATE(");
                    case TIME -> upper.equals("CURRENT_TIME") || upper.startsWith("TIME(");
                    default -> false;
                };
        return fits ? new DefaultValue.CurrentTime() : new DefaultValue.Expression(text);
    }

    private static DefaultValue literal(String text, FieldType type) {
        if (NUMBER.matcher(text).matches()) {
            return new DefaultValue.Constant(constant(text, type));
        } else if (TEXT.matcher(text).matches()) {
            return new DefaultValue.Constant(
                    constantText(text.substring(1, text.length() - 1).replace("''", "'"), type));
        }
        var blob = BLOB.matcher(text);
        return blob.matches()
                ? new DefaultValue.Constant(Bytes.of(HexFormat.of().parseHex(blob.group(1))))
                : new DefaultValue.Expression(text);
    }

    /** The number that the column would hold: its affinity applies to defaults as to any other value. */
    private static Value constant(String number, FieldType type) {
        boolean integer = INTEGER.matcher(number).matches();
        return switch (type.kind()) {
            case TEXT -> Affinity.of(type.nativeType()) == Affinity.TEXT ? Text.of(number) : exact(number, integer);
            case BOOL ->
                number.equals("0") || number.equals("1") ? Value.Bool.of(number.equals("1")) : exact(number, integer);
            case FLOAT64 -> new Value.Float64(Double.parseDouble(number));
            case DECIMAL -> new Value.Decimal(new BigDecimal(number));
            default -> exact(number, integer);
        };
    }

    private static Value exact(String number, boolean integer) {
        return integer ? new Value.Int64(Long.parseLong(number)) : new Value.Float64(Double.parseDouble(number));
    }

    private static Value constantText(String text, FieldType type) {
        byte[] utf8 = Text.of(text).utf8();
        Value typed = Cells.ofText(utf8, type);
        if (!(typed instanceof Text) || !Affinity.of(type.nativeType()).turnsTextIntoNumbers()) {
            return typed;
        }
        return NUMBER.matcher(text).matches() ? constant(text, type) : typed;
    }
}
