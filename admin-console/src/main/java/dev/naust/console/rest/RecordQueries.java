package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.console.web.ProblemException;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what an address asks of a collection's records: their order, and which of their fields. */
final class RecordQueries {
    private static final int MOST_SORTED = 10;
    private static final int MOST_FIELDS = 1_000;

    private RecordQueries() {}

    /** The order that is asked for; empty for the store's own. */
    static List<Sort> sort(Context request, Schema schema) {
        String text = request.queryParam("sort");
        if (text == null || text.isBlank()) {
            return List.of();
        }
        List<Sort> sort = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            boolean down = part.startsWith("-");
            String name = down ? part.substring(1) : part;
            boolean open = schema.shape() != Shape.TABLE;
            if (name.isEmpty() || !open && schema.field(name).isEmpty() || sort.size() == MOST_SORTED) {
                throw new ProblemException(
                        422,
                        "sort.invalid",
                        "sort takes at most ten fields of the collection with commas between them, each with - before it"
                                + " for the largest first; \"" + FieldValues.shown(name) + "\" is none.");
            }
            sort.add(new Sort(name, down));
        }
        return sort;
    }

    /** The fields that are wanted, the key's always among them; empty for all. */
    static List<String> fields(Context request, Schema schema) {
        String text = request.queryParam("fields");
        if (text == null || text.isBlank()) {
            return List.of();
        }
        Set<String> wanted = new LinkedHashSet<>(schema.key());
        for (String name : text.split(",", -1)) {
            boolean declared = schema.field(name).isPresent();
            boolean open = schema.shape() != Shape.TABLE && !name.isEmpty();
            if (!declared && !open && !name.equals(RecordIds.ID) || wanted.size() == MOST_FIELDS) {
                throw new ProblemException(
                        422,
                        "fields.invalid",
                        "fields takes at most " + MOST_FIELDS + " fields of the collection with commas between them; \""
                                + FieldValues.shown(name) + "\" is none.");
            }
            if (declared || open) {
                wanted.add(name);
            }
        }
        return List.copyOf(wanted);
    }

    /** A record's fields of these names. */
    static Document only(Document item, List<String> fields) {
        Map<String, Value> wanted = new LinkedHashMap<>();
        fields.forEach(name -> item.get(name).ifPresent(value -> wanted.put(name, value)));
        return Document.of(wanted);
    }
}
