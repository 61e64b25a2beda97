package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest.Conflict;
import java.util.Map;

/** What a record is to be when one with its key is there already. */
final class Settlement {
    private Settlement() {}

    /**
     * The record after the policy. One that is left as it is, is {@code present} itself.
     *
     * @param there decides what overwriting means: in a collection of documents the whole document is replaced; a table's
     *     columns that the source does not have keep what they hold
     */
    static Document of(Conflict policy, Schema there, Document present, Document incoming) {
        return switch (policy) {
            case FAIL, SKIP, INTERACTIVE -> present;
            case OVERWRITE -> there.shape() == Shape.COLLECTION ? incoming : over(present, incoming, true);
            case MERGE -> over(present, incoming, false);
        };
    }

    private static Document over(Document present, Document incoming, boolean nulls) {
        Map<String, Value> fields = present.toMap();
        incoming.toMap().forEach((name, value) -> {
            if (nulls || value != Value.Null.NULL) {
                fields.put(name, value);
            }
        });
        return Document.of(fields);
    }
}
