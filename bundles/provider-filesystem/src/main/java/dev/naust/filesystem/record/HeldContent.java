package dev.naust.filesystem.record;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A large value as readers are promised it, over bytes that came with their line anyway. */
record HeldContent(Kind kind, byte[] bytes) implements Content {

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
            return new HeldContent(Kind.TEXT, text.utf8());
        }
        if (value instanceof Bytes large && large.array().length > above) {
            return new HeldContent(Kind.BYTES, large.array());
        }
        return value;
    }
}
