package dev.naust.backup.format;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.service.ErasureLedger.Erased;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Batch;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/** A backup as a store that can only be read, so that restoring it is a migration like any other. */
public final class ArchiveStore implements Store {
    private final Archive archive;
    private final Erased erased;
    private final AtomicBoolean leftOut = new AtomicBoolean();

    /** The store that an archive is. */
    public ArchiveStore(Archive archive) {
        this(archive, Erased.NONE);
    }

    /** The same without what was erased since it was made. */
    public ArchiveStore(Archive archive, Erased erased) {
        this.archive = archive;
        this.erased = erased;
    }

    /** Whether a record was left out, or handed on as what is left of it. */
    public boolean hasLeftOut() {
        return leftOut.get();
    }

    /** A lease on it, for a migration. */
    public StoreLease lease() {
        return new Lease(this, "backup " + archive.name(), "backup");
    }

    @Override
    public void check(Duration timeout) {
        // Opening it has proven that it answers.
    }

    @Override
    public List<Dataset> datasets() {
        return archive.collections().stream()
                .map(each -> new Dataset(each.schema().id(), each.schema().shape(), OptionalLong.of(each.records())))
                .sorted(Comparator.comparing(Dataset::id))
                .toList();
    }

    @Override
    public Schema describe(DatasetId id) {
        return collection(id).schema();
    }

    @Override
    public RecordReader read(ReadRequest request) {
        RecordReader all = archive.reader(collection(request.dataset()), request);
        return erased == Erased.NONE ? all : new Remaining(all, describe(request.dataset()), erased, leftOut);
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        throw new StoreException(CommonError.UNSUPPORTED, "A backup is never written to; restore it into a store");
    }

    @Override
    public TypeMapper types() {
        return Mapping::exact;
    }

    @Override
    public void close() {
        // Readers close what they opened.
    }

    private Manifest.Collection collection(DatasetId id) {
        return archive.collections().stream()
                .filter(each -> each.schema().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        ServiceError.COLLECTION_NOT_FOUND,
                        "Backup " + archive.name() + " has no collection \"" + id + "\""));
    }

    /** Hands on what is left of each record. */
    private record Remaining(RecordReader all, Schema schema, Erased erased, AtomicBoolean leftOut)
            implements RecordReader {
        @Override
        public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
            while (true) {
                Batch batch = all.next(maxRecords, maxBytes);
                List<DataRecord> kept = new ArrayList<>();
                for (DataRecord record : batch.records()) {
                    Optional<DataRecord> left = erased.left(schema, record);
                    left.ifPresent(kept::add);
                    if (left.filter(same -> same == record).isEmpty()) {
                        leftOut.set(true);
                    }
                }
                if (!kept.isEmpty() || batch.last()) {
                    return new Batch(kept, batch.position(), batch.last());
                }
            }
        }

        @Override
        public void close() {
            all.close();
        }
    }

    private record Lease(Store store, String name, String type) implements StoreLease {
        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
