package dev.naust.redis.record;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.RedisErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A value that is in memory, handed out as readers are promised large ones; and the way back. */
public record Held(Kind kind, byte[] bytes) implements Content {

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    /** The value, or its content where it has more bytes than a reader wants in one piece. */
    public static Value streamed(Value value, int above) {
        if (value instanceof Text text && text.utf8().length > above) {
            return new Held(Kind.TEXT, text.utf8());
        }
        if (value instanceof Bytes large && large.array().length > above) {
            return new Held(Kind.BYTES, large.array());
        }
        return value;
    }

    /** The value in memory: streamed content is read. */
    public static Value inMemory(Value value) {
        if (!(value instanceof Content content)) {
            return value;
        }
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            return content.kind() == Kind.TEXT ? Text.ofUtf8(bytes) : Bytes.of(bytes);
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
