package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Changes lists of objects inside of kept reports. Holds no state. */
final class Lists {
    private Lists() {}

    /** The document without those objects of a list; the same where it has no such list or nothing goes. */
    static Document without(Document document, String list, Predicate<Document> gone) {
        return changed(
                document,
                list,
                items -> items.stream()
                        .filter(item -> !(item instanceof Document inner && gone.test(inner)))
                        .toList());
    }

    /** The document with other objects in a list. */
    static Document each(Document document, String list, UnaryOperator<Document> how) {
        return changed(
                document,
                list,
                items -> items.stream()
                        .map(item -> item instanceof Document inner ? how.apply(inner) : item)
                        .toList());
    }

    private static Document changed(Document document, String list, UnaryOperator<List<Value>> how) {
        return document.get(list)
                .filter(Value.Array.class::isInstance)
                .map(array -> document.with(list, new Value.Array(how.apply(((Value.Array) array).items()))))
                .orElse(document);
    }
}
