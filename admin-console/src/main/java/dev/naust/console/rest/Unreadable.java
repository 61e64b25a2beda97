package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.RecordGuard;
import java.util.Map;
import java.util.Optional;

/**
 * Fields that are encrypted and that nothing opens here, in JSON: an object that says so in the place of the value, so that
 * nobody takes cipher text for it. Sent back as it came, it leaves the field as it is.
 */
final class Unreadable {
    private static final String NAME = "$unreadable";
    private static final Value NO_KEY = Value.text(
            "encrypted with a master key that this server does not have; put that key into keys/retired, and it opens again");
    private static final Value NO_ENTRY = Value.text(
            "encrypted, and the map of personal data does not mark this field as encrypted here; mark it, and it opens");

    private Unreadable() {}

    /** A record in which such fields say what they are. */
    static Document shown(Document body) {
        if (body.layout().names().stream()
                .noneMatch(name -> body.get(name).flatMap(Unreadable::instead).isPresent())) {
            return body;
        }
        Map<String, Value> fields = body.toMap();
        fields.replaceAll((name, value) -> instead(value).orElse(value));
        return Document.of(fields);
    }

    private static Optional<Value> instead(Value value) {
        if (RecordGuard.isUnreadable(value)) {
            return Optional.of(named(((Value.Extension) value).text(), NO_KEY));
        }
        return RecordGuard.isCipherText(value) ? Optional.of(named(value.toString(), NO_ENTRY)) : Optional.empty();
    }

    private static Document named(String text, Value why) {
        return Document.empty().with(NAME, Value.text(text)).with("why", why);
    }

    /** The cipher text of what was shown so; empty for every other value. */
    static Optional<Value> read(Value sent) {
        return sent instanceof Document object ? object.get(NAME).filter(RecordGuard::isCipherText) : Optional.empty();
    }
}
