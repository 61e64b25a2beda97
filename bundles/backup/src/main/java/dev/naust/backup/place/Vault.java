package dev.naust.backup.place;

import dev.naust.api.service.RunProgress;
import dev.naust.api.store.StoreException;
import java.nio.file.Path;

/**
 * Where the file of one backup lies, and how it comes there and back. Every failure is a {@link StoreException} that names the
 * file, the reason and what to do. For one thread at a time.
 */
public sealed interface Vault permits FolderVault, StoreVault {

    /** Makes sure that a file could be kept here, before anything is read from the store that is backed up. */
    void ready() throws InterruptedException;

    /** Where the file is made on this machine; the maker puts it there whole. */
    Path workplace();

    /** Keeps what lies in the workplace; when this returns it is durable, and what was kept has been read back. */
    void keep(RunProgress progress) throws InterruptedException;

    /** The file as it is kept, on this machine to be read. */
    Held hold(RunProgress progress) throws InterruptedException;

    /** Removes the file and what an unfinished backup left of it; nothing when there is none. */
    void remove() throws InterruptedException;

    /** A file to be read until this is closed. */
    interface Held extends AutoCloseable {
        /** Where it can be read. */
        Path path();

        @Override
        void close();
    }
}
