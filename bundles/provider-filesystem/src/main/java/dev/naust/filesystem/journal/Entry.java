package dev.naust.filesystem.journal;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.ChangeFeed.Kind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One change as it is written down.
 *
 * @param number of the change, counting all of a folder
 * @param collection its name
 * @param key the values of the record's key
 * @param body of the record as it became; empty for a deletion, and for a file that is not readable as it is
 */
public record Entry(long number, String collection, Kind kind, Instant at, List<Value> key, Optional<Document> body) {

    /** A change that has no number yet. */
    public static Entry of(String collection, Kind kind, Instant at, List<Value> key, Optional<Document> body) {
        return new Entry(0, collection, kind, at, key, body);
    }

    Entry numbered(long other) {
        return new Entry(other, collection, kind, at, key, body);
    }

    Document document() {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("number", Value.int64(number));
        fields.put("collection", Text.of(collection));
        fields.put("kind", Text.of(kind.name()));
        fields.put("at", Value.int64(at.toEpochMilli()));
        fields.put("key", new Value.Array(key));
        body.ifPresent(found -> fields.put("body", found));
        return Document.of(fields);
    }

    /** @throws RuntimeException when the document is none of these */
    static Entry of(Document document) {
        return new Entry(
                ((Value.Int64) document.get("number").orElseThrow()).number(),
                ((Text) document.get("collection").orElseThrow()).string(),
                Kind.valueOf(((Text) document.get("kind").orElseThrow()).string()),
                Instant.ofEpochMilli(((Value.Int64) document.get("at").orElseThrow()).number()),
                ((Value.Array) document.get("key").orElseThrow()).items(),
                document.get("body").map(Document.class::cast));
    }
}
