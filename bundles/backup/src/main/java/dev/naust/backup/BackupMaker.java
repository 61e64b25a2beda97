package dev.naust.backup;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Snapshots;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.ArchiveWriter;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.format.KeyRing;
import dev.naust.backup.format.Manifest;
import dev.naust.backup.place.WholeFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes one backup file: reads the store from one state of it where it has such, writes a temporary file, reads that back whole,
 * and only then puts it in its place. When anything fails, nothing is left. For one thread.
 */
public final class BackupMaker {
    private static final int BATCH = 2_000;
    private static final long BATCH_BYTES = 4L << 20;

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
     * @param collections as the store lists them; empty takes all
     */
    public record Source(
            String id,
            String store,
            String type,
            String version,
            Instant now,
            Optional<String> classification,
            Optional<String> residency,
            List<String> collections) {}

    /** Writes the file; when this returns, it is in its place, and all of it was read back. */
    public Archive make(Source source, Store store, Path file) throws InterruptedException {
        Path part = WholeFiles.part(file);
        try {
            try {
                WholeFiles.createFolder(file.getParent());
                write(source, store, part);
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
        } finally {
            WholeFiles.discard(part);
        }
    }

    private void write(Source source, Store store, Path part) throws IOException, InterruptedException {
        Optional<Snapshots> snapshots = store.snapshots();
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            WholeFiles.makePrivate(part);
            try (ArchiveWriter archive = new ArchiveWriter(out, keys, key)) {
                if (snapshots.isPresent()) {
                    snapshots.get().inSnapshot(state -> {
                        copyUnchecked(source, state, archive);
                        return source;
                    });
                } else {
                    copyUnchecked(source, store, archive);
                }
                archive.finish(collections -> new Manifest(
                        source.id(),
                        source.store(),
                        source.type(),
                        source.version(),
                        source.now(),
                        source.classification(),
                        source.residency(),
                        snapshots.isPresent(),
                        collections));
            }
        }
    }

    private void copyUnchecked(Source source, Store store, ArchiveWriter archive) throws InterruptedException {
        try {
            copy(source, store, archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(Source source, Store store, ArchiveWriter archive) throws IOException, InterruptedException {
        List<Dataset> chosen = choose(source, store);
        long expected = chosen.stream()
                .mapToLong(each -> each.estimatedRecords().orElse(0))
                .sum();
        progress.total(expected > 0 ? expected : -1);
        long done = 0;
        for (Dataset each : chosen) {
            progress.stage("Reading " + each.id());
            done += copy(each, store, archive);
        }
        progress.total(done);
    }

    private long copy(Dataset collection, Store store, ArchiveWriter archive) throws IOException, InterruptedException {
        Schema schema =
                store.profiling().isPresent() ? profile(store, collection).schema() : store.describe(collection.id());
        long records = 0;
        archive.begin(schema);
        try (RecordReader reader = store.read(ReadRequest.of(collection.id()).as(schema))) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(BATCH, BATCH_BYTES);
                for (var record : batch.records()) {
                    archive.add(record);
                }
                records += batch.records().size();
                progress.advance(batch.records().size());
                last = batch.last();
            }
        } catch (StoreException e) {
            throw new StoreException(e.code(), "Backing up " + collection.id() + " failed: " + e.getMessage(), e);
        }
        archive.end();
        return records;
    }

    private static Profile profile(Store store, Dataset collection) throws InterruptedException {
        return store.profiling().orElseThrow().profile(collection.id());
    }

    /** Collections without views, which are stored queries and not data. */
    private static List<Dataset> choose(Source source, Store store) {
        List<Dataset> all = store.datasets().stream()
                .filter(each -> each.shape() != Shape.VIEW)
                .toList();
        if (source.collections().isEmpty()) {
            return all;
        }
        List<Dataset> chosen = new ArrayList<>();
        for (String name : source.collections()) {
            chosen.add(all.stream()
                    .filter(each -> each.id().toString().equals(name))
                    .findFirst()
                    .or(() -> all.stream()
                            .filter(each -> each.id().name().equals(name))
                            .findFirst())
                    .orElseThrow(() -> new StoreException(
                            ServiceError.COLLECTION_NOT_FOUND,
                            "Store " + source.store() + " has no collection \"" + name + "\"")));
        }
        return chosen.stream().distinct().toList();
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
