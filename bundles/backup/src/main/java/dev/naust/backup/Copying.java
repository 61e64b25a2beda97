package dev.naust.backup;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Footing;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.backup.BackupMaker.Source;
import dev.naust.backup.format.ArchiveWriter;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.format.Unfinished;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Copies a store's collections into a backup, from the beginning or from where an interrupted backup stood. For one thread. */
final class Copying {
    private static final int BATCH = 2_000;
    private static final long BATCH_BYTES = 4L << 20;

    /** From so many records on a collection is read in the order of its key, so that an interrupted backup can go on. */
    private static final long LARGE = 50_000;

    /** Of so many collections it is said why they cannot be backed up. */
    private static final int NAMED = 3;

    private final Store store;
    private final Optional<Footing> footing;
    private final ArchiveWriter archive;
    private final RunProgress progress;

    /**
     * @param store which is read, as it is or from one state of it
     * @param footing of the store itself
     */
    Copying(Store store, Optional<Footing> footing, ArchiveWriter archive, RunProgress progress) {
        this.store = store;
        this.footing = footing;
        this.archive = archive;
        this.progress = progress;
    }

    /** Copies what a backup is asked to hold. */
    void copy(Source source, Optional<Unfinished> left) throws IOException, InterruptedException {
        List<Dataset> wanted = new ArrayList<>(choose(source));
        refuseHidden(source, wanted);
        long expected = wanted.stream()
                .mapToLong(each -> each.estimatedRecords().orElse(0))
                .sum();
        progress.total(expected > 0 ? expected : -1);
        long done = 0;
        if (left.isPresent()) {
            done += goOn(left.get(), wanted);
        }
        for (Dataset each : wanted) {
            progress.stage("Reading " + each.id());
            done += copy(each);
        }
        progress.total(done);
    }

    /** A backup that lacks what its user may not see would be called whole, and be found out when it is needed. */
    private void refuseHidden(Source source, List<Dataset> wanted) throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        if (footing.isPresent()) {
            for (Dataset each : wanted) {
                footing.get().hiding(each.id()).ifPresent(reasons::add);
            }
        }
        if (!reasons.isEmpty()) {
            throw new StoreException(
                    BackupError.HIDDEN,
                    "No backup of " + source.store() + " was made, as it might not be whole. "
                            + reasons.stream().limit(NAMED).collect(Collectors.joining(". "))
                            + (reasons.size() > NAMED
                                    ? ". It is the same with " + (reasons.size() - NAMED) + " more"
                                    : ""));
        }
    }

    /** Takes over what was made before, completes the collection that was interrupted, and crosses both off the list. */
    private long goOn(Unfinished left, List<Dataset> wanted) throws IOException, InterruptedException {
        progress.stage("Taking over what was made before");
        long done = left.copyTo(archive);
        progress.advance(done);
        progress.warn("This backup was interrupted and has gone on after " + done + " records, so that it is not one"
                + " state of the store: what was written there meanwhile may be in it in part");
        wanted.removeIf(each -> left.complete().contains(each.id()));
        if (left.open().isPresent()) {
            Unfinished.Open open = left.open().get();
            DatasetId id = open.schema().id();
            boolean same = wanted.removeIf(each -> each.id().equals(id))
                    && names(store.describe(id)).containsAll(names(open.schema()));
            if (!same) {
                throw new StoreException(
                        BackupError.CHANGED,
                        "The interrupted backup is not gone on with, because collection " + id
                                + " was changed since it was begun: take another backup, and delete this one");
            }
            progress.stage("Reading " + id);
            done += read(ReadRequest.of(id).as(open.schema()).resumeAfter(open.position()));
            archive.end();
        }
        return done;
    }

    private static List<String> names(Schema schema) {
        return schema.fields().stream().map(Field::name).toList();
    }

    private long copy(Dataset collection) throws IOException, InterruptedException {
        Schema schema = store.profiling().isPresent()
                ? store.profiling().get().profile(collection.id()).schema()
                : store.describe(collection.id());
        ReadRequest request = ReadRequest.of(collection.id()).as(schema);
        boolean large = collection.estimatedRecords().orElse(Long.MAX_VALUE) >= LARGE;
        archive.begin(schema);
        long records = read(large ? request.withPositions() : request);
        archive.end();
        return records;
    }

    private long read(ReadRequest request) throws IOException, InterruptedException {
        long records = 0;
        try (RecordReader reader = store.read(request)) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(BATCH, BATCH_BYTES);
                for (var record : batch.records()) {
                    archive.add(record);
                }
                if (batch.position().isPresent()) {
                    archive.mark(batch.position().get());
                }
                records += batch.records().size();
                progress.advance(batch.records().size());
                last = batch.last();
            }
            return records;
        } catch (StoreException e) {
            throw new StoreException(e.code(), "Backing up " + request.dataset() + " failed: " + e.getMessage(), e);
        }
    }

    /**
     * Collections without views, which are stored queries and not data. What Naust keeps in the store for its migrations
     * belongs to this state of it and to no other, and has records of people in it that an erasure does not know in a backup:
     * it is left out, unless somebody names it.
     */
    private List<Dataset> choose(Source source) {
        List<Dataset> all = store.datasets().stream()
                .filter(each -> each.shape() != Shape.VIEW)
                .toList();
        if (source.collections().isEmpty()) {
            return all.stream().filter(each -> !OwnCollections.isOne(each.id())).toList();
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
}
