package dev.naust.sqlite;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.TypeMapper;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How SQLite holds fields of other technologies. A column's declared type decides what SQLite does to the values put into it,
 * so each kind gets a declaration that leaves its values alone and that this provider reads back as the same kind.
 */
final class SqliteTypes implements TypeMapper {
    /** A numeric column keeps decimals as doubles, which is exact up to so many digits. */
    private static final int EXACT_DIGITS = 15;

    private static final int LONG_DIGITS = 18;

    private static final String REFUSED = "SQLite has no NaN and no negative zero: a record with one is rejected.";
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_]{1,60}");

    @Override
    public Mapping plan(Field source) {
        FieldType wanted = source.type();
        if (isReplayable(wanted)) {
            return withDefault(source, wanted, Fidelity.EXACT, wanted.kind() == Kind.FLOAT64 ? REFUSED : "");
        }
        return switch (wanted.kind()) {
            case BOOL -> exact(source, FieldType.of(Kind.BOOL, "BOOLEAN"));
            case INT32 ->
                withDefault(
                        source,
                        FieldType.of(Kind.INT64, "INTEGER"),
                        Fidelity.WIDENED,
                        "SQLite has one integer type, of 64 bits.");
            case INT64 -> exact(source, FieldType.of(Kind.INT64, "INTEGER"));
            case FLOAT64 -> withDefault(source, FieldType.of(Kind.FLOAT64, "REAL"), Fidelity.EXACT, REFUSED);
            case DECIMAL -> exact(source, decimal(wanted));
            case TEXT ->
                exact(
                        source,
                        wanted.precision().isPresent()
                                ? FieldType.sized(
                                        Kind.TEXT,
                                        wanted.precision().getAsInt(),
                                        "VARCHAR(" + wanted.precision().getAsInt() + ")")
                                : FieldType.of(Kind.TEXT, "TEXT"));
            case BYTES -> exact(source, FieldType.of(Kind.BYTES, "BLOB"));
            case UUID -> exact(source, FieldType.of(Kind.UUID, "UUID"));
            case DATE -> exact(source, FieldType.of(Kind.DATE, "DATE"));
            case TIME -> exact(source, FieldType.of(Kind.TIME, "TIME"));
            case LOCAL_TIMESTAMP -> exact(source, FieldType.of(Kind.LOCAL_TIMESTAMP, "DATETIME"));
            case MOMENT -> exact(source, FieldType.of(Kind.MOMENT, "TIMESTAMPTZ"));
            case OFFSET_TIMESTAMP -> exact(source, FieldType.of(Kind.OFFSET_TIMESTAMP, "DATETIMEOFFSET"));
            case JSON -> exact(source, FieldType.of(Kind.JSON, "JSON_TEXT"));
            case ARRAY, DOCUMENT ->
                withDefault(
                        source,
                        FieldType.of(Kind.JSON, "JSON_TEXT"),
                        Fidelity.LOSSY,
                        "SQLite has no " + wanted.kind().name().toLowerCase(Locale.ROOT)
                                + "s: kept as JSON text, in which the kinds of some values cannot be told.");
            case EXTENSION -> extension(source);
            case NULL ->
                new Mapping(
                        source.withType(FieldType.of(Kind.TEXT, "TEXT")), Fidelity.WIDENED, "It holds nothing yet.");
        };
    }

    /**
     * Whether a declaration means the same here and does nothing to its values. Names alone do not tell whose they are; but a
     * declaration that SQLite reads as the very same kind can be replayed whoever wrote it, unless it would turn digits into
     * numbers that have fewer of them.
     */
    private static boolean isReplayable(FieldType type) {
        if (!DeclaredType.isWritable(type.nativeType())) {
            return false;
        }
        FieldType here = DeclaredType.parse(type.nativeType());
        if (here.kind() != type.kind()) {
            return false;
        }
        boolean numbers = Affinity.of(type.nativeType()).turnsTextIntoNumbers();
        return switch (type.kind()) {
            case DECIMAL -> !numbers || (isShort(type) && isShort(here)) || isSqlitesOwn(type);
            case JSON, TEXT, EXTENSION -> !numbers || isSqlitesOwn(type);
            default -> true;
        };
    }

    private static boolean isShort(FieldType type) {
        return type.precision().isPresent() && type.precision().getAsInt() <= EXACT_DIGITS;
    }

    /**
     * The catalogues of servers give type names in lower case; what people write into SQLite files is mostly upper case. A wrong
     * guess costs no value: the writer refuses what the column would change.
     */
    private static boolean isSqlitesOwn(FieldType type) {
        return type.nativeType().chars().anyMatch(Character::isUpperCase);
    }

    /** With BLOB in its name a declaration makes SQLite keep each value as it is put in: a number, or the text of a longer one. */
    private static FieldType decimal(FieldType wanted) {
        if (isShort(wanted)) {
            int precision = wanted.precision().getAsInt();
            int scale = wanted.scale().orElse(0);
            return FieldType.decimal(precision, scale, "DECIMAL(" + precision + "," + scale + ")");
        }
        if (wanted.precision().isPresent()) {
            int precision = wanted.precision().getAsInt();
            int scale = wanted.scale().orElse(0);
            return FieldType.decimal(precision, scale, "DECIMAL_BLOB(" + precision + "," + scale + ")");
        }
        return FieldType.of(Kind.DECIMAL, "DECIMAL_BLOB");
    }

    private static Mapping extension(Field source) {
        String name = source.type().nativeType();
        if (PLAIN_NAME.matcher(name).matches()) {
            return withDefault(
                    source,
                    FieldType.of(Kind.EXTENSION, name),
                    Fidelity.WIDENED,
                    "SQLite does not know the type " + name + ": its text form is kept.");
        }
        return withDefault(
                source,
                FieldType.of(Kind.TEXT, "TEXT"),
                Fidelity.LOSSY,
                "SQLite does not know the type " + name + ": its text form is kept as ordinary text.");
    }

    private static Mapping exact(Field source, FieldType target) {
        return withDefault(source, target, Fidelity.EXACT, "");
    }

    private static Mapping withDefault(Field source, FieldType target, Fidelity fidelity, String note) {
        if (source.generation() == Generation.COMPUTED) {
            String rule = " The values are kept as they are; the rule that computes them is not carried over.";
            return new Mapping(
                    source.withType(target).withGeneration(Generation.NONE).withDefault(Optional.empty()),
                    fidelity,
                    (note + rule).strip());
        }
        Field field = source.withType(target);
        Optional<DefaultValue> wanted = source.defaultValue();
        if (wanted.isEmpty() || source.generation() != Generation.NONE) {
            return new Mapping(field.withDefault(Optional.empty()), fidelity, note);
        }
        if (wanted.get() instanceof DefaultValue.Expression expression) {
            return new Mapping(
                    field.withDefault(Optional.empty()),
                    fidelity,
                    (note + " The default " + expression.text()
                                    + " is an expression of the source and is not carried over.")
                            .strip());
        }
        if (wanted.get() instanceof DefaultValue.Constant constant && !isWritable(constant.value())) {
            return new Mapping(
                    field.withDefault(Optional.empty()),
                    fidelity,
                    (note + " The default is not carried over.").strip());
        }
        return new Mapping(field, fidelity, note);
    }

    /** Whether SQLite reads the digits as exactly this number: a literal with a point is an IEEE double to it. */
    private static boolean isPlainNumber(BigDecimal number) {
        return number.scale() <= 0 && number.precision() - (long) number.scale() <= LONG_DIGITS
                || Double.isFinite(number.doubleValue())
                        && BigDecimal.valueOf(number.doubleValue()).compareTo(number) == 0;
    }

    private static boolean isPlainNumber(double number) {
        return Double.isFinite(number) && Double.compare(number, -0.0) != 0;
    }

    private static boolean isWritable(Value value) {
        return switch (value.kind()) {
            case ARRAY, DOCUMENT, NULL -> false;
            case TEXT ->
                value instanceof Text text
                        && text.isWellFormed()
                        && text.string().indexOf('\0') < 0;
            case BYTES -> value instanceof Bytes;
            case FLOAT64 -> isPlainNumber(((Value.Float64) value).number());
            case DECIMAL -> isPlainNumber(((Value.Decimal) value).number());
            default -> true;
        };
    }
}
