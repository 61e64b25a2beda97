package dev.naust.backup.place;

import dev.naust.api.service.RunProgress;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.BackupError;
import java.io.IOException;
import java.nio.file.Path;

/** A file in a folder of this machine: it is made where it stays. */
record FolderVault(Path file) implements Vault {
    @Override
    public void ready() {
        // The maker makes the folder.
    }

    @Override
    public Path workplace() {
        return file;
    }

    @Override
    public void keep(RunProgress progress) {
        // The maker has put it in its place.
    }

    @Override
    public Held hold(RunProgress progress) {
        return new Here(file);
    }

    @Override
    public void remove() {
        try {
            WholeFiles.delete(file);
            WholeFiles.discardAttempts(file);
        } catch (IOException e) {
            throw new StoreException(
                    BackupError.UNREADABLE,
                    "The file " + file + " cannot be removed (" + e.getClass().getSimpleName() + "). Check its rights",
                    e);
        }
    }

    private record Here(Path path) implements Held {
        @Override
        public void close() {
            // It stays where it is.
        }
    }
}
