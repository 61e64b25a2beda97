package dev.naust.api.model;

import java.io.UncheckedIOException;

/**
 * The one byte form of a record that counts as its content, and its SHA-256: two records are the same exactly when these
 * bytes are. Specified in {@code docs/values.md} with test vectors; every release gives the same bytes.
 *
 * <p>A value is a tag byte and its payload; numbers are big-endian. Exact numbers of any kind have one form, so that an
 * integer in a wider column is still itself and {@code 5} equals {@code 5.00}; a binary floating-point number is never an
 * exact one. A document is its fields sorted by the UTF-8 bytes of their names. Streamed content has the form of the bytes or
 * the text that it streams.
 *
 * <p>Not safe for use by several threads: each thread makes its own.
 */
public final class CanonicalForm {
    private final CanonicalBytes out = new CanonicalBytes();

    /** A new, empty form. */
    public CanonicalForm() {}

    /** A record's values, asked for in the canonical order of their names. */
    @FunctionalInterface
    public interface Fields {
        /** Puts the one value of the field that has this position in the layout. */
        void put(int index, CanonicalBytes out);
    }

    /**
     * The SHA-256 of a record's content.
     *
     * @param body the record's fields; keys are among them
     * @return 32 bytes, new for each call
     * @throws UncheckedIOException when streamed content cannot be read
     */
    public byte[] hash(Document body) {
        out.begin(true);
        out.put(body);
        return out.hash();
    }

    /**
     * The SHA-256 of a record's content that is not there as a document.
     *
     * @return 32 bytes, new for each call; the same as of a document with this layout and these values
     */
    public byte[] hash(Layout layout, Fields fields) {
        out.begin(true);
        out.putFields(layout, fields);
        return out.hash();
    }

    /**
     * The canonical bytes of a value that streams nothing; for ordering, for tests and for documentation.
     *
     * @throws IllegalArgumentException when the value holds streamed content
     */
    public byte[] bytes(Value value) {
        out.begin(false);
        out.put(value);
        return out.copy();
    }
}
