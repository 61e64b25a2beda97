package dev.naust.backup.format;

import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Position;
import dev.naust.json.SchemaDocument;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** What a backup notes of itself between its blocks while it is made, so that another can go on from there. */
sealed interface Mark {
    /** What was asked for; the first of all. */
    record Settings(Document settings) implements Mark {}

    /** A collection begins. */
    record Begin(Schema schema) implements Mark {}

    /** All of the collection up to a position of its reader has been written. */
    record At(Position position) implements Mark {}

    /** The collection is complete. */
    record End() implements Mark {}

    /** The mark as a document. */
    static Document document(Mark mark) {
        Map<String, Value> fields = new LinkedHashMap<>();
        if (mark instanceof Settings all) {
            fields.put("settings", all.settings());
        } else if (mark instanceof Begin begin) {
            fields.put("begin", SchemaDocument.of(begin.schema()));
        } else if (mark instanceof At at) {
            fields.put("at", Text.of(at.position().token()));
        } else {
            fields.put("end", Value.Bool.TRUE);
        }
        return Document.of(fields);
    }

    /**
     * The mark that a document stands for.
     *
     * @throws Block.BrokenException when it stands for none
     */
    static Mark read(Document document) throws Block.BrokenException {
        try {
            Optional<Value> settings = document.get("settings");
            Optional<Value> begin = document.get("begin");
            if (settings.isPresent()) {
                return new Settings((Document) settings.get());
            }
            if (begin.isPresent()) {
                return new Begin(SchemaDocument.schema((Document) begin.get()));
            }
            if (document.get("end").isPresent()) {
                return new End();
            }
            return new At(new Position(((Text) document.get("at").orElseThrow()).string()));
        } catch (ClassCastException | NoSuchElementException | IllegalArgumentException e) {
            throw new Block.BrokenException("a mark is not what a backup writes");
        }
    }
}
