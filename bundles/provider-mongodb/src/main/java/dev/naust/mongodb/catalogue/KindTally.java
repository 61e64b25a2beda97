package dev.naust.mongodb.catalogue;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.mongodb.bson.Form;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one field holds, over many documents: how often, and of which kinds. */
final class KindTally {
    private static final long EXACT_IN_DOUBLES = 1L << 53;

    private final Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
    private final Set<String> natives = new TreeSet<>();
    private final boolean isItem;
    private long seen;
    private boolean fitsDoubles = true;
    private boolean isWholeMilliseconds = true;
    private @Nullable KindTally items;

    KindTally() {
        this(false);
    }

    private KindTally(boolean isItem) {
        this.isItem = isItem;
    }

    void see(Value value) {
        seen++;
        kinds.merge(value.kind(), 1L, Long::sum);
        if (value instanceof Value.Extension extension) {
            natives.add(extension.nativeType());
        } else if (value instanceof Value.Int64 number && Math.abs(number.number()) > EXACT_IN_DOUBLES) {
            fitsDoubles = false;
        } else if (value instanceof Value.Moment moment && moment.instant().getNano() % 1_000_000 != 0) {
            isWholeMilliseconds = false;
        } else if (value instanceof Value.Array array && !isItem) {
            if (items == null) {
                items = new KindTally(true);
            }
            array.items().forEach(items::see);
        }
    }

    /** In how many documents the field was. */
    long seen() {
        return seen;
    }

    long nulls() {
        return kinds.getOrDefault(Kind.NULL, 0L);
    }

    /** Whether values are of kinds that no one kind holds. */
    boolean isMixed() {
        return type().nativeType().equals(Form.MIXED);
    }

    /** Whether values are of several kinds that one of them holds. */
    boolean isWidened() {
        return !isMixed() && kinds.size() - (kinds.containsKey(Kind.NULL) ? 1 : 0) > 1;
    }

    /** Kinds and how many values are of each, for people. */
    String shown() {
        return kinds.entrySet().stream()
                .filter(each -> each.getKey() != Kind.NULL)
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
    }

    /** The narrowest type that holds every value as it is. */
    FieldType type() {
        Set<Kind> found = new TreeSet<>(kinds.keySet());
        found.remove(Kind.NULL);
        if (found.isEmpty()) {
            return FieldType.of(Kind.NULL, "null");
        }
        if (found.size() == 1) {
            return single(found.iterator().next());
        }
        if (Set.of(Kind.INT32, Kind.INT64).containsAll(found)) {
            return FieldType.of(Kind.INT64, BsonTypes.name(Kind.INT64));
        }
        if (Set.of(Kind.INT32, Kind.INT64, Kind.DECIMAL).containsAll(found)) {
            return FieldType.of(Kind.DECIMAL, BsonTypes.name(Kind.DECIMAL));
        }
        if (fitsDoubles && Set.of(Kind.INT32, Kind.INT64, Kind.FLOAT64).containsAll(found)) {
            return FieldType.of(Kind.FLOAT64, BsonTypes.name(Kind.FLOAT64));
        }
        return FieldType.of(Kind.JSON, Form.MIXED);
    }

    private FieldType single(Kind kind) {
        return switch (kind) {
            case EXTENSION ->
                natives.size() == 1
                        ? FieldType.of(Kind.EXTENSION, natives.iterator().next())
                        : FieldType.of(Kind.JSON, Form.MIXED);
            case MOMENT ->
                isWholeMilliseconds
                        ? FieldType.sized(Kind.MOMENT, 3, BsonTypes.name(kind))
                        : FieldType.of(kind, BsonTypes.name(kind));
            case ARRAY -> array();
            default -> FieldType.of(kind, BsonTypes.name(kind));
        };
    }

    private FieldType array() {
        FieldType element = items == null ? FieldType.of(Kind.NULL) : items.type();
        return switch (element.kind()) {
            case BOOL, INT32, INT64, FLOAT64, DECIMAL, TEXT, UUID, MOMENT ->
                FieldType.array(element, BsonTypes.name(Kind.ARRAY));
            default -> FieldType.of(Kind.ARRAY, BsonTypes.name(Kind.ARRAY));
        };
    }
}
