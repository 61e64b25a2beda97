package dev.naust.api.port;

import java.util.List;
import java.util.Optional;

/**
 * Some of what was asked for.
 *
 * @param nextCursor where the next page begins; empty when this is the last one
 */
public record Page<E>(List<E> items, Optional<String> nextCursor) {
    public Page {
        items = List.copyOf(items);
    }
}
