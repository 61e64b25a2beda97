package dev.naust.storage;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.DocumentRepository.Entry;
import java.util.HexFormat;
import java.util.List;

/** Turns records into what a repository hands out. */
final class Entries {
    private static final int VERSION_BYTES = 16;

    private final List<String> keyNames;

    Entries(List<String> keyNames) {
        this.keyNames = keyNames;
    }

    /**
     * The record with its version. The version is made from the content alone, so that every store has one and none needs a
     * field for it. Streamed content is read for it, so the record's reader must be open.
     */
    Entry entry(DataRecord record) {
        byte[] hash = new CanonicalForm().hash(record.body());
        return new Entry(
                RecordKey.from(record.body(), keyNames),
                record.body(),
                HexFormat.of().formatHex(hash, 0, VERSION_BYTES));
    }
}
