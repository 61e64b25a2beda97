package dev.naust.api.model;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A large value over bytes that are in memory. */
record HeldContent(Kind kind, byte[] bytes) implements Content {
    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
