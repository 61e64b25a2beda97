package dev.naust.csv;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Value;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.WriteReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes records to a file of its own, which takes the place of the collection's file, or is appended to it, when flushed. */
final class CsvWriter implements RecordWriter {
    private final CsvStore store;
    private final Path file;
    private final Layout columns;
    private final CsvRules rules;
    private boolean replaces;
    private @Nullable Path part;
    private de.siegmar.fastcsv.writer.@Nullable CsvWriter out;
    private volatile boolean closed;

    /** @param replaces whether the file holds nothing but its header and nobody else uses it yet */
    CsvWriter(CsvStore store, Path file, List<String> columns, boolean replaces) {
        this.store = store;
        this.file = file;
        this.columns = Layout.of(columns);
        this.rules = new CsvRules(this.columns);
        this.replaces = replaces;
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
                Optional<Rejected> reject = rules.reject(record);
                if (reject.isPresent()) {
                    rejected.add(reject.get());
                } else {
                    bytes += write(record.body());
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw CsvFolder.failed("Records for " + file + " cannot be written", e);
        }
        return new WriteReport(batch.size() - rejected.size(), bytes, rejected);
    }

    @Override
    public WriteReport flush() {
        ensureOpen();
        if (part != null && out != null) {
            try {
                out.close();
                out = null;
                store.publish(part, file, replaces);
                replaces = false;
                Files.deleteIfExists(part);
                part = null;
            } catch (IOException e) {
                throw CsvFolder.failed("Records for " + file + " cannot be written", e);
            }
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
            if (out != null) {
                out.close();
            }
            if (part != null) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw CsvFolder.failed("What was not flushed for " + file + " cannot be removed", e);
        }
    }

    private void ensureOpen() {
        store.ensureOpen();
        if (closed) {
            throw CsvStore.closed("This writer");
        }
    }

    private long write(Document body) throws IOException {
        List<@Nullable String> texts = new ArrayList<>();
        long bytes = 0;
        for (String column : columns.names()) {
            Value value = body.get(column).orElse(Value.ofNull());
            String text = value == Value.Null.NULL ? null : CsvRules.text(value).string();
            texts.add(text);
            bytes += text == null ? 1 : text.length() + 1L;
        }
        opened().writeRecord(texts);
        return bytes;
    }

    private de.siegmar.fastcsv.writer.CsvWriter opened() throws IOException {
        if (out == null) {
            part = store.folder().newPart();
            out = store.folder().writer(new BufferedOutputStream(Files.newOutputStream(part)));
            if (replaces) {
                out.writeRecord(columns.names());
            }
        }
        return out;
    }
}
