package dev.naust.migration.shape;

import dev.naust.api.store.Filter;
import java.util.List;

/** Tells whether a filter looks at a field. */
final class Mentions {
    private Mentions() {}

    static boolean field(Filter filter, String name) {
        if (filter instanceof Filter.And and) {
            return any(and.parts(), name);
        } else if (filter instanceof Filter.Or or) {
            return any(or.parts(), name);
        } else if (filter instanceof Filter.Not not) {
            return field(not.part(), name);
        } else if (filter instanceof Filter.Comparison each) {
            return each.field().equals(name);
        } else if (filter instanceof Filter.In in) {
            return in.field().equals(name);
        } else if (filter instanceof Filter.Contains contains) {
            return contains.field().equals(name);
        }
        return filter instanceof Filter.IsNull isNull && isNull.field().equals(name);
    }

    private static boolean any(List<Filter> parts, String name) {
        return parts.stream().anyMatch(part -> field(part, name));
    }
}
