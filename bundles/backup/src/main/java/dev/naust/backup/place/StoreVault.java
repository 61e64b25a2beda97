package dev.naust.backup.place;

import dev.naust.api.service.RunProgress;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoredFiles;
import dev.naust.api.store.StoredFiles.StoredFile;
import dev.naust.backup.format.BackupError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file among those of a docked store. It is made and read in a folder of the server's own, because a backup is read back and
 * forth, and a store's files are only streamed; what lies there is encrypted like the file itself.
 */
final class StoreVault implements Vault {
    private static final int CHUNK = 1 << 16;

    private final StoreRegistry stores;
    private final String store;
    private final String path;
    private final Path folder;

    StoreVault(StoreRegistry stores, String store, String path, Path folder) {
        this.stores = stores;
        this.store = store;
        this.path = path;
        this.folder = folder;
    }

    @Override
    public void ready() throws InterruptedException {
        using("looked for", files -> files.find(path));
    }

    @Override
    public Path workplace() {
        return folder.resolve(name());
    }

    @Override
    public void keep(RunProgress progress) throws InterruptedException {
        Path made = workplace();
        progress.stage("Keeping it in store " + store);
        try {
            using("kept", files -> {
                // An attempt that was interrupted here may have written it already.
                Optional<String> before = files.find(path).map(StoredFile::version);
                try (InputStream in = Files.newInputStream(made)) {
                    return files.write(path, in, before);
                }
            });
            progress.stage("Reading back what store " + store + " keeps");
            using("read back", files -> {
                compare(files, made);
                return made;
            });
        } catch (StoreException | InterruptedException e) {
            removeQuietly(e);
            throw e;
        } finally {
            WholeFiles.discard(made);
        }
    }

    @Override
    public Held hold(RunProgress progress) throws InterruptedException {
        progress.stage("Fetching it from store " + store);
        Path own = folder.resolve(progress.id());
        Path copy = own.resolve(name());
        try {
            WholeFiles.createFolder(folder);
            WholeFiles.createFolder(own);
            using("read", files -> {
                fetch(files, copy);
                return copy;
            });
            return new Copy(copy);
        } catch (IOException e) {
            discard(copy);
            throw new StoreException(
                    BackupError.UNREADABLE,
                    "The folder " + own + ", into which backups are fetched, cannot be made ("
                            + e.getClass().getSimpleName() + "). Check its rights",
                    e);
        } catch (StoreException | InterruptedException e) {
            discard(copy);
            throw e;
        }
    }

    @Override
    public void remove() throws InterruptedException {
        WholeFiles.discardAttempts(workplace());
        using("removed", files -> files.delete(path));
    }

    private String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Damage that the store itself notices at the end is left to the backup's own checks, which name the place. */
    private void fetch(StoredFiles files, Path copy) throws IOException, InterruptedException {
        long expected = files.find(path).map(StoredFile::bytes).orElse(-1L);
        long done = 0;
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = files.open(path);
                OutputStream out =
                        Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            WholeFiles.makePrivate(copy);
            try {
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    out.write(chunk, 0, read);
                    done += read;
                    interruptible();
                }
            } catch (IOException e) {
                if (done != expected) {
                    throw e;
                }
            }
        }
    }

    private void compare(StoredFiles files, Path made) throws IOException, InterruptedException {
        byte[] mine = new byte[CHUNK];
        try (InputStream original = Files.newInputStream(made);
                InputStream kept = files.open(path)) {
            int read = original.readNBytes(mine, 0, CHUNK);
            while (read > 0) {
                byte[] theirs = kept.readNBytes(read);
                if (!Arrays.equals(mine, 0, read, theirs, 0, theirs.length)) {
                    throw new IOException("what it gives back is not what was written");
                }
                interruptible();
                read = original.readNBytes(mine, 0, CHUNK);
            }
            if (kept.read() >= 0) {
                throw new IOException("it gives back more than was written");
            }
        }
    }

    private void removeQuietly(Exception cause) throws InterruptedException {
        try (StoreLease lease = stores.lease(store)) {
            Optional<StoredFiles> files = lease.store().files();
            if (files.isPresent()) {
                files.get().delete(path);
            }
        } catch (StoreException e) {
            cause.addSuppressed(e);
        }
    }

    private <T> T using(String done, Work<T> work) throws InterruptedException {
        try (StoreLease lease = stores.lease(store)) {
            StoredFiles files = lease.store()
                    .files()
                    .orElseThrow(() -> new StoreException(
                            BackupError.LOCATION_INVALID,
                            "Store " + store + " holds no files (" + lease.type() + "), so that no backup can lie in"
                                    + " it. Name a store with files in config/backups.json, or a folder"));
            return work.on(files);
        } catch (IOException e) {
            throw unusable(done, e.getMessage(), e);
        } catch (StoreException e) {
            if (e.code() instanceof BackupError) {
                throw e;
            }
            throw unusable(
                    done, e.code() == CommonError.FILE_NOT_FOUND ? "it is not there any more" : e.getMessage(), e);
        }
    }

    private StoreException unusable(String done, String reason, Exception cause) {
        return new StoreException(
                BackupError.UNREADABLE,
                "The backup " + Vaults.name(store, path) + " could not be " + done + ": " + reason + ". Look at store "
                        + store,
                cause);
    }

    private static void discard(Path copy) {
        WholeFiles.discard(copy);
        WholeFiles.discard(copy.getParent());
    }

    private static void interruptible() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private interface Work<T> {
        T on(StoredFiles files) throws IOException, InterruptedException;
    }

    private record Copy(Path path) implements Held {
        @Override
        public void close() {
            discard(path);
        }
    }
}
