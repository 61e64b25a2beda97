package dev.naust.privacy.pack;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.json.JsonValues;
import dev.naust.json.SchemaDocument;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.lingala.zip4j.io.outputstream.ZipOutputStream;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.EncryptionMethod;

/**
 * Writes a package: a ZIP with AES-256 (WinZip AE-2, which 7-Zip, Keka, WinZip and others open) that holds each collection's
 * records as JSON and CSV with its schema, and a summary for people. Records go through it one by one. For one thread.
 */
public final class PackageWriter implements AutoCloseable {
    private static final JsonValues JSON = new JsonValues();

    private final PackageFiles files;
    private final String request;
    private final Path unfinished;
    private final ZipOutputStream zip;
    private final List<Summary.Part> parts = new ArrayList<>();
    private boolean finished;

    public PackageWriter(PackageFiles files, String request, String password) throws IOException {
        this.files = files;
        this.request = request;
        this.unfinished = files.unfinished(request);
        this.zip = new ZipOutputStream(Files.newOutputStream(unfinished), password.toCharArray());
    }

    /** Adds the records of a collection; returns how many of them are still there. */
    public long add(Entry entry, DocumentRepository records, List<RecordKey> keys)
            throws IOException, InterruptedException {
        String base = "data/" + plain(entry.store()) + "/" + plain(entry.collection());
        Set<String> names = new LinkedHashSet<>();
        List<List<String>> shown = new ArrayList<>();
        begin(base + ".json");
        write("[");
        long count = 0;
        for (RecordKey key : keys) {
            Optional<Document> body = records.find(key).map(DocumentRepository.Entry::body);
            if (body.isPresent()) {
                names.addAll(body.get().layout().names());
                write((count++ == 0 ? "\n" : ",\n") + JSON.write(body.get()));
                Summary.keep(shown, body.get());
            }
        }
        write("\n]\n");
        zip.closeEntry();
        csv(base, records, keys, List.copyOf(names));
        begin(base + ".schema.json");
        write(JSON.writePretty(SchemaDocument.of(records.schema())) + "\n");
        zip.closeEntry();
        parts.add(new Summary.Part(entry, count, base, shown));
        return count;
    }

    private void csv(String base, DocumentRepository records, List<RecordKey> keys, List<String> names)
            throws IOException, InterruptedException {
        begin(base + ".csv");
        write(Csv.line(names));
        for (RecordKey key : keys) {
            Optional<Document> body = records.find(key).map(DocumentRepository.Entry::body);
            if (body.isPresent()) {
                write(Csv.line(
                        names.stream().map(name -> text(body.get().get(name))).toList()));
            }
        }
        zip.closeEntry();
    }

    /** Completes the package and puts it in its place. */
    public void finish(PersonalMap map, String subject, String type, String until) throws IOException {
        begin("index.html");
        write(Summary.html(map, subject, type, until, parts));
        zip.closeEntry();
        begin("facts.json");
        write(JSON.writePretty(facts()) + "\n");
        zip.closeEntry();
        zip.close();
        finished = true;
        Files.move(
                unfinished, files.path(request), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Document facts() {
        List<Value> collections = new ArrayList<>();
        for (Summary.Part part : parts) {
            Map<String, Value> fields = new LinkedHashMap<>();
            for (String fact :
                    List.of("store", "collection", "category", "purpose", "legalBasis", "retention", "source")) {
                fields.put(fact, Value.text(part.entry().fact(fact)));
            }
            fields.put("records", Value.int64(part.records()));
            collections.add(Document.of(fields));
        }
        return Document.empty().with("collections", new Value.Array(collections));
    }

    private void begin(String name) throws IOException {
        ZipParameters parameters = new ZipParameters();
        parameters.setFileNameInZip(name);
        parameters.setEncryptFiles(true);
        parameters.setEncryptionMethod(EncryptionMethod.AES);
        parameters.setAesKeyStrength(AesKeyStrength.KEY_STRENGTH_256);
        zip.putNextEntry(parameters);
    }

    private void write(String text) throws IOException {
        zip.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Optional<Value> value) {
        return value.filter(found -> found != Value.Null.NULL)
                .map(found -> found instanceof Document || found instanceof Value.Array
                        ? JSON.write(found)
                        : found.toString())
                .orElse("");
    }

    /** A name that any system can unpack. */
    private static String plain(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}._-]", "_");
    }

    /** Leaves nothing behind of a package that was not finished. */
    @Override
    public void close() throws IOException {
        if (!finished) {
            try (OutputStream closing = zip) {
                closing.flush();
            } finally {
                Files.deleteIfExists(unfinished);
            }
        }
    }
}
