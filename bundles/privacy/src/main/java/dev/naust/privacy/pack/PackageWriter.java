package dev.naust.privacy.pack;

import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
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
import java.util.TreeSet;
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

    /**
     * A collection's records of the person.
     *
     * @param records hands them on one by one, the same each time
     */
    public record Source(Schema schema, Each records) {}

    /** Hands on records. */
    @FunctionalInterface
    public interface Each {
        void to(Taker taker) throws IOException, InterruptedException;
    }

    /** Takes a record. */
    @FunctionalInterface
    public interface Taker {
        void take(Document body) throws IOException;
    }

    /** Adds the records of a collection; returns what people must know of them. */
    public Optional<String> add(Entry entry, Source source) throws IOException, InterruptedException {
        String base = "data/" + plain(entry.store()) + "/" + plain(entry.collection());
        Contents contents = new Contents();
        begin(base + ".json");
        write("[");
        source.records().to(body -> write(contents.next(body)));
        write("\n]\n");
        zip.closeEntry();
        csv(base, source, List.copyOf(contents.names));
        begin(base + ".schema.json");
        write(JSON.writePretty(SchemaDocument.of(source.schema())) + "\n");
        zip.closeEntry();
        parts.add(new Summary.Part(entry, contents.count, base, contents.shown));
        return contents.unreadable.isEmpty()
                ? Optional.empty()
                : Optional.of("The package names fields of " + entry.name()
                        + " as unreadable, because they are encrypted and nothing here opens them: "
                        + String.join(", ", contents.unreadable)
                        + ". Put the master key into keys/retired, or mark the field as encrypted in the map, and answer anew;"
                        + " or tell the person why they are missing.");
    }

    /** What a collection's records turn out to hold. */
    private static final class Contents {
        private final Set<String> names = new LinkedHashSet<>();
        private final Set<String> unreadable = new TreeSet<>();
        private final List<List<String>> shown = new ArrayList<>();
        private long count;

        String next(Document body) {
            names.addAll(body.layout().names());
            unreadable.addAll(Unreadable.fields(body));
            Summary.keep(shown, Unreadable.inWords(body));
            return (count++ == 0 ? "\n" : ",\n") + JSON.write(Unreadable.named(body));
        }
    }

    private void csv(String base, Source source, List<String> names) throws IOException, InterruptedException {
        begin(base + ".csv");
        write(Csv.line(names));
        source.records().to(body -> {
            Document told = Unreadable.inWords(body);
            write(Csv.line(names.stream().map(name -> text(told.get(name))).toList()));
        });
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
