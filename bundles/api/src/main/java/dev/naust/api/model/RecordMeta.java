package dev.naust.api.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What a store knows about a record besides its body.
 *
 * @param expiresAt when the store will drop it by itself (a Redis or MongoDB time to live)
 * @param version the store's version of it, for optimistic locking
 */
public record RecordMeta(Optional<Instant> expiresAt, Optional<String> version) {
    private static final RecordMeta NONE = new RecordMeta(Optional.empty(), Optional.empty());

    /** Nothing known. */
    public static RecordMeta none() {
        return NONE;
    }
}
