package dev.naust.sqlserver.catalogue;

import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.TypeMapper;
import dev.naust.sqlserver.type.Base;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says how the server would hold fields of other stores; what came from a server of this kind is declared again word for word. */
public final class SqlServerTypes implements TypeMapper {
    private static final int GREATEST_PRECISION = 38;
    private static final int USUAL_SCALE = 10;
    private static final int LONGEST_NVARCHAR = 4_000;
    private static final int LONGEST_BYTES = 8_000;
    private static final int FINEST = 7;
    private static final Pattern DECLARED =
            Pattern.compile("([a-z0-9_]+)(?:\\((max|[0-9]{1,5})(?:,([0-9]{1,2}))?\\))?");

    @Override
    public Mapping plan(Field source) {
        List<String> notes = new ArrayList<>();
        Target target = isOwn(source.type()) ? own(source.type(), notes) : translate(source.type(), notes);
        Field field = withGeneration(source.withType(target.type()), notes);
        Field planned = field.withDefault(defaultOf(field, notes));
        Fidelity fidelity =
                target.fidelity() == Fidelity.EXACT && !notes.isEmpty() ? Fidelity.WIDENED : target.fidelity();
        if (planned.type().kind() == Kind.FLOAT64) {
            notes.add("NaN and infinities are rejected: the server has none");
        } else if (!isOwn(source.type())) {
            notes.addAll(refusedTimes(source.type(), target.type().kind()));
        }
        return new Mapping(planned, fidelity, String.join("; ", notes));
    }

    /** Which values of another technology's days and times the server's calendar and clock do not have. */
    private static List<String> refusedTimes(FieldType source, Kind target) {
        List<String> refused = new ArrayList<>();
        boolean time = target == Kind.TIME || target == Kind.LOCAL_TIMESTAMP || target == Kind.OFFSET_TIMESTAMP;
        if (time && source.precision().isEmpty()) {
            refused.add("a value with more than seven digits of a second is rejected");
        }
        if (target == Kind.DATE || target == Kind.LOCAL_TIMESTAMP || target == Kind.OFFSET_TIMESTAMP) {
            refused.add("years before 1 and after 9999 are rejected");
        }
        if (source.kind() == Kind.OFFSET_TIMESTAMP) {
            refused.add("offsets beyond 14 hours or with seconds are rejected");
        }
        return refused;
    }

    /** What a type becomes. */
    private record Target(FieldType type, Fidelity fidelity) {}

    /** Whether the type is one that this provider described, in the very same words. */
    private static boolean isOwn(FieldType type) {
        Matcher declared = DECLARED.matcher(type.nativeType());
        if (!declared.matches()) {
            return false;
        }
        Base base = Base.of(declared.group(1));
        String size = declared.group(2);
        if (base == Base.OTHER
                || base.kind() != type.kind()
                || declared.group(1).equals("timestamp")) {
            return false;
        }
        boolean max = "max".equals(size);
        int number = size == null || max ? -1 : Integer.parseInt(size);
        return switch (base) {
            // What is filled up to its length, or kept in a code page or a form of the server's own, means more
            // elsewhere.
            case CHAR, VARCHAR, NCHAR, BINARY, TEXT, NTEXT, IMAGE, JSON, XML -> false;
            case VARBINARY -> isSized(type, max, number, LONGEST_BYTES) && declared.group(3) == null;
            case NVARCHAR -> isSized(type, max, number, LONGEST_NVARCHAR) && declared.group(3) == null;
            case DECIMAL, NUMERIC ->
                declared.group(3) != null
                        && number >= 1
                        && number <= GREATEST_PRECISION
                        && type.precision().equals(OptionalInt.of(number))
                        && type.scale().equals(OptionalInt.of(Integer.parseInt(declared.group(3))))
                        && type.scale().getAsInt() <= number;
            case TIME, DATETIME2, DATETIMEOFFSET ->
                number >= 0 && number <= FINEST && type.precision().equals(OptionalInt.of(number));
            // Others mean a number of eight bytes by "real".
            case REAL -> false;
            default -> size == null;
        };
    }

    private static boolean isSized(FieldType type, boolean max, int number, int longest) {
        return max
                ? type.precision().isEmpty()
                : number >= 1 && number <= longest && type.precision().equals(OptionalInt.of(number));
    }

    private static Target own(FieldType type, List<String> notes) {
        if (type.nativeType().equals("sql_variant")) {
            notes.add("each value of an sql_variant has a type of its own, which is not carried");
            return new Target(type, Fidelity.UNSUPPORTED);
        } else if (type.nativeType().equals("rowversion")) {
            notes.add("the numbers are kept as bytes, and no longer raised by the server");
            return new Target(FieldType.sized(Kind.BYTES, 8, "binary(8)"), Fidelity.WIDENED);
        }
        return new Target(type, Fidelity.EXACT);
    }

    private static Target translate(FieldType source, List<String> notes) {
        return switch (source.kind()) {
            case NULL ->
                widened(Kind.TEXT, "nvarchar(max)", "no value has been seen, so that any text is allowed", notes);
            case BOOL -> exact(Kind.BOOL, "bit");
            case INT32 -> exact(Kind.INT32, "int");
            case INT64 -> exact(Kind.INT64, "bigint");
            case FLOAT64 -> exact(Kind.FLOAT64, "float");
            case DECIMAL -> decimal(source, notes);
            case TEXT -> text(source, notes);
            case BYTES -> bytes(source, notes);
            case UUID -> exact(Kind.UUID, "uniqueidentifier");
            case DATE -> exact(Kind.DATE, "date");
            case TIME -> temporal(source, Kind.TIME, "time", notes);
            case LOCAL_TIMESTAMP -> temporal(source, Kind.LOCAL_TIMESTAMP, "datetime2", notes);
            case OFFSET_TIMESTAMP -> temporal(source, Kind.OFFSET_TIMESTAMP, "datetimeoffset", notes);
            case MOMENT -> {
                Target target = temporal(source, Kind.OFFSET_TIMESTAMP, "datetimeoffset", notes);
                notes.add("moments are kept with the offset zero");
                yield new Target(
                        target.type(), target.fidelity() == Fidelity.EXACT ? Fidelity.WIDENED : target.fidelity());
            }
            case JSON -> widened(Kind.TEXT, "nvarchar(max)", "JSON is kept as the text that it is", notes);
            case DOCUMENT, ARRAY -> {
                notes.add("it becomes JSON text, in which the kinds of some values cannot be told");
                yield new Target(FieldType.of(Kind.TEXT, "nvarchar(max)"), Fidelity.LOSSY);
            }
            case EXTENSION ->
                widened(
                        Kind.TEXT,
                        "nvarchar(max)",
                        "this server has no type " + source.nativeType() + ", so that its text form is kept",
                        notes);
        };
    }

    private static Target exact(Kind kind, String name) {
        return new Target(FieldType.of(kind, name), Fidelity.EXACT);
    }

    private static Target widened(Kind kind, String name, String note, List<String> notes) {
        notes.add(note);
        return new Target(FieldType.of(kind, name), Fidelity.WIDENED);
    }

    private static Target decimal(FieldType source, List<String> notes) {
        int precision = source.precision().orElse(0);
        int scale = source.scale().orElse(0);
        if (precision >= 1 && precision <= GREATEST_PRECISION && scale >= 0 && scale <= precision) {
            return new Target(
                    FieldType.decimal(precision, scale, "decimal(" + precision + "," + scale + ")"), Fidelity.EXACT);
        }
        int kept = source.precision().isPresent() ? Math.max(0, Math.min(scale, GREATEST_PRECISION)) : USUAL_SCALE;
        notes.add("the server keeps " + GREATEST_PRECISION + " digits, here " + kept
                + " of them behind the point; a number with more is rejected");
        return new Target(
                FieldType.decimal(GREATEST_PRECISION, kept, "decimal(" + GREATEST_PRECISION + "," + kept + ")"),
                Fidelity.LOSSY);
    }

    /** The server counts UTF-16 units: a character outside of the first plane takes two. */
    private static Target text(FieldType source, List<String> notes) {
        int length = source.precision().orElse(0);
        if (length < 1) {
            return exact(Kind.TEXT, "nvarchar(max)");
        } else if (2L * length > LONGEST_NVARCHAR) {
            return widened(
                    Kind.TEXT, "nvarchar(max)", "the server does not limit texts to " + length + " characters", notes);
        }
        notes.add("the server counts characters beyond U+FFFF twice, so that there is room for twice as many");
        return new Target(FieldType.sized(Kind.TEXT, 2 * length, "nvarchar(" + 2 * length + ")"), Fidelity.WIDENED);
    }

    private static Target bytes(FieldType source, List<String> notes) {
        int length = source.precision().orElse(0);
        if (length < 1) {
            return exact(Kind.BYTES, "varbinary(max)");
        }
        return length <= LONGEST_BYTES
                ? new Target(FieldType.sized(Kind.BYTES, length, "varbinary(" + length + ")"), Fidelity.EXACT)
                : widened(Kind.BYTES, "varbinary(max)", "the server does not limit bytes to " + length, notes);
    }

    private static Target temporal(FieldType source, Kind kind, String name, List<String> notes) {
        int digits = source.precision().orElse(FINEST);
        int kept = Math.max(0, Math.min(digits, FINEST));
        FieldType type = new FieldType(
                kind, OptionalInt.of(kept), OptionalInt.empty(), Optional.empty(), name + "(" + kept + ")");
        if (digits > FINEST) {
            notes.add("the server keeps steps of 100 nanoseconds; a value with more digits is rejected");
            return new Target(type, Fidelity.LOSSY);
        }
        return new Target(type, Fidelity.EXACT);
    }

    private static Field withGeneration(Field field, List<String> notes) {
        return switch (field.generation()) {
            case NONE -> field;
            case COMPUTED -> {
                notes.add("the values are kept, but no longer computed");
                yield field.withGeneration(Field.Generation.NONE);
            }
            case IDENTITY -> {
                boolean fits = field.type().kind() == Kind.INT32 || field.type().kind() == Kind.INT64;
                if (!fits) {
                    notes.add("only whole numbers can be numbered by the server");
                }
                yield field.withGeneration(fits ? Field.Generation.IDENTITY : Field.Generation.NONE);
            }
        };
    }

    private static Optional<DefaultValue> defaultOf(Field field, List<String> notes) {
        if (field.defaultValue().isEmpty() || field.generation() == Field.Generation.IDENTITY) {
            return Optional.empty();
        }
        DefaultValue value = field.defaultValue().get();
        boolean understood = !(value instanceof DefaultValue.Expression expression)
                || isOwn(field.type()) && Defaults.isSafe(expression.text());
        Optional<DefaultValue> held = FieldCheck.heldDefault(field)
                .filter(each ->
                        understood && Defaults.render(each, field.type().kind()).isPresent());
        if (held.isEmpty()) {
            notes.add("the default is not carried over: " + describe(value));
        }
        return held;
    }

    private static String describe(DefaultValue value) {
        if (value instanceof DefaultValue.Expression expression) {
            return expression.text();
        }
        return value instanceof DefaultValue.Constant constant
                ? constant.value().toString() + " is not of the column's type"
                : "the current time is not of the column's type";
    }
}
