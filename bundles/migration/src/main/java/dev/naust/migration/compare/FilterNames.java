package dev.naust.migration.compare;

import dev.naust.api.store.Filter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a filter anew with another store's field names. */
final class FilterNames {
    private final Map<String, String> names;
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> unknown = new LinkedHashSet<>();

    FilterNames(Map<String, String> names) {
        this.names = names;
    }

    Filter of(Filter filter) {
        if (filter instanceof Filter.Comparison each) {
            return new Filter.Comparison(name(each.field()), each.operator(), each.value());
        }
        if (filter instanceof Filter.In each) {
            return new Filter.In(name(each.field()), each.values());
        }
        if (filter instanceof Filter.Contains each) {
            return new Filter.Contains(name(each.field()), each.part());
        }
        if (filter instanceof Filter.IsNull each) {
            return new Filter.IsNull(name(each.field()));
        }
        if (filter instanceof Filter.And each) {
            return new Filter.And(all(each.parts()));
        }
        if (filter instanceof Filter.Or each) {
            return new Filter.Or(all(each.parts()));
        }
        return new Filter.Not(of(((Filter.Not) filter).part()));
    }

    /** The fields that the filters looked at and that have another name. */
    Set<String> used() {
        return used;
    }

    /** The fields that the filters looked at and that have none. */
    Set<String> unknown() {
        return unknown;
    }

    private List<Filter> all(List<Filter> parts) {
        return parts.stream().map(this::of).toList();
    }

    private String name(String field) {
        String other = names.get(field);
        (other == null ? unknown : used).add(field);
        return other == null ? field : other;
    }
}
