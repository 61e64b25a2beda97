package dev.naust.migration.chunk;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Position;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far one part of a run had come when a chunk of it was written.
 *
 * @param part which part: a collection's copying, or a step
 * @param number which chunk of it, from 1
 * @param position where reading goes on; empty when there is no such place
 * @param content what the records written so far hold
 * @param done whether nothing is left of the part
 * @param noted how far the run's notes went; empty where nobody took it down
 */
public record Checkpoint(
        String part,
        long number,
        Optional<Position> position,
        long read,
        long written,
        long rejected,
        long bytes,
        ContentHash content,
        boolean done,
        Optional<Noted> noted) {

    /** A checkpoint of a part of which nothing is noted for people. */
    public Checkpoint(
            String part,
            long number,
            Optional<Position> position,
            long read,
            long written,
            long rejected,
            long bytes,
            ContentHash content,
            boolean done) {
        this(part, number, position, read, written, rejected, bytes, content, done, Optional.empty());
    }

    /** In the place of one that an erasure took out. */
    private static final Position ERASED = new Position("");

    /** Whether nobody knows any more where reading goes on, because the place named a person. */
    public boolean isErased() {
        return !done && position.filter(ERASED::equals).isPresent();
    }

    /** The same without its place. */
    Checkpoint erased() {
        return new Checkpoint(
                part,
                number,
                done ? Optional.empty() : Optional.of(ERASED),
                read,
                written,
                rejected,
                bytes,
                content,
                done,
                noted);
    }

    /** Before the first chunk. */
    public static Checkpoint start(String part) {
        return new Checkpoint(
                part, 0, Optional.empty(), 0, 0, 0, 0, ContentHash.empty(), false, Optional.of(Noted.NOTHING));
    }

    /** A part that is done in one go and counts nothing. */
    public static Checkpoint whole(String part) {
        return new Checkpoint(part, 1, Optional.empty(), 0, 0, 0, 0, ContentHash.empty(), true);
    }

    /** The form that is kept. */
    Document toDocument() {
        Map<String, Value> fields = new LinkedHashMap<>();
        position.ifPresent(place -> fields.put("position", Value.text(place.token())));
        fields.put("read", Value.int64(read));
        fields.put("written", Value.int64(written));
        fields.put("rejected", Value.int64(rejected));
        fields.put("bytes", Value.int64(bytes));
        fields.put("records", Value.int64(content.records()));
        fields.put("hash", Value.text(content.hex()));
        fields.put("done", Value.Bool.of(done));
        noted.ifPresent(to -> {
            fields.put("rejects", Value.int64(to.rejects()));
            fields.put("conflicts", Value.int64(to.conflicts()));
        });
        return Document.of(fields);
    }

    static Checkpoint of(String part, long number, Document kept) {
        return new Checkpoint(
                part,
                number,
                kept.get("position").map(value -> new Position(((Text) value).string())),
                number(kept, "read"),
                number(kept, "written"),
                number(kept, "rejected"),
                number(kept, "bytes"),
                hash(number(kept, "records"), ((Text) kept.get("hash").orElseThrow()).string()),
                kept.get("done").orElseThrow().equals(Value.Bool.of(true)),
                // Servers before 2026-11-23 did not write it down.
                kept.get("rejects").map(there -> new Noted(number(kept, "rejects"), number(kept, "conflicts"))));
    }

    /** The content that {@link ContentHash#hex()} tells of. */
    public static ContentHash hash(long records, String hex) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        return new ContentHash(
                records, new ContentHash.Sum(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong()));
    }

    private static long number(Document kept, String name) {
        return ((Value.Int64) kept.get(name).orElseThrow()).number();
    }
}
