package dev.naust.postgres.catalogue;

import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.TypeMapper;
import dev.naust.postgres.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says how PostgreSQL would hold fields of other stores; what came from PostgreSQL is declared again word for word. */
public final class PostgresTypes implements TypeMapper {
    private static final int GREATEST_PRECISION = 1000;
    private static final int LONGEST_VARCHAR = 10_485_760;
    private static final int MICROSECONDS = 6;
    private static final Pattern LIMITED =
            Pattern.compile("([a-z ]+?)\\(([0-9]+)(?:,(-?[0-9]+))?\\)( with(?:out)? time zone)?");

    /** Interval data with only some fields (PostgreSQL manual, 8.5.4). */
    private static final Pattern PART_OF_INTERVAL = Pattern.compile(
            "interval (?:year|month|day|hour|minute|second)" + "(?: to (?:month|hour|minute|second))?(?:\\([0-6]\\))?");

    private static final Set<String> SAFE_EXPRESSIONS = Set.of("gen_random_uuid()", "uuidv4()", "uuidv7()");

    private final Supplier<Map<String, ColumnType>> known;

    /** @param known the server's types by name, asked for when first needed */
    public PostgresTypes(Supplier<Map<String, ColumnType>> known) {
        this.known = known;
    }

    @Override
    public Mapping plan(Field source) {
        List<String> notes = new ArrayList<>();
        Target target =
                isOwn(source.type()) ? new Target(source.type(), Fidelity.EXACT) : translate(source.type(), notes);
        Field field = withGeneration(source.withType(target.type()), notes);
        Field planned = field.withDefault(defaultOf(field, notes));
        Fidelity fidelity =
                target.fidelity() == Fidelity.EXACT && !notes.isEmpty() ? Fidelity.WIDENED : target.fidelity();
        if (isFiner(source.type(), target.type())) {
            notes.add("a value with more than six digits of a second is rejected");
        }
        return new Mapping(planned, fidelity, String.join("; ", notes));
    }

    /** Whether the source may have times that are finer than microseconds, and does not say. */
    private static boolean isFiner(FieldType source, FieldType target) {
        boolean time =
                target.kind() == Kind.TIME || target.kind() == Kind.LOCAL_TIMESTAMP || target.kind() == Kind.MOMENT;
        return time && source.precision().isEmpty() && !source.equals(target);
    }

    /** What a type becomes. */
    private record Target(FieldType type, Fidelity fidelity) {}

    /** Whether the type is one that this provider described, on a server that has it. */
    private boolean isOwn(FieldType type) {
        String name = type.nativeType();
        if (name.isEmpty() || !name.equals(name.toLowerCase(java.util.Locale.ROOT)) && !name.contains("\"")) {
            return false;
        }
        if (type.kind() == Kind.ARRAY) {
            return name.endsWith("[]") && type.element().filter(this::isOwn).isPresent();
        }
        if (type.kind() == Kind.EXTENSION && name.endsWith("[]")) {
            String element = name.substring(0, name.length() - 2);
            return known.get().containsKey(element) || isOwn(FieldType.of(Kind.EXTENSION, element));
        }
        if (PART_OF_INTERVAL.matcher(name).matches()) {
            return type.kind() == Kind.EXTENSION;
        }
        Matcher limited = LIMITED.matcher(name);
        if (limited.matches()) {
            return isOwnLimited(type, limited);
        }
        if (name.equals(ColumnType.FLOAT4)) {
            return type.kind() == Kind.FLOAT64;
        }
        // "real" is a number of eight bytes to others, "character" one of any length.
        if (name.equals("real")
                || name.equals("character")
                || name.equals("numeric") && type.precision().isPresent()) {
            return false;
        }
        ColumnType own = known.get().get(name);
        return own != null && own.fieldType().kind() == type.kind();
    }

    private boolean isOwnLimited(FieldType type, Matcher limited) {
        int limit = limited.group(2).length() > 8 ? Integer.MAX_VALUE : Integer.parseInt(limited.group(2));
        String suffix = limited.group(4) == null ? "" : limited.group(4);
        return switch (limited.group(1) + suffix) {
            case "numeric" ->
                type.kind() == Kind.DECIMAL
                        && type.precision().equals(OptionalInt.of(limit))
                        && limit <= GREATEST_PRECISION
                        && limited.group(3) != null
                        && type.scale().equals(OptionalInt.of(Integer.parseInt(limited.group(3))));
            case "character varying", "character" ->
                type.kind() == Kind.TEXT && type.precision().equals(OptionalInt.of(limit)) && limit <= LONGEST_VARCHAR;
            case "time without time zone" -> type.kind() == Kind.TIME && limit <= MICROSECONDS;
            case "timestamp without time zone" -> type.kind() == Kind.LOCAL_TIMESTAMP && limit <= MICROSECONDS;
            case "timestamp with time zone" -> type.kind() == Kind.MOMENT && limit <= MICROSECONDS;
            case "bit", "bit varying", "interval", "time with time zone" -> type.kind() == Kind.EXTENSION;
            default -> false;
        };
    }

    private Target translate(FieldType source, List<String> notes) {
        return switch (source.kind()) {
            case NULL -> widened(Kind.TEXT, "text", "no value has been seen, so that any text is allowed", notes);
            case BOOL -> exact(Kind.BOOL, "boolean");
            case INT32 -> exact(Kind.INT32, "integer");
            case INT64 -> exact(Kind.INT64, "bigint");
            case FLOAT64 -> exact(Kind.FLOAT64, "double precision");
            case DECIMAL -> decimal(source, notes);
            case TEXT -> text(source, notes);
            case BYTES -> bytes(source, notes);
            case UUID -> exact(Kind.UUID, "uuid");
            case DATE -> exact(Kind.DATE, "date");
            case TIME -> temporal(source, "time", " without time zone", notes);
            case LOCAL_TIMESTAMP -> temporal(source, "timestamp", " without time zone", notes);
            case MOMENT -> temporal(source, "timestamp", " with time zone", notes);
            case OFFSET_TIMESTAMP -> {
                notes.add("the offset is not kept: only values at offset zero stay exactly themselves");
                yield new Target(FieldType.of(Kind.MOMENT, "timestamp with time zone"), Fidelity.LOSSY);
            }
            case JSON -> exact(Kind.JSON, "json");
            case DOCUMENT -> widened(Kind.JSON, "json", "documents become JSON texts", notes);
            case ARRAY -> array(source, notes);
            case EXTENSION ->
                widened(
                        Kind.TEXT,
                        "text",
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
        if (source.precision().isEmpty()) {
            return exact(Kind.DECIMAL, "numeric");
        }
        int precision = source.precision().getAsInt();
        int scale = source.scale().orElse(0);
        if (precision < 1 || precision > GREATEST_PRECISION || scale < 0 || scale > precision) {
            return widened(Kind.DECIMAL, "numeric", "PostgreSQL does not limit numbers to " + source.describe(), notes);
        }
        return new Target(
                FieldType.decimal(precision, scale, "numeric(" + precision + "," + scale + ")"), Fidelity.EXACT);
    }

    private static Target text(FieldType source, List<String> notes) {
        int length = source.precision().orElse(0);
        if (length < 1) {
            return exact(Kind.TEXT, "text");
        } else if (length > LONGEST_VARCHAR) {
            return widened(Kind.TEXT, "text", "PostgreSQL does not limit texts to " + length + " characters", notes);
        }
        return new Target(FieldType.sized(Kind.TEXT, length, "character varying(" + length + ")"), Fidelity.EXACT);
    }

    private static Target bytes(FieldType source, List<String> notes) {
        return source.precision().isEmpty()
                ? exact(Kind.BYTES, "bytea")
                : widened(
                        Kind.BYTES,
                        "bytea",
                        "PostgreSQL does not limit bytes to "
                                + source.precision().getAsInt(),
                        notes);
    }

    private static Target temporal(FieldType source, String name, String zone, List<String> notes) {
        OptionalInt digits = source.precision();
        if (digits.isPresent() && digits.getAsInt() < MICROSECONDS && digits.getAsInt() >= 0) {
            return new Target(
                    new FieldType(
                            source.kind(),
                            digits,
                            OptionalInt.empty(),
                            Optional.empty(),
                            name + "(" + digits.getAsInt() + ")" + zone),
                    Fidelity.EXACT);
        }
        if (digits.isPresent() && digits.getAsInt() > MICROSECONDS) {
            notes.add("PostgreSQL keeps microseconds; a value with more digits is rejected");
            return new Target(FieldType.of(source.kind(), name + zone), Fidelity.LOSSY);
        }
        return exact(source.kind(), name + zone);
    }

    private Target array(FieldType source, List<String> notes) {
        Optional<Target> element = source.element()
                .filter(type -> isScalar(type.kind()))
                .map(type -> isOwn(type) ? new Target(type, Fidelity.EXACT) : translate(type, notes))
                .filter(target -> target.type().kind() == source.element().get().kind());
        return element.map(target ->
                        new Target(FieldType.array(target.type(), declared(target.type()) + "[]"), target.fidelity()))
                .orElseGet(() -> widened(Kind.JSON, "json", "arrays of this form become JSON texts", notes));
    }

    private static String declared(FieldType type) {
        return type.nativeType().equals(ColumnType.FLOAT4) ? "real" : type.nativeType();
    }

    private static boolean isScalar(Kind kind) {
        return switch (kind) {
            case BOOL, INT32, INT64, FLOAT64, DECIMAL, TEXT, BYTES, UUID, DATE, TIME, LOCAL_TIMESTAMP, MOMENT -> true;
            case NULL, OFFSET_TIMESTAMP, JSON, ARRAY, DOCUMENT, EXTENSION -> false;
        };
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
        boolean understood =
                !(value instanceof DefaultValue.Expression expression) || SAFE_EXPRESSIONS.contains(expression.text());
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
