package dev.naust.migration;

import dev.naust.api.store.SchemaEditing;
import java.util.ArrayList;
import java.util.List;

/** Hands out names that a target can hold, each only once within one scope: its collections and indexes, or one's fields. */
final class Names {
    private final SchemaEditing target;
    private final List<String> taken = new ArrayList<>();

    Names(SchemaEditing target) {
        this.target = target;
    }

    /** Marks a name that is there already. */
    void reserve(String name) {
        taken.add(name);
    }

    /** The name as the target can hold it, numbered when it is taken. */
    String claim(String wanted) {
        String name = target.fit(wanted);
        for (int n = 2; isTaken(name); n++) {
            name = target.fit(shortened(wanted, n) + "_" + n);
        }
        taken.add(name);
        return name;
    }

    private boolean isTaken(String name) {
        return taken.stream().anyMatch(other -> target.sameName(other, name));
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
