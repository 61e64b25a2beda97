package dev.naust.api.model;

import java.util.List;

/**
 * A reference from fields of one collection to a key of another.
 *
 * @param name its name in the store; may be empty
 * @param fields the referring fields
 * @param target the collection referred to
 * @param targetFields the fields referred to, as many as {@code fields}
 * @param broken how many records refer to nothing, where the store has looked; such a key can be carried over only unproven
 */
public record ForeignKey(
        String name,
        List<String> fields,
        DatasetId target,
        List<String> targetFields,
        Action onDelete,
        Action onUpdate,
        long broken) {

    /** What happens to referring records when the record referred to changes. */
    public enum Action {
        NO_ACTION,
        RESTRICT,
        CASCADE,
        SET_NULL,
        SET_DEFAULT
    }

    public ForeignKey {
        fields = List.copyOf(fields);
        targetFields = List.copyOf(targetFields);
    }
}
