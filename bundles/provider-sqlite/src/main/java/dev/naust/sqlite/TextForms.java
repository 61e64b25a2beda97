package dev.naust.sqlite;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts in which forms a column keeps its values, where a kind is kept as text: dates, times, UUIDs, long decimals, JSON. For
 * one column and one thread.
 */
final class TextForms {
    private static final int DATE = 10;
    private static final int SECONDS = 19;
    private static final int MICROSECONDS = 6;
    private static final int NANOSECONDS = 9;

    private final Field field;
    private final boolean temporal;
    /** By the kinds' places: a map would make an object for each value that is counted. */
    private final long[] counts = new long[Kind.values().length];

    private final Map<Kind, String> examples = new EnumMap<>(Kind.class);
    private long withLetterT;
    private int fraction;

    TextForms(Field field) {
        this.field = field;
        this.temporal = isTemporal(field.type().kind());
    }

    private static boolean isTemporal(Kind kind) {
        return kind != Kind.UUID && kind != Kind.DECIMAL && kind != Kind.JSON;
    }

    /** Whether a column's values are to be looked at one by one. */
    static boolean concerns(Field field) {
        return switch (field.type().kind()) {
            case DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP, UUID, JSON -> true;
            case DECIMAL -> !Affinity.of(field.type().nativeType()).turnsTextIntoNumbers();
            default -> false;
        };
    }

    /** A number or bytes, where text was expected; a number is JSON or a decimal all the same. */
    void addOther(Kind kind, String example) {
        boolean number = kind == Kind.INT64 || kind == Kind.FLOAT64;
        Kind declared = field.type().kind();
        count(number && (declared == Kind.JSON || declared == Kind.DECIMAL) ? declared : kind, example);
    }

    /** A fraction, where text was expected; an infinite one is no decimal. */
    void addReal(double number) {
        if (Double.isInfinite(number)) {
            count(Kind.FLOAT64, Double.toString(number));
        } else {
            addOther(Kind.FLOAT64, Double.toString(number));
        }
    }

    void addText(byte[] text) {
        Kind kind =
                temporal ? temporalKind(text) : Cells.ofText(text, field.type()).kind();
        if (kind == Kind.LOCAL_TIMESTAMP) {
            withLetterT += text[DATE] == 'T' ? 1 : 0;
            fraction = Math.max(fraction, text.length - SECONDS - 1);
        }
        if (counts[kind.ordinal()]++ == 0) {
            examples.put(kind, "'" + abbreviated(Text.ofUtf8(text).string()) + "'");
        }
    }

    /** Adds what was counted of the same column's later values. */
    void add(TextForms later) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += later.counts[i];
        }
        later.examples.forEach(examples::putIfAbsent);
        withLetterT += later.withLetterT;
        fraction = Math.max(fraction, later.fraction);
    }

    private void count(Kind kind, String example) {
        counts[kind.ordinal()]++;
        examples.putIfAbsent(kind, example);
    }

    private static Kind temporalKind(byte[] text) {
        Kind plain = IsoText.plainKind(text);
        return plain != Kind.TEXT ? plain : unusualKind(text);
    }

    private static Kind unusualKind(byte[] text) {
        Optional<Value> value = text.length == DATE ? IsoText.date(text) : Optional.empty();
        if (value.isEmpty()) {
            value = Stream.<Supplier<Optional<Value>>>of(
                            () -> IsoText.localTimestamp(text),
                            () -> IsoText.moment(text),
                            () -> IsoText.time(text),
                            () -> IsoText.date(text),
                            () -> IsoText.offsetTimestamp(text))
                    .map(Supplier::get)
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        return value.map(Value::kind).orElse(Kind.TEXT);
    }

    /** The declared type, when all values are of its kind; else the one kind that they are all of, or what holds them all. */
    FieldType judged() {
        FieldType declared = field.type();
        Set<Kind> found = examples.keySet();
        if (found.isEmpty() || isOnly(declared.kind())) {
            return finer(declared);
        }
        String name = declared.nativeType();
        if (found.size() == 1) {
            return finer(FieldType.of(found.iterator().next(), name));
        } else if (found.contains(Kind.BYTES)) {
            return FieldType.of(Kind.BYTES, name);
        }
        boolean numbers = found.stream().allMatch(kind -> kind == Kind.INT64 || kind == Kind.FLOAT64);
        return FieldType.of(numbers ? Kind.DECIMAL : Kind.TEXT, name);
    }

    /** Whether {@link #judged()} is what is declared, and there is nothing to say about it. */
    boolean isAsDeclared() {
        return examples.isEmpty()
                || isOnly(field.type().kind()) && withLetterT == 0 && finer(field.type()) == field.type();
    }

    private boolean isOnly(Kind kind) {
        return examples.size() == 1 && examples.containsKey(kind);
    }

    /** Most stores keep microseconds; a column with more is said to have them. */
    private FieldType finer(FieldType type) {
        return fraction > MICROSECONDS && type.kind() == Kind.LOCAL_TIMESTAMP
                ? new FieldType(
                        type.kind(),
                        OptionalInt.of(NANOSECONDS),
                        OptionalInt.empty(),
                        Optional.empty(),
                        type.nativeType())
                : type;
    }

    /** What was found, when it is not what is declared; null when there is nothing to say. */
    @Nullable
    String finding() {
        if (examples.isEmpty()) {
            return null;
        } else if (isOnly(field.type().kind())) {
            return withLetterT == 0
                    ? null
                    : withLetterT + " values have the letter T between date and time; they are read as the same times.";
        }
        Kind odd = examples.keySet().stream()
                .filter(kind -> kind != field.type().kind())
                .max(Comparator.comparingLong(kind -> counts[kind.ordinal()]))
                .orElseThrow();
        long all = LongStream.of(counts).sum();
        return counts[odd.ordinal()] + " of " + all + " values declared "
                + field.type().nativeType() + " are "
                + Findings.plural(odd) + ", such as " + examples.get(odd) + "; the column is read as "
                + judged().describe() + ".";
    }

    static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
