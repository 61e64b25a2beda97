package dev.naust.filesystem.collection;

import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.filesystem.failure.Trouble;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import dev.naust.json.SchemaDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/**
 * What a collection is at one moment: its schema, and which segments count, from the oldest to the newest. A file of it is
 * replaced at once, so that a change is seen whole or not at all.
 */
record Manifest(Schema schema, long revision, List<Segment> segments) {
    static final String FILE = "naust-collection.json";
    private static final ExactJson JSON = new ExactJson();
    private static final long FORM = 1;

    Manifest {
        segments = List.copyOf(segments);
    }

    static Manifest empty(Schema schema) {
        return new Manifest(schema, 0, List.of());
    }

    Manifest with(List<Segment> other) {
        return new Manifest(schema, revision + 1, other);
    }

    Manifest with(Schema other) {
        return new Manifest(other, revision + 1, segments);
    }

    boolean isKeyed() {
        return !schema.key().isEmpty();
    }

    /** How many records there are, where no line replaced or deleted another. */
    OptionalLong records() {
        boolean known = segments.stream().allMatch(Segment::adds);
        return known
                ? OptionalLong.of(segments.stream().mapToLong(Segment::lines).sum())
                : OptionalLong.empty();
    }

    void write(Path file) throws IOException {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("form", Value.int64(FORM));
        fields.put("schema", SchemaDocument.of(schema));
        fields.put("revision", Value.int64(revision));
        fields.put(
                "segments",
                new Value.Array(segments.stream().<Value>map(Segment::document).toList()));
        Files.writeString(file, JSON.write(Document.of(fields)) + "\n");
    }

    /** @throws StoreException when the file is not there or says nothing that can be understood */
    static Manifest read(Path file) {
        try {
            Document document = JSON.readDocument(Files.readString(file));
            if (!document.get("form").equals(java.util.Optional.of(Value.int64(FORM)))) {
                throw new StoreException(
                        FilesystemErrorCode.MALFORMED,
                        file + " was written by a newer Naust; open it with that version or a later one");
            }
            List<Segment> segments = new ArrayList<>();
            for (Value each : ((Value.Array) document.get("segments").orElseThrow()).items()) {
                segments.add(Segment.of((Document) each));
            }
            return new Manifest(
                    SchemaDocument.schema((Document) document.get("schema").orElseThrow()),
                    ((Value.Int64) document.get("revision").orElseThrow()).number(),
                    segments);
        } catch (MalformedJsonException | ClassCastException | NoSuchElementException e) {
            throw new StoreException(
                    FilesystemErrorCode.DAMAGED,
                    file + " is not what Naust wrote, so the collection cannot be read. Restore it from a backup",
                    e);
        } catch (IOException e) {
            throw Trouble.of(file + " cannot be read", e);
        }
    }
}
