package dev.naust.mongodb.bson;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * The form of a value that BSON has no type for and no declaration stands beside: a document that says itself what it is,
 * {@code {_naust: "date", text: "2026-11-21"}}. A document that happens to look like one is wrapped in another.
 */
final class Tagged {
    /** The field that marks a tagged value, and the one that holds a record's {@link Companions}. */
    static final String MARK = "_naust";

    static final String TEXT = "text";
    static final String TYPE = "type";
    static final String VALUE = "value";

    static final String DOCUMENT = "document";
    static final String EXTENSION = "extension";

    private static final List<String> OF_TEXT = List.of(MARK, TEXT);
    private static final List<String> OF_VALUE = List.of(MARK, VALUE);
    private static final List<String> OF_EXTENSION = List.of(MARK, TYPE, TEXT);

    private Tagged() {}

    /** Whether a document must be wrapped, so that it is not taken for a tagged value. */
    static boolean resembles(Document document) {
        return document.layout().indexOf(MARK) == 0;
    }

    /** What a document stands for; the document itself when it stands for nothing else. */
    static Value untag(Document found) {
        if (!resembles(found) || !(found.at(0) instanceof Text mark)) {
            return found;
        }
        List<String> names = found.layout().names();
        try {
            if (names.equals(OF_VALUE) && mark.string().equals(DOCUMENT)) {
                return found.at(1);
            }
            if (names.equals(OF_TEXT) && found.at(1) instanceof Text text) {
                return value(mark.string(), text).orElse(found);
            }
            if (names.equals(OF_EXTENSION)
                    && mark.string().equals(EXTENSION)
                    && found.at(1) instanceof Text type
                    && found.at(2) instanceof Text text) {
                return new Value.Extension(type.string(), text.string());
            }
        } catch (DateTimeException | NumberFormatException e) {
            // Somebody else's document that only looks like a tagged value: it is handed out as the document that it
            // is.
            return found;
        }
        return found;
    }

    private static Optional<Value> value(String tag, Text text) {
        return switch (tag) {
            case "decimal" -> Optional.of(new Value.Decimal(new BigDecimal(text.string())));
            case "date" -> Optional.of(new Value.Date(LocalDate.parse(text.string())));
            case "time" -> Optional.of(new Value.Time(LocalTime.parse(text.string())));
            case "local_timestamp" -> Optional.of(new Value.LocalTimestamp(LocalDateTime.parse(text.string())));
            case "moment" -> Optional.of(new Value.Moment(Instant.parse(text.string())));
            case "offset_timestamp" -> Optional.of(new Value.OffsetTimestamp(OffsetDateTime.parse(text.string())));
            case "json" -> Optional.of(new Value.Json(text));
            case TEXT -> Optional.of(text);
            default -> Optional.empty();
        };
    }
}
