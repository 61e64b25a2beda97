package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Value;

/**
 * Carries one column's values to and from PostgreSQL's binary form. Chosen once for each column. Immutable; nulls and streamed
 * content never reach it.
 */
interface Codec {
    /**
     * Appends a value's length (four bytes) and its bytes.
     *
     * @throws MisfitException when the column cannot hold the value exactly; the caller cuts off what was appended
     */
    void encode(Value value, CopyBuffer out) throws MisfitException;

    /** The same for packed values that are expected to fit: what the server judges anyway is left to it. */
    default Codec trusting() {
        return this;
    }

    /** Whether values can come packed. */
    default boolean takesPacked() {
        return false;
    }

    /**
     * Appends a packed value ({@link dev.naust.api.model.PackedRecords}), as {@link #encode(Value, CopyBuffer)} does.
     *
     * @param at the place of its tag
     * @return false when it takes a closer look at the value; the caller cuts off what was appended
     */
    default boolean encode(byte[] packed, int at, CopyBuffer out) throws MisfitException {
        return false;
    }

    /** The value of these bytes. */
    Value decode(byte[] row, int at, int length);

    /** Puts the value of these bytes: the same that {@link #decode} makes of them, where that can be told without it. */
    default void put(byte[] row, int at, int length, CanonicalBytes out) {
        out.put(decode(row, at, length));
    }
}
