package dev.naust.transfer;

import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import java.io.IOException;
import java.io.InputStream;

/** Streamed text taken as the bytes that it is. */
record TextAsBytes(Content text) implements Content {
    @Override
    public Kind kind() {
        return Kind.BYTES;
    }

    @Override
    public long length() {
        return text.length();
    }

    @Override
    public InputStream open() throws IOException {
        return text.open();
    }
}
