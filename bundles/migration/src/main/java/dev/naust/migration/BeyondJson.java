package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which fields hold documents or arrays that become JSON, with values inside for which JSON has no form, such as times, bytes
 * and NaN. These are kept as their text, which nothing read back can tell from a text. For one thread.
 */
final class BeyondJson {
    private static final int SHOWN = 60;

    private final Map<String, Found> found = new LinkedHashMap<>();

    private record Found(long records, String example) {}

    /** Looks at a value and what became of it. */
    void see(String field, Value was, Value is) {
        boolean structured = was.kind() == Kind.DOCUMENT || was.kind() == Kind.ARRAY;
        if (structured && (is.kind() == Kind.JSON || is.kind() == Kind.TEXT)) {
            first(was)
                    .ifPresent(example -> found.merge(
                            field, new Found(1, example), (a, b) -> new Found(a.records() + 1, a.example())));
        }
    }

    /** Whether the field holds such values. */
    boolean in(String field) {
        return found.containsKey(field);
    }

    /** A sentence for each such field. */
    List<String> sentences(String collection, long looked) {
        return found.entrySet().stream()
                .map(each -> each.getValue().records() + " of " + looked + " records of " + collection
                        + " that were looked at hold values in " + each.getKey()
                        + " that JSON has no form for, such as "
                        + each.getValue().example()
                        + ": they become texts, and what is proven is these texts")
                .toList();
    }

    private static Optional<String> first(Value value) {
        return switch (value.kind()) {
            case NULL, BOOL, INT32, INT64, DECIMAL, TEXT, JSON -> Optional.empty();
            case FLOAT64 -> Double.isFinite(((Value.Float64) value).number()) ? Optional.empty() : shown(value);
            case BYTES, UUID, DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP, EXTENSION -> shown(value);
            case ARRAY ->
                ((Value.Array) value)
                        .items().stream()
                                .map(BeyondJson::first)
                                .flatMap(Optional::stream)
                                .findFirst();
            case DOCUMENT -> first((Document) value);
        };
    }

    private static Optional<String> first(Document document) {
        return IntStream.range(0, document.size())
                .mapToObj(at -> first(document.at(at)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> shown(Value value) {
        String text = value.toString();
        String kind = value instanceof Value.Extension extension
                ? extension.nativeType()
                : value.kind().name();
        String begun = text.length() <= SHOWN ? text : text.substring(0, text.offsetByCodePoints(0, SHOWN / 2)) + "…";
        return Optional.of(begun + " (" + kind + ")");
    }
}
