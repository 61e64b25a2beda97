package dev.naust.sqlite;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What SQLite's four storage classes mean in a field of some kind. A value that the field's kind cannot say without loss is
 * handed out as what it is.
 */
final class Cells {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?[0-9]{1,131072}(\\.[0-9]{1,131072})?([eE][+-]?[0-9]{1,4})?");
    /** As many digits as any database has, before the point and behind it; longer ones are texts. */
    static final int MOST_DIGITS = 131_072;

    private static final int UUID_LENGTH = 36;
    private static final long EXACT_DOUBLE = 1L << 53;

    private Cells() {}

    static Value ofLong(long number, FieldType type) {
        return switch (type.kind()) {
            case BOOL -> number == 0 || number == 1 ? Value.Bool.of(number == 1) : new Value.Int64(number);
            case INT32 -> number == (int) number ? new Value.Int32((int) number) : new Value.Int64(number);
            case FLOAT64 ->
                Math.abs(number) <= EXACT_DOUBLE || (long) (double) number == number && number != Long.MAX_VALUE
                        ? new Value.Float64(number)
                        : new Value.Int64(number);
            case DECIMAL -> new Value.Decimal(scaled(BigDecimal.valueOf(number), type));
            case TEXT -> Text.ofUtf8(ascii(Long.toString(number)));
            case JSON -> new Value.Json(Text.ofUtf8(ascii(Long.toString(number))));
            case BYTES -> Bytes.of(ascii(Long.toString(number)));
            default -> new Value.Int64(number);
        };
    }

    static Value ofDouble(double number, FieldType type) {
        if (!Double.isFinite(number) || type.kind() == Kind.DECIMAL && isNegativeZero(number)) {
            return new Value.Float64(number);
        }
        return switch (type.kind()) {
            case DECIMAL ->
                new Value.Decimal(Decimals.shortest(number, type.scale().orElse(-1)));
            case TEXT -> Text.ofUtf8(ascii(written(number)));
            case JSON -> new Value.Json(Text.ofUtf8(ascii(written(number))));
            case BYTES -> Bytes.of(ascii(written(number)));
            default -> new Value.Float64(number);
        };
    }

    static Value ofText(byte[] utf8, FieldType type) {
        return switch (type.kind()) {
            case TEXT -> Text.ofUtf8(utf8);
            case DATE -> IsoText.date(utf8).orElseGet(() -> Text.ofUtf8(utf8));
            case TIME -> IsoText.time(utf8).orElseGet(() -> Text.ofUtf8(utf8));
            case LOCAL_TIMESTAMP -> IsoText.localTimestamp(utf8).orElseGet(() -> Text.ofUtf8(utf8));
            case MOMENT -> IsoText.moment(utf8).orElseGet(() -> Text.ofUtf8(utf8));
            case OFFSET_TIMESTAMP -> IsoText.offsetTimestamp(utf8).orElseGet(() -> Text.ofUtf8(utf8));
            case DECIMAL -> decimal(utf8, type);
            case JSON -> json(utf8);
            case UUID -> uuid(utf8);
            case BYTES -> Bytes.of(utf8);
            case EXTENSION -> new Value.Extension(type.nativeType(), new String(utf8, StandardCharsets.UTF_8));
            default -> Text.ofUtf8(utf8);
        };
    }

    /** A number as SQLite's own text form has it: digits that give back the same double, and always a point. */
    static String written(double number) {
        if (isNegativeZero(number)) {
            return "-0.0";
        }
        String text = Decimals.shortest(number, -1).toPlainString();
        if (text.length() > 24) {
            return Double.toString(number);
        }
        return text.indexOf('.') < 0 ? text + ".0" : text;
    }

    /** No decimal is one, so that its sign would be lost. */
    private static boolean isNegativeZero(double number) {
        return number == 0 && Double.compare(number, 0.0) < 0;
    }

    private static Value json(byte[] utf8) {
        Text text = Text.ofUtf8(utf8);
        Value.Json json = new Value.Json(text);
        return json.isWellFormed() ? json : text;
    }

    private static Value decimal(byte[] utf8, FieldType type) {
        String text = new String(utf8, StandardCharsets.ISO_8859_1);
        return NUMBER.matcher(text).matches()
                ? new Value.Decimal(scaled(new BigDecimal(text), type))
                : Text.ofUtf8(utf8);
    }

    /** A whole number in a column of two decimals is handed out with its two decimals. */
    private static BigDecimal scaled(BigDecimal number, FieldType type) {
        int scale = type.scale().orElse(0);
        return type.scale().isPresent() && number.scale() < scale ? number.setScale(scale) : number;
    }

    /** Only the canonical form: any other text would not be the same text again. */
    private static Value uuid(byte[] utf8) {
        if (utf8.length == UUID_LENGTH) {
            String text = new String(utf8, StandardCharsets.ISO_8859_1);
            try {
                UUID id = UUID.fromString(text);
                if (id.toString().equals(text)) {
                    return new Value.Uuid(id);
                }
            } catch (IllegalArgumentException e) {
                return Text.ofUtf8(utf8);
            }
        }
        return Text.ofUtf8(utf8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
