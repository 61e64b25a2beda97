package dev.naust.redis.record;

import dev.naust.api.model.Content;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.RedisErrorCode;
import java.io.IOException;

/** Large values that come in as streams, to be sent in one piece. */
public final class Held {
    private Held() {}

    /** The value in memory: streamed content is read. */
    public static Value inMemory(Value value) {
        if (!(value instanceof Content content)) {
            return value;
        }
        try {
            return content.inMemory();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** What a large value that its source does not hand out means. */
    public static StoreException unreadable(IOException e) {
        return new StoreException(
                RedisErrorCode.CONTENT,
                "A large value could not be read from its source while it was copied to Redis: " + e.getMessage(),
                e);
    }
}
