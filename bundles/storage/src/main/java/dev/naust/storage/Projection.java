package dev.naust.storage;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository.Entry;
import dev.naust.api.service.DocumentRepository.Page;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ReadRequest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields that a query wants: no others are read where the collection declares them, and no others are handed out. */
final class Projection {
    private final Query query;
    private final Schema schema;

    Projection(Query query, Schema schema) {
        this.query = query;
        this.schema = schema;
    }

    /** What to read: the fields that are wanted and those that the answer depends on. */
    ReadRequest narrowed(ReadRequest request) {
        Set<String> needed = new LinkedHashSet<>(query.fields());
        needed.addAll(schema.key());
        query.sort().forEach(sort -> needed.add(sort.field()));
        query.filter().ifPresent(filter -> collect(filter, needed));
        List<Field> fields = schema.fields().stream()
                .filter(field -> needed.contains(field.name()))
                .toList();
        boolean all = query.fields().isEmpty() || fields.size() < needed.size();
        return all ? request : request.as(schema.withFields(fields));
    }

    private static void collect(Filter filter, Set<String> names) {
        if (filter instanceof Filter.Comparison comparison) {
            names.add(comparison.field());
        } else if (filter instanceof Filter.In in) {
            names.add(in.field());
        } else if (filter instanceof Filter.Contains contains) {
            names.add(contains.field());
        } else if (filter instanceof Filter.IsNull isNull) {
            names.add(isNull.field());
        } else if (filter instanceof Filter.And and) {
            and.parts().forEach(part -> collect(part, names));
        } else if (filter instanceof Filter.Or or) {
            or.parts().forEach(part -> collect(part, names));
        } else if (filter instanceof Filter.Not not) {
            collect(not.part(), names);
        }
    }

    Page cut(Page page) {
        return query.fields().isEmpty()
                ? page
                : new Page(page.items().stream().map(this::cut).toList(), page.nextCursor());
    }

    private Entry cut(Entry entry) {
        Map<String, Value> wanted = new LinkedHashMap<>();
        query.fields().forEach(name -> entry.body().get(name).ifPresent(value -> wanted.put(name, value)));
        return new Entry(entry.key(), Document.of(wanted), entry.version());
    }
}
