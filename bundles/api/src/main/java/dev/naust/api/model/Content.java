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

    @Override
    default int weight() {
        return 64;
    }
}
