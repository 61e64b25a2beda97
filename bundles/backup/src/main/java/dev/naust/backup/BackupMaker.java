package dev.naust.backup;

import dev.naust.api.model.Document;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.RunProgress;
import dev.naust.api.store.Category;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Snapshots;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.backup.catalogue.Fields;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.ArchiveWriter;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.format.KeyRing;
import dev.naust.backup.format.Manifest;
import dev.naust.backup.format.Unfinished;
import dev.naust.backup.place.WholeFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes one backup file: reads the store from one state of it where it has such, writes a temporary file, reads that back whole,
 * and only then puts it in its place. When it is interrupted, what
 * was made is kept to go on with; when anything else fails, nothing is left. For one thread.
 */
public final class BackupMaker {
    private final KeyRing keys;
    private final Key key;
    private final RunProgress progress;

    /** A maker that closes its file with a key. */
    public BackupMaker(KeyRing keys, Key key, RunProgress progress) {
        this.keys = keys;
        this.key = key;
        this.progress = progress;
    }

    /**
     * Who is backed up.
     *
     * @param revision of the store's configuration
     * @param collections as the store lists them; empty takes all
     */
    public record Source(
            String id,
            String store,
            String type,
            String revision,
            String version,
            Instant now,
            Optional<String> classification,
            Optional<String> residency,
            List<String> collections) {

        /** What must be the same when an interrupted backup goes on. */
        private Document settings() {
            return new Fields()
                    .put("backup", id)
                    .put("store", store)
                    .put("type", type)
                    .put("revision", revision)
                    .put("version", version)
                    .put("classification", classification)
                    .put("residency", residency)
                    .put("collections", Fields.array(collections))
                    .document();
        }
    }

    /**
     * Writes the file; when this returns, it is in its place, and all of it was read back. Goes on with what an interrupted
     * attempt at the same file left.
     *
     * @throws StoreException also with {@code backup.changed} when that was begun under other settings or another key
     */
    public Archive make(Source source, Store store, Path file) throws InterruptedException {
        boolean isWorthKeeping = false;
        try {
            return makeWhole(source, store, file);
        } catch (InterruptedException e) {
            isWorthKeeping = true;
            throw e;
        } catch (StoreException e) {
            isWorthKeeping = e.code() == BackupError.CHANGED
                    || !(e.code() instanceof BackupError) && e.code().category() == Category.UNAVAILABLE;
            throw e;
        } finally {
            if (!isWorthKeeping) {
                WholeFiles.discardAttempts(file);
            }
        }
    }

    private Archive makeWhole(Source source, Store store, Path file) throws InterruptedException {
        Path part = WholeFiles.part(file);
        try {
            WholeFiles.createFolder(file.getParent());
            WholeFiles.setAside(file);
            write(source, store, part, left(source, file));
            progress.stage("Making it durable");
            WholeFiles.force(part);
        } catch (UncheckedIOException e) {
            throw unwritable(part, e.getCause());
        } catch (IOException e) {
            throw unwritable(part, e);
        }
        progress.stage("Reading it back");
        Archive.open(part, keys, key).verify(records -> {});
        try {
            WholeFiles.move(part, file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        return Archive.open(file, keys, key);
    }

    /** What an interrupted attempt left, when it was one at the same. */
    private Optional<Unfinished> left(Source source, Path file) throws InterruptedException {
        if (!Files.exists(WholeFiles.left(file))) {
            return Optional.empty();
        }
        progress.stage("Looking through what was made before");
        Optional<Unfinished> left = Unfinished.open(WholeFiles.left(file), keys, key);
        if (left.isPresent() && !left.get().settings().equals(source.settings())) {
            throw changed(file, "it was asked for with other settings, or its store was configured anew");
        }
        return left;
    }

    private static StoreException changed(Path file, String what) {
        return new StoreException(
                BackupError.CHANGED,
                "The interrupted backup " + file.getFileName() + " is not gone on with, because " + what
                        + " since it was begun: take another backup, and delete this one");
    }

    private void write(Source source, Store store, Path part, Optional<Unfinished> left)
            throws IOException, InterruptedException {
        Optional<Snapshots> snapshots = store.snapshots();
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            WholeFiles.makePrivate(part);
            try (ArchiveWriter archive = new ArchiveWriter(out, keys, key)) {
                archive.settings(source.settings());
                if (snapshots.isPresent()) {
                    snapshots.get().inSnapshot(state -> {
                        copyUnchecked(source, state, store.footing(), archive, left);
                        return source;
                    });
                } else {
                    copyUnchecked(source, store, store.footing(), archive, left);
                }
                archive.finish(collections -> new Manifest(
                        source.id(),
                        source.store(),
                        source.type(),
                        source.version(),
                        source.now(),
                        source.classification(),
                        source.residency(),
                        snapshots.isPresent() && left.isEmpty(),
                        collections));
            }
        }
    }

    private void copyUnchecked(
            Source source, Store store, Optional<Footing> footing, ArchiveWriter archive, Optional<Unfinished> left)
            throws InterruptedException {
        try {
            new Copying(store, footing, archive, progress).copy(source, left);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StoreException unwritable(Path file, IOException failure) {
        long free = WholeFiles.free(file);
        String reason = failure instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : String.valueOf(failure.getMessage());
        boolean full = reason.contains("No space") || reason.contains("quota") || free >= 0 && free < (1 << 20);
        return full
                ? new StoreException(
                        BackupError.DISK_FULL,
                        "The disk is full: the backup " + file + " needs more than the " + WholeFiles.size(file)
                                + " bytes that were written, and " + free
                                + " bytes are free. The unfinished file was removed, and earlier backups are as they"
                                + " were: make room, or choose another location",
                        failure)
                : new StoreException(
                        BackupError.UNREADABLE,
                        "The backup " + file + " cannot be written ("
                                + failure.getClass().getSimpleName() + ": " + reason
                                + "). Check the folder and its rights; the unfinished file was removed",
                        failure);
    }
}
