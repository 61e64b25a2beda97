package dev.naust.control.audit;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Audit.Entry;
import dev.naust.api.service.Audit.Event;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An entry as it is stored, word for word: the hash is over these words and not over what they mean, so that no other
 * spelling of the same slips through.
 *
 * @param at ISO 8601 in UTC
 * @param details a JSON object
 */
record Line(
        long sequence,
        String at,
        String actor,
        String action,
        String target,
        String outcome,
        String details,
        String previous,
        String hash) {
    private static final JsonValues JSON = new JsonValues();

    /** The next entry of a chain. */
    static Line next(long sequence, Instant at, Event event, String previous) {
        Line open = new Line(
                sequence,
                at.toString(),
                Plain.text(event.actor()),
                Plain.text(event.action()),
                Plain.text(event.target()),
                Plain.text(event.outcome()),
                Plain.details(JSON.write(event.details())),
                previous,
                "");
        return open.closed(Chain.hash(open));
    }

    private Line closed(String hash) {
        return new Line(sequence, at, actor, action, target, outcome, details, previous, hash);
    }

    Document record() {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("sequence", Value.int64(sequence));
        fields.put("at", Value.text(at));
        fields.put("actor", Value.text(actor));
        fields.put("action", Value.text(action));
        fields.put("target", Value.text(target));
        fields.put("outcome", Value.text(outcome));
        fields.put("details", Value.text(details));
        fields.put("previous", Value.text(previous));
        fields.put("hash", Value.text(hash));
        return Document.of(fields);
    }

    /** What is stored; a field that is no text any more counts as empty, and so has another hash. */
    static Line of(Document record) {
        return new Line(
                number(record),
                text(record, "at"),
                text(record, "actor"),
                text(record, "action"),
                text(record, "target"),
                text(record, "outcome"),
                text(record, "details"),
                text(record, "previous"),
                text(record, "hash"));
    }

    /** For readers: what was tampered with until it cannot be read is shown as far as it can. */
    Entry entry() {
        return new Entry(sequence, time(), new Event(actor, action, target, outcome, detailsRead()), previous, hash);
    }

    private Instant time() {
        try {
            return Instant.parse(at);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private Document detailsRead() {
        try {
            return JSON.readObject(details);
        } catch (MalformedJsonException e) {
            return Document.empty();
        }
    }

    private static long number(Document record) {
        return record.get("sequence")
                .map(value -> value instanceof Value.Int64 number ? number.number() : -1L)
                .orElse(-1L);
    }

    private static String text(Document record, String name) {
        return record.get(name)
                .map(value -> value instanceof Text text ? text.string() : "")
                .orElse("");
    }
}
