package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.SchemaEditing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hands out names that a target can hold, each only once within one scope: its collections and indexes where they lie in one place,
 * or one collection's fields.
 */
final class Names {
    private final SchemaEditing target;
    private final List<DatasetId> taken = new ArrayList<>();

    Names(SchemaEditing target) {
        this.target = target;
    }

    /** Marks the name of a collection that is there already. */
    void reserve(DatasetId collection) {
        taken.add(collection);
    }

    /** A field's name as the target can hold it, numbered when it is taken. */
    String claim(String wanted) {
        return claim(List.of(), wanted);
    }

    /**
     * The name of a collection or an index as the target can hold it, numbered when it is taken there.
     *
     * @param place the part of the collection's path that it stands in, such as a schema; empty where the target has no such thing
     */
    String claim(List<String> place, String wanted) {
        DatasetId name = within(place, target.fit(wanted));
        for (int n = 2; isTaken(name); n++) {
            name = within(place, target.fit(shortened(wanted, n) + "_" + n));
        }
        taken.add(name);
        return name.name();
    }

    /** What a collection stands in. */
    static List<String> place(DatasetId collection) {
        return collection.path().subList(0, collection.path().size() - 1);
    }

    private static DatasetId within(List<String> place, String name) {
        List<String> path = new ArrayList<>(place);
        path.add(name);
        return new DatasetId(path);
    }

    private boolean isTaken(DatasetId name) {
        return taken.stream().anyMatch(other -> isSame(other.path(), name.path()));
    }

    private boolean isSame(List<String> a, List<String> b) {
        return a.size() == b.size() && IntStream.range(0, a.size()).allMatch(i -> target.sameName(a.get(i), b.get(i)));
    }

    /** Leaves room for the number, so that cutting a long name does not cut the number off. */
    private String shortened(String wanted, int n) {
        String suffix = "_" + n;
        String base = target.fit(wanted);
        while (base.length() > 1 && !target.fit(base + suffix).endsWith(suffix)) {
            base = base.substring(0, base.offsetByCodePoints(base.length(), -1));
        }
        return base;
    }
}
