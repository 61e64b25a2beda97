package dev.naust.api.store;

import dev.naust.api.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Files in a store, by paths of names with {@code /} between them. A path never leads out of the store: an empty name,
 * {@code .}, {@code ..}, a control character or a link that leaves is refused with {@code file.path}.
 */
@ConsumerType
public interface StoredFiles {

    /**
     * Files below a folder in all depths, sorted by the bytes of their paths.
     *
     * @param folder empty means all
     * @param after only files whose paths are greater than this one
     * @param limit at most this many
     */
    List<StoredFile> list(String folder, Optional<String> after, int limit) throws InterruptedException;

    /** What is known of a file. */
    Optional<StoredFile> find(String path) throws InterruptedException;

    /**
     * A file's content, which the caller closes. The stream fails when what it read does not have the file's checksum.
     *
     * @throws StoreException with {@code file.not_found}
     */
    InputStream open(String path) throws InterruptedException;

    /**
     * Writes a file whole or not at all; when this returns it is durable.
     *
     * @param expected empty writes only a new file; otherwise replaces the file of this version
     * @throws StoreException with {@code file.exists} when another one is there
     * @throws IOException when the content cannot be read; nothing is left then
     */
    StoredFile write(String path, InputStream content, Optional<String> expected)
            throws IOException, InterruptedException;

    /** Removes a file and the folders that it leaves empty; tells whether it was there. */
    boolean delete(String path) throws InterruptedException;

    /**
     * A file.
     *
     * @param bytes its length
     * @param sha256 of its content; empty where the store has not computed it
     * @param version changes with its content
     */
    record StoredFile(String path, long bytes, Instant changedAt, Optional<Bytes> sha256, String version) {}
}
