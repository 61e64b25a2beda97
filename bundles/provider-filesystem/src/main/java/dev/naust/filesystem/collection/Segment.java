package dev.naust.filesystem.collection;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of a collection, written once and never changed.
 *
 * @param file its name in the collection's folder
 * @param lines how many it has, marks of deleted records included
 * @param bytes how long it is
 * @param sha256 of its content
 * @param first its smallest key; without values where the collection has no key
 * @param last its greatest key
 * @param adds whether every line was a record that was not there before
 */
record Segment(String file, long lines, long bytes, Bytes sha256, RowKey first, RowKey last, boolean adds) {

    /** Whether a key may be in it. */
    boolean spans(RowKey key) {
        return first.compareTo(key) <= 0 && last.compareTo(key) >= 0;
    }

    /** Whether keys from one to another may be in it. */
    boolean meets(RowKey from, RowKey to) {
        return first.compareTo(to) <= 0 && last.compareTo(from) >= 0;
    }

    Segment named(String name) {
        return new Segment(name, lines, bytes, sha256, first, last, adds);
    }

    Document document() {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("file", Text.of(file));
        fields.put("lines", Value.int64(lines));
        fields.put("bytes", Value.int64(bytes));
        fields.put("sha256", sha256);
        fields.put("first", first.array());
        fields.put("last", last.array());
        fields.put("adds", Value.Bool.of(adds));
        return Document.of(fields);
    }

    /** @throws RuntimeException when the document is no segment's */
    static Segment of(Document document) {
        return new Segment(
                ((Text) document.get("file").orElseThrow()).string(),
                ((Value.Int64) document.get("lines").orElseThrow()).number(),
                ((Value.Int64) document.get("bytes").orElseThrow()).number(),
                (Bytes) document.get("sha256").orElseThrow(),
                new RowKey(((Value.Array) document.get("first").orElseThrow()).items()),
                new RowKey(((Value.Array) document.get("last").orElseThrow()).items()),
                document.get("adds").orElseThrow() == Value.Bool.TRUE);
    }
}
