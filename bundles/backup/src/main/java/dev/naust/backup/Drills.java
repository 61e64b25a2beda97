package dev.naust.backup;

import dev.naust.api.model.Document;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.place.WholeFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Restores for a trial into a store that is thrown away: memory for what is small, an SQLite file of the server's own for
 * what is not. Safe for use by several threads.
 */
final class Drills {
    /** What is restored into memory, which holds every value as it is; several times this are needed. */
    private static final long SMALL = 16L << 20;

    private final StoreRegistry stores;
    private final Restoring restoring;
    private final Path folder;

    Drills(StoreRegistry stores, Restoring restoring, Path folder) {
        this.stores = stores;
        this.restoring = restoring;
        this.folder = folder;
    }

    /** Where the files of drills lie while they last. */
    Path folder() {
        return folder;
    }

    Document run(Archive archive, RunProgress progress) throws InterruptedException, RunFailedException {
        boolean small = archive.manifest().bytes() <= SMALL;
        String name = progress.id();
        try (StoreLease lease = new Named(stores.open(small ? "memory:" : "sqlite:" + file(name)), "trial " + name)) {
            return restoring.drill(archive, lease, small, progress);
        } finally {
            discard(name);
        }
    }

    /** Removes what drills of a killed server left. */
    void discard() {
        discard("");
    }

    private Path file(String name) {
        try {
            WholeFiles.createFolder(folder);
            return folder.resolve(name + ".db");
        } catch (IOException e) {
            throw new StoreException(
                    BackupError.UNREADABLE,
                    "The folder " + folder + " for trial restores cannot be made ("
                            + e.getClass().getSimpleName() + "). Check its rights",
                    e);
        }
    }

    private void discard(String name) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name + "*.db*")) {
            files.forEach(WholeFiles::discard);
        } catch (IOException e) {
            throw new StoreException(
                    BackupError.UNREADABLE,
                    "What a trial restore left in " + folder + " cannot be removed. Remove it by hand",
                    e);
        }
    }

    /** A lease under a name of its own, so that two trials are two targets. */
    private record Named(StoreLease lease, String name) implements StoreLease {
        @Override
        public Store store() {
            return lease.store();
        }

        @Override
        public String type() {
            return lease.type();
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}
