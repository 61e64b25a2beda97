package dev.naust.api.model;

import java.io.IOException;
import java.io.InputStream;

/**
 * A value too large to hold in memory: it is streamed from its store when somebody reads it.
 *
 * <p>A reader hands out content only for values above its own limit; smaller ones are {@link Bytes} or {@link Text}. Content
 * stays readable until its reader is closed, may be opened several times, and is the same value as the bytes or text that it
 * streams: {@link CanonicalForm} gives both the same form.
 */
public non-sealed interface Content extends Value {

    /** {@link Kind#TEXT} when the streamed bytes are UTF-8 text, else {@link Kind#BYTES}. */
    @Override
    Kind kind();

    /** The number of bytes that {@link #open()} will yield. */
    long length();

    /**
     * Opens the content at its first byte.
     *
     * @return a stream that the caller closes
     * @throws IOException when the store cannot be read
     */
    InputStream open() throws IOException;

    /**
     * All of it in memory: a {@link Text} or {@link Bytes}.
     *
     * @throws IOException when the store cannot be read
     */
    default Value inMemory() throws IOException {
        try (InputStream in = open()) {
            byte[] bytes = in.readAllBytes();
            return kind() == Kind.TEXT ? Text.ofUtf8(bytes) : Bytes.of(bytes);
        }
    }

    /**
     * What a reader hands out of a value that its store always gives whole, so that its bytes lie in memory anyway.
     *
     * @param above how many bytes the reader's caller wants in one piece at most
     * @return the value, or its content where it has more bytes
     */
    static Value streamed(Value value, int above) {
        if (value instanceof Text text && text.utf8().length > above) {
            return new HeldContent(Kind.TEXT, text.utf8());
        }
        if (value instanceof Bytes large && large.array().length > above) {
            return new HeldContent(Kind.BYTES, large.array());
        }
        return value;
    }

    @Override
    default int weight() {
        return 64;
    }
}
