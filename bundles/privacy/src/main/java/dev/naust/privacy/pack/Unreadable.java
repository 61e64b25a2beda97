package dev.naust.privacy.pack;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.RecordGuard;
import java.util.List;
import java.util.Map;

/** Fields of records that no key of the server opens, or that lie where the map does not have them opened: named as such, for cipher text tells the person nothing. */
final class Unreadable {
    private static final String WHY = "encrypted, and not opened here";

    private Unreadable() {}

    /** Their names. */
    static List<String> fields(Document body) {
        return body.layout().names().stream()
                .filter(name -> body.get(name)
                        .filter(value -> RecordGuard.isUnreadable(value) || RecordGuard.isCipherText(value))
                        .isPresent())
                .toList();
    }

    /** The record for machines. */
    static Document named(Document body) {
        return replaced(body, Document.empty().with("unreadable", Value.text(WHY)));
    }

    /** The record for people. */
    static Document inWords(Document body) {
        return replaced(body, Value.text("(unreadable: " + WHY + ")"));
    }

    private static Document replaced(Document body, Value other) {
        List<String> fields = fields(body);
        if (fields.isEmpty()) {
            return body;
        }
        Map<String, Value> all = body.toMap();
        fields.forEach(name -> all.put(name, other));
        return Document.of(all);
    }
}
