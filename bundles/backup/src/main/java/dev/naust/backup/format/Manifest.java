package dev.naust.backup.format;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Backups.Part;
import dev.naust.json.MalformedJsonException;
import dev.naust.json.SchemaDocument;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What a backup says of itself, inside of its encryption.
 *
 * @param version of the product that made it
 * @param consistent whether all of it is one state of the store
 * @param collections in the order in which they lie in the file
 */
public record Manifest(
        String id,
        String store,
        String type,
        String version,
        Instant createdAt,
        Optional<String> classification,
        Optional<String> residency,
        boolean consistent,
        List<Collection> collections) {

    public Manifest {
        collections = List.copyOf(collections);
    }

    /**
     * A collection.
     *
     * @param schema its fields as they were read, its key, indexes and references
     * @param hash in hexadecimal
     * @param bytes how many bytes its records make before they are compressed
     * @param start where its first block begins in the plain stream
     * @param end where the next collection begins
     */
    public record Collection(Schema schema, long records, String hash, long bytes, long start, long end) {
        /** Its name as its store listed it. */
        public String name() {
            return schema.id().toString();
        }

        boolean isOf(ContentHash content) {
            return content.records() == records && content.hex().equals(hash);
        }
    }

    /** The collections without what only this format needs. */
    public List<Part> parts() {
        return collections.stream()
                .map(each -> new Part(each.name(), each.records(), each.hash()))
                .toList();
    }

    /** How many records there are. */
    public long records() {
        return collections.stream().mapToLong(Collection::records).sum();
    }

    /** How many bytes the records make before they are compressed. */
    public long bytes() {
        return collections.stream().mapToLong(Collection::bytes).sum();
    }

    Document document() {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("id", Text.of(id));
        fields.put("store", Text.of(store));
        fields.put("type", Text.of(type));
        fields.put("version", Text.of(version));
        fields.put("createdAt", Text.of(createdAt.toString()));
        classification.ifPresent(level -> fields.put("classification", Text.of(level)));
        residency.ifPresent(place -> fields.put("residency", Text.of(place)));
        fields.put("consistent", Value.Bool.of(consistent));
        fields.put(
                "collections",
                new Value.Array(
                        collections.stream().<Value>map(Manifest::document).toList()));
        return Document.of(fields);
    }

    private static Document document(Collection each) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("schema", SchemaDocument.of(each.schema()));
        fields.put("records", Value.int64(each.records()));
        fields.put("hash", Text.of(each.hash()));
        fields.put("bytes", Value.int64(each.bytes()));
        fields.put("start", Value.int64(each.start()));
        fields.put("end", Value.int64(each.end()));
        return Document.of(fields);
    }

    /**
     * The manifest that a document stands for.
     *
     * @param end where the manifest itself begins, which is where the last collection ends
     * @throws Block.BrokenException when it stands for none
     */
    static Manifest read(Document document, long end) throws Block.BrokenException {
        try {
            List<Collection> collections = ((Value.Array)
                            document.get("collections").orElseThrow())
                    .items().stream().map(value -> collection((Document) value)).toList();
            long place = 0;
            for (Collection each : collections) {
                if (each.start() != place || each.end() < place) {
                    throw new Block.BrokenException("its manifest does not fit its blocks");
                }
                place = each.end();
            }
            if (place != end) {
                throw new Block.BrokenException("its manifest does not fit its blocks");
            }
            return new Manifest(
                    text(document, "id"),
                    text(document, "store"),
                    text(document, "type"),
                    text(document, "version"),
                    Instant.parse(text(document, "createdAt")),
                    document.get("classification").map(value -> ((Text) value).string()),
                    document.get("residency").map(value -> ((Text) value).string()),
                    document.get("consistent").orElseThrow() == Value.Bool.TRUE,
                    collections);
        } catch (ClassCastException | NoSuchElementException | MalformedJsonException | java.time.DateTimeException e) {
            throw new Block.BrokenException("its manifest is not what a backup writes");
        }
    }

    private static Collection collection(Document document) {
        return new Collection(
                SchemaDocument.schema((Document) document.get("schema").orElseThrow()),
                number(document, "records"),
                text(document, "hash"),
                number(document, "bytes"),
                number(document, "start"),
                number(document, "end"));
    }

    private static String text(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }

    private static long number(Document document, String name) {
        return ((Value.Int64) document.get(name).orElseThrow()).number();
    }
}
