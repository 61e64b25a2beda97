package dev.naust.filesystem.collection;

import dev.naust.api.model.Document;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds the newest line of one key. */
final class KeySearch {
    private KeySearch() {}

    /**
     * The document with a key; empty where there is none or where it was deleted.
     *
     * @param segments from the oldest to the newest
     */
    static Optional<Document> find(List<Stored> segments, List<String> key, RowKey wanted) throws IOException {
        for (int i = segments.size() - 1; i >= 0; i--) {
            Stored each = segments.get(i);
            if (!each.segment().spans(wanted)) {
                continue;
            }
            try (SegmentCursor cursor = each.cursor(key)) {
                cursor.to(wanted, false);
                if (!cursor.atEnd() && cursor.line().key().compareTo(wanted) == 0) {
                    return cursor.line().gone()
                            ? Optional.empty()
                            : Optional.of(cursor.line().body());
                }
            }
        }
        return Optional.empty();
    }
}
