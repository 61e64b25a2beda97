package dev.naust.api.model;

import java.util.List;
import java.util.Objects;

/**
 * The name of a collection inside its store: a table (with its schema where the store has several), a MongoDB collection, a
 * Redis key prefix, a folder.
 *
 * @param path the parts from the outside in, such as {@code [public, Album]}; names are kept exactly, case included
 */
public record DatasetId(List<String> path) implements Comparable<DatasetId> {
    public DatasetId {
        path = List.copyOf(path);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("A collection's name needs at least one part");
        }
    }

    /** The id with these parts. */
    public static DatasetId of(String... path) {
        return new DatasetId(List.of(path));
    }

    /** The innermost part. */
    public String name() {
        return path.get(path.size() - 1);
    }

    /** The parts joined with dots, for people. */
    @Override
    public String toString() {
        return String.join(".", path);
    }

    @Override
    public int compareTo(DatasetId other) {
        Objects.requireNonNull(other);
        int common = Math.min(path.size(), other.path.size());
        for (int i = 0; i < common; i++) {
            int order = path.get(i).compareTo(other.path.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(path.size(), other.path.size());
    }
}
