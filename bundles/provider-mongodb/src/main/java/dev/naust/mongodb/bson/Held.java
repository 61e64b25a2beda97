package dev.naust.mongodb.bson;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * A large value as content. A document of MongoDB has at most 16 MiB and always comes whole, so that its values lie in memory;
 * batches are bounded by what their documents weigh.
 */
record Held(Kind kind, byte[] bytes) implements Content {

    /** The value as content when it has more than so many bytes, else as it is. */
    static Value large(Value value, int limit) {
        if (value instanceof Text text && text.utf8().length > limit) {
            return new Held(Kind.TEXT, text.utf8());
        }
        if (value instanceof Bytes some && some.array().length > limit) {
            return new Held(Kind.BYTES, some.array());
        }
        return value;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }
}
