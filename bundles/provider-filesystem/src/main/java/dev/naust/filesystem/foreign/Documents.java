package dev.naust.filesystem.foreign;

import dev.naust.api.model.Document;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Documents one after the other. For one thread. */
interface Documents extends Closeable {

    /** The next one; empty at the end. */
    Optional<Document> next() throws IOException;
}
