package dev.naust.backup.format;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
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
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** A backup as a store that can only be read, so that restoring it is a migration like any other. */
public final class ArchiveStore implements Store {
    private final Archive archive;

    /** The store that an archive is. */
    public ArchiveStore(Archive archive) {
        this.archive = archive;
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
        return archive.reader(collection(request.dataset()), request);
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

    private record Lease(Store store, String name, String type) implements StoreLease {
        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
