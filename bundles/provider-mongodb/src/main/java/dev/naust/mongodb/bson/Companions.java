package dev.naust.mongodb.bson;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.BsonWriter;

/**
 * The exact texts of values that lie in their fields only nearly: the microseconds of a timestamp, the digits of a decimal
 * beyond the 34 of decimal128. They stand in one document, {@code _naust: {created_at: "2026-11-21T16:20:00.123456Z"}}. A
 * text counts only as long as its field still holds the value that is near to it, so that whoever changes the field with
 * other tools is right.
 */
final class Companions {
    private final Map<String, String> texts = new LinkedHashMap<>();

    void put(String field, String text) {
        texts.put(field, text);
    }

    void write(BsonWriter writer) {
        if (texts.isEmpty()) {
            return;
        }
        writer.writeStartDocument(Tagged.MARK);
        texts.forEach(writer::writeString);
        writer.writeEndDocument();
    }

    /** Whether a value is such texts, and no field that somebody else has given the same name. */
    static boolean are(Value found) {
        return found instanceof Document document
                && document.size() > 0
                && IntStream.range(0, document.size()).allMatch(at -> document.at(at) instanceof Text);
    }

    /** The texts that a document holds, where they are texts. */
    static Map<String, String> of(Value found) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (found instanceof Document document) {
            for (int i = 0; i < document.size(); i++) {
                if (document.at(i) instanceof Text text) {
                    texts.put(document.layout().names().get(i), text.string());
                }
            }
        }
        return texts;
    }
}
