package dev.naust.console.form;

import dev.naust.api.model.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a browser sent of a form. Besides the fields, whose names are JSON pointers, there are marks about them, whose names begin
 * with a word and a blank.
 */
public final class Sent {
    private static final String WAY = "way ";
    private static final String EXPLICIT = "set ";
    private static final String CLEARED = "clear ";
    private static final String UNKNOWN = "unknown ";

    private final Map<String, List<String>> fields;
    private final Map<String, Value> kept;

    /**
     * @param fields all values by name; the last of a name counts, because a ticked box comes behind its own hidden "false"
     * @param kept secrets that were entered or stored before, by place
     */
    public Sent(Map<String, List<String>> fields, Map<String, Value> kept) {
        this.fields = fields;
        this.kept = kept;
    }

    /** The name of the mark that says which way was chosen at a place. */
    static String way(String pointer) {
        return WAY + pointer;
    }

    /** The name under which a value is sent that no schema knows. */
    public static String unknown(String pointer) {
        return UNKNOWN + pointer;
    }

    Optional<String> text(String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(values.get(values.size() - 1).strip()).filter(text -> !text.isEmpty());
    }

    /** The way that was chosen at a place. */
    public OptionalInt chosenWay(String pointer) {
        return text(WAY + pointer)
                .filter(text -> text.matches("[0-9]{1,3}"))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElseGet(OptionalInt::empty);
    }

    /** Whether anything was sent of a place or of what is in it. */
    boolean has(String pointer) {
        return fields.keySet().stream()
                .map(Sent::place)
                .anyMatch(place -> place.equals(pointer) || place.startsWith(pointer + "/"));
    }

    boolean isExplicit(String pointer) {
        return fields.containsKey(EXPLICIT + pointer);
    }

    boolean isCleared(String pointer) {
        return fields.containsKey(CLEARED + pointer);
    }

    Map<String, Value> kept() {
        return kept;
    }

    Optional<Value> kept(String pointer) {
        return Optional.ofNullable(kept.get(pointer));
    }

    /** The place that a field or a mark is about. */
    public static String place(String name) {
        return name.startsWith("/") ? name : name.substring(name.indexOf(' ') + 1);
    }

    /** The names of the members of a place of which anything was sent. */
    Set<String> members(String pointer) {
        Set<String> members = new LinkedHashSet<>();
        for (String name : fields.keySet()) {
            String place = place(name);
            if (place.startsWith(pointer + "/")) {
                int end = place.indexOf('/', pointer.length() + 1);
                String member = end < 0 ? place : place.substring(0, end);
                members.add(Pointer.name(member));
            }
        }
        return members;
    }

    /** The places of this object's members that no schema knows. */
    List<String> unknownIn(String pointer) {
        return fields.keySet().stream()
                .filter(name -> name.startsWith(UNKNOWN))
                .map(name -> name.substring(UNKNOWN.length()))
                .filter(place -> place.startsWith("/") && Pointer.parent(place).equals(pointer))
                .toList();
    }

    /** The index of a list's next row: behind all that were sent. */
    public int nextIndex(String pointer) {
        return members(pointer).stream()
                        .filter(name -> name.matches("[0-9]{1,6}"))
                        .mapToInt(Integer::parseInt)
                        .max()
                        .orElse(-1)
                + 1;
    }
}
