package dev.naust.sample;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An open folder of tab-separated files. */
final class SampleStore implements Store {
    private final SampleFolder folder;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    SampleStore(SampleFolder folder) {
        this.folder = folder;
    }

    @Override
    public void check(Duration timeout) {
        datasets();
    }

    @Override
    public List<Dataset> datasets() {
        ensureOpen();
        return folder.collections().stream()
                .map(id -> new Dataset(id, Shape.TABLE, OptionalLong.empty()))
                .toList();
    }

    @Override
    public Schema describe(DatasetId id) {
        ensureOpen();
        try (SampleLines lines = SampleLines.open(folder.existing(id))) {
            List<Field> fields = lines.header().names().stream()
                    .map(name -> Field.of(name, SampleTypes.TEXT))
                    .toList();
            return Schema.table(id, fields, List.of());
        }
    }

    @Override
    public RecordReader read(ReadRequest request) {
        ensureOpen();
        SampleLines lines = SampleLines.open(folder.existing(request.dataset()));
        try {
            SampleReader reader = new SampleReader(this, lines, request);
            open.add(reader);
            return reader;
        } catch (RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        ensureOpen();
        DatasetId id = request.schema().id();
        if (request.mode() != WriteMode.INSERT) {
            throw new StoreException(
                    SampleErrorCode.NO_KEY,
                    "The file of \"" + id + "\" has no key, so records can only be added to it");
        }
        Path file = folder.existing(id);
        Layout fields = describe(id).layout();
        SampleWriter writer = new SampleWriter(this, folder, file, fields);
        open.add(writer);
        return writer;
    }

    @Override
    public TypeMapper types() {
        ensureOpen();
        return new SampleTypes();
    }

    @Override
    public Optional<SchemaEditing> schemaEditing() {
        ensureOpen();
        return Optional.of(new SampleSchemaEditing(this, folder));
    }

    @Override
    public void close() {
        closed = true;
        for (AutoCloseable each : List.copyOf(open)) {
            try {
                each.close();
            } catch (Exception e) {
                throw SampleFolder.failed("A file of " + folder.path() + " cannot be closed", e);
            }
        }
    }

    void ensureOpen() {
        if (closed) {
            throw closed("This store");
        }
    }

    void forget(AutoCloseable ended) {
        open.remove(ended);
    }

    static StoreException closed(String what) {
        return new StoreException(SampleErrorCode.CLOSED, what + " is closed; open a new one");
    }
}
