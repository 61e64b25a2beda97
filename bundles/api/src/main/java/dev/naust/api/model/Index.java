package dev.naust.api.model;

import java.util.List;

/**
 * An index over fields of one collection, or a uniqueness rule.
 *
 * @param name its name in the store; unique within the store in most technologies
 * @param unique whether no two records may agree in all parts (nulls never agree)
 * @param constraint whether it was declared as a UNIQUE constraint and not as an index
 */
public record Index(String name, boolean unique, boolean constraint, List<Part> parts) {

    /** One field of an index. */
    public record Part(String field, boolean descending) {}

    public Index {
        parts = List.copyOf(parts);
    }

    /** The names of the fields. */
    public List<String> fields() {
        return parts.stream().map(Part::field).toList();
    }
}
