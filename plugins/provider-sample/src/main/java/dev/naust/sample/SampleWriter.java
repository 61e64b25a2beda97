package dev.naust.sample;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.WriteReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes records to a file of its own, which is appended to the collection's file when it is flushed. */
final class SampleWriter implements RecordWriter {
    private static final long LARGEST = 16 << 20;

    private final SampleStore store;
    private final SampleFolder folder;
    private final Path file;
    private final Layout fields;
    private @Nullable Path part;
    private @Nullable OutputStream out;
    private volatile boolean closed;

    SampleWriter(SampleStore store, SampleFolder folder, Path file, Layout fields) {
        this.store = store;
        this.folder = folder;
        this.file = file;
        this.fields = fields;
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        ensureOpen();
        List<Rejected> rejected = new ArrayList<>();
        long bytes = 0;
        try {
            for (DataRecord record : batch) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                Optional<Rejected> reject = reject(record);
                if (reject.isPresent()) {
                    rejected.add(reject.get());
                } else {
                    byte[] line = SampleLine.encode(values(record.body()));
                    opened().write(line);
                    bytes += line.length;
                }
            }
        } catch (IOException e) {
            throw SampleFolder.failed("Records for " + file + " cannot be written", e);
        }
        return new WriteReport(batch.size() - rejected.size(), bytes, rejected);
    }

    @Override
    public WriteReport flush() {
        ensureOpen();
        try {
            if (part != null && out != null) {
                out.close();
                folder.append(part, file);
                discard();
            }
        } catch (IOException e) {
            throw SampleFolder.failed("Records for " + file + " cannot be written", e);
        }
        return WriteReport.nothing();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        store.forget(this);
        try {
            discard();
        } catch (IOException e) {
            throw SampleFolder.failed("What was not flushed for " + file + " cannot be removed", e);
        }
    }

    private void ensureOpen() {
        store.ensureOpen();
        if (closed) {
            throw SampleStore.closed("This writer");
        }
    }

    private OutputStream opened() throws IOException {
        if (out == null) {
            part = folder.newPart();
            out = new BufferedOutputStream(Files.newOutputStream(part));
        }
        return out;
    }

    private void discard() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
        if (part != null) {
            Files.deleteIfExists(part);
            part = null;
        }
    }

    private List<Value> values(Document body) throws IOException {
        List<Value> values = new ArrayList<>();
        for (String name : fields.names()) {
            values.add(whole(body.get(name).orElse(Value.ofNull())));
        }
        return values;
    }

    private Optional<Rejected> reject(DataRecord record) throws IOException {
        Document body = record.body();
        for (int i = 0; i < body.size(); i++) {
            String problem = problem(body.layout().names().get(i), body.at(i));
            if (!problem.isEmpty()) {
                return Optional.of(new Rejected(record, body.layout().names().get(i), problem));
            }
        }
        return Optional.empty();
    }

    private String problem(String name, Value value) throws IOException {
        if (fields.indexOf(name) < 0) {
            return "The file has no such field";
        }
        if (value.kind() != Kind.TEXT) {
            return value == Value.Null.NULL ? "" : "The file holds texts; this is a value of kind " + value.kind();
        }
        if (value instanceof Content content && content.length() > LARGEST) {
            return "The text has " + content.length() + " bytes; a value may have " + LARGEST;
        }
        return whole(value) instanceof Text text && text.isWellFormed()
                ? ""
                : "The text is not valid UTF-8, which the file is written in";
    }

    private static Value whole(Value value) throws IOException {
        if (value instanceof Content content) {
            try (InputStream in = content.open()) {
                return Text.ofUtf8(in.readAllBytes());
            }
        }
        return value;
    }
}
