package dev.naust.api.model;

import java.util.List;
import java.util.Objects;

/**
 * One row, document, key or file.
 *
 * <p>The key's fields are part of the body too, where the store keeps them there. Making a key for every row of a table that
 * nobody asks for would cost more than reading the row, so a record holds its key's field names and makes the key on demand.
 */
public final class DataRecord {
    private final List<String> keyNames;
    private final Document body;
    private final RecordMeta meta;

    private DataRecord(List<String> keyNames, Document body, RecordMeta meta) {
        this.keyNames = keyNames;
        this.body = Objects.requireNonNull(body, "body");
        this.meta = meta;
    }

    /**
     * A record whose key is held in its body.
     *
     * @param keyNames the key's field names, shared by all records of a collection; empty where there is no key
     */
    public static DataRecord of(List<String> keyNames, Document body) {
        return new DataRecord(keyNames, body, RecordMeta.none());
    }

    /** A record with what its store knows besides. */
    public static DataRecord of(List<String> keyNames, Document body, RecordMeta meta) {
        return new DataRecord(keyNames, body, meta);
    }

    /** What identifies the record; {@link RecordKey#none()} where nothing does. */
    public RecordKey key() {
        return RecordKey.from(body, keyNames);
    }

    /** The names of the key's fields. */
    public List<String> keyNames() {
        return keyNames;
    }

    public Document body() {
        return body;
    }

    public RecordMeta meta() {
        return meta;
    }

    /** This record with another body. */
    public DataRecord withBody(Document other) {
        return new DataRecord(keyNames, other, meta);
    }

    /** About how many bytes of memory the record needs. */
    public int weight() {
        return 32 + body.weight();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataRecord that
                && keyNames.equals(that.keyNames)
                && body.equals(that.body)
                && meta.equals(that.meta);
    }

    @Override
    public int hashCode() {
        return body.hashCode();
    }

    @Override
    public String toString() {
        return body.toString();
    }
}
