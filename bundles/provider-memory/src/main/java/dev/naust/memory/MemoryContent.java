package dev.naust.memory;

import dev.naust.api.model.Content;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import java.io.IOException;

/** Large values that come in as streams, to be kept in memory. */
final class MemoryContent {
    private MemoryContent() {}

    /** The value in memory: streamed content is read. */
    static Value held(Value value) {
        if (!(value instanceof Content content)) {
            return value;
        }
        try {
            return content.inMemory();
        } catch (IOException e) {
            throw new StoreException(
                    MemoryErrorCode.UNREADABLE_CONTENT,
                    "A large value could not be read from its source while it was copied to memory: " + e.getMessage(),
                    e);
        }
    }
}
