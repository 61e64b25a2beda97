package dev.naust.memory;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A large value as readers are promised it, over bytes that are in memory anyway; and the way back. */
record MemoryContent(Kind kind, byte[] bytes) implements Content {

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    /** The value, or its content where it has more bytes than a reader wants in one piece. */
    static Value streamed(Value value, int above) {
        if (value instanceof Text text && text.utf8().length > above) {
            return new MemoryContent(Kind.TEXT, text.utf8());
        }
        if (value instanceof Bytes large && large.array().length > above) {
            return new MemoryContent(Kind.BYTES, large.array());
        }
        return value;
    }

    /** The value in memory: streamed content is read. */
    static Value held(Value value) {
        if (!(value instanceof Content content)) {
            return value;
        }
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            return content.kind() == Kind.TEXT ? Text.ofUtf8(bytes) : Bytes.of(bytes);
        } catch (IOException e) {
            throw new StoreException(
                    MemoryErrorCode.UNREADABLE_CONTENT,
                    "A large value could not be read from its source while it was copied to memory: " + e.getMessage(),
                    e);
        }
    }
}
