package dev.naust.storage;

import dev.naust.api.store.Filter;
import java.util.Set;
import java.util.TreeSet;

/** What conditions are about. */
final class Filters {
    private Filters() {}

    /** The fields that a condition looks at. */
    static Set<String> fields(Filter filter) {
        Set<String> fields = new TreeSet<>();
        collect(filter, fields);
        return fields;
    }

    private static void collect(Filter filter, Set<String> fields) {
        if (filter instanceof Filter.Comparison comparison) {
            fields.add(comparison.field());
        } else if (filter instanceof Filter.In in) {
            fields.add(in.field());
        } else if (filter instanceof Filter.Contains contains) {
            fields.add(contains.field());
        } else if (filter instanceof Filter.IsNull isNull) {
            fields.add(isNull.field());
        } else if (filter instanceof Filter.And and) {
            and.parts().forEach(part -> collect(part, fields));
        } else if (filter instanceof Filter.Or or) {
            or.parts().forEach(part -> collect(part, fields));
        } else if (filter instanceof Filter.Not not) {
            collect(not.part(), fields);
        }
    }
}
