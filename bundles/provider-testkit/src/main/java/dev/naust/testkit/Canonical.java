package dev.naust.testkit;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A record or value that equals another when their canonical hashes do, and that shows itself readably when it does not. */
final class Canonical {
    private static final int SHOWN = 300;

    private final String hash;
    private final String shown;

    private Canonical(Document body, String shown) {
        this.hash = HexFormat.of().formatHex(new CanonicalForm().hash(body));
        this.shown = shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown;
    }

    static Canonical of(DataRecord record) {
        return new Canonical(record.body(), record.body().toString());
    }

    static Canonical of(Value value) {
        return new Canonical(Document.of(Map.of("value", value)), value.kind() + " " + value);
    }

    static List<Canonical> of(Collection<DataRecord> records) {
        return records.stream().map(Canonical::of).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Canonical that && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return shown;
    }
}
