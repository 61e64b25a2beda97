package dev.naust.csv;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Scrutiny;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An open folder of CSV files. */
final class CsvStore implements Store {
    private final CsvFolder folder;
    private final CsvTypes types = new CsvTypes();
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    CsvStore(CsvFolder folder) {
        this.folder = folder;
    }

    CsvFolder folder() {
        return folder;
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
        try (CsvLines lines = CsvLines.open(folder.existing(id), folder.delimiter())) {
            return declared(id, lines.header());
        }
    }

    @Override
    public Optional<Scrutiny> scrutiny() {
        return Optional.of(this::refused);
    }

    private List<Rejected> refused(Schema schema, List<DataRecord> records) throws InterruptedException {
        ensureOpen();
        boolean there = folder.collections().contains(schema.id());
        CsvRules rules = new CsvRules(there ? describe(schema.id()).layout() : schema.layout());
        try {
            return rules.refused(records);
        } catch (IOException e) {
            throw CsvFolder.failed("Values for " + schema.id() + " cannot be read", e);
        }
    }

    @Override
    public RecordReader read(ReadRequest request) {
        ensureOpen();
        CsvLines lines = CsvLines.open(folder.existing(request.dataset()), folder.delimiter());
        try {
            CsvReader reader = new CsvReader(this, lines, request, declared(request.dataset(), lines.header()));
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
                    CsvErrorCode.NO_KEY, "The file of \"" + id + "\" has no key, so records can only be added to it");
        }
        Path file = folder.existing(id);
        List<String> columns = describe(id).layout().names();
        CsvWriter writer = new CsvWriter(this, file, columns, request.fresh() && isEmpty(file));
        open.add(writer);
        return writer;
    }

    @Override
    public TypeMapper types() {
        ensureOpen();
        return types;
    }

    @Override
    public Optional<SchemaEditing> schemaEditing() {
        ensureOpen();
        return Optional.of(new CsvSchemaEditing(this));
    }

    @Override
    public Optional<Profiling> profiling() {
        ensureOpen();
        return Optional.of(new CsvProfiling(this));
    }

    @Override
    public void close() {
        closed = true;
        for (AutoCloseable each : List.copyOf(open)) {
            try {
                each.close();
            } catch (Exception e) {
                throw CsvFolder.failed("A file of " + folder.path() + " cannot be closed", e);
            }
        }
    }

    void ensureOpen() {
        if (closed) {
            throw closed("This store");
        }
    }

    static StoreException closed(String what) {
        return new StoreException(CsvErrorCode.CLOSED, what + " is closed; open a new one");
    }

    void forget(AutoCloseable ended) {
        open.remove(ended);
    }

    /** Makes written records part of their collection; one writer at a time. */
    synchronized void publish(Path part, Path file, boolean replaces) throws IOException {
        if (replaces) {
            folder.replace(part, file);
            return;
        }
        try (FileChannel from = FileChannel.open(part);
                FileChannel to = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long before = to.size();
            try {
                to.position(before);
                if (!endsWithNewLine(file)) {
                    to.write(java.nio.ByteBuffer.wrap(new byte[] {'\r', '\n'}));
                }
                for (long done = 0; done < from.size(); ) {
                    done += from.transferTo(done, from.size() - done, to);
                }
                to.force(true);
            } catch (IOException e) {
                to.truncate(before);
                throw e;
            }
        }
    }

    private boolean isEmpty(Path file) {
        try (CsvLines lines = CsvLines.open(file, folder.delimiter())) {
            return lines.next() == null;
        }
    }

    private static boolean endsWithNewLine(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            bytes.seek(Math.max(0, Files.size(file) - 1));
            int last = bytes.read();
            return last == '\n' || last == '\r';
        }
    }

    private static Schema declared(DatasetId id, List<String> header) {
        List<Field> fields =
                header.stream().map(name -> Field.of(name, CsvTypes.TEXT)).toList();
        return Schema.table(id, fields, List.of());
    }
}
