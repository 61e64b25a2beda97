package dev.naust.migration.compare;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.ComparisonReport.Difference;
import dev.naust.api.service.ComparisonReport.Kind;
import java.util.Optional;

/**
 * A record that differs, as the comparison saw it.
 *
 * @param key by the target's names, in the common form
 * @param id tells the key from all others
 * @param source what the source has
 * @param target what the target has
 * @param note what else is to be said of it
 */
record Found(Kind kind, Document key, Digest id, Optional<Held> source, Optional<Held> target, String note) {

    /**
     * A record of one side.
     *
     * @param key in its store's own values
     * @param content the digest of its content in the common form
     * @param body in the common form, large values cut down to what can be shown
     */
    record Held(RecordKey key, Digest content, Document body) {}

    /** Whether its key tells it from all other records. */
    boolean isUnique() {
        return note.isEmpty();
    }

    Difference difference() {
        return new Difference(
                kind,
                key,
                id.hex(),
                source.map(held -> held.content().hex()).orElse(""),
                target.map(held -> held.content().hex()).orElse(""),
                FieldDifferences.of(
                        source.map(Held::body).orElse(Document.empty()),
                        target.map(Held::body).orElse(Document.empty()),
                        kind),
                note);
    }
}
