package dev.naust.registry.history;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigRevision.Kind;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import dev.naust.registry.config.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The history of stores' configurations, {@code config/revisions/<id>/<number>.json}. No secret is in it in clear. The caller
 * sees to it that one store's history is changed by one thread at a time.
 */
public final class Revisions {
    /** How many revisions of one store are kept. */
    public static final int KEPT = 200;

    private static final String SUFFIX = ".json";
    private static final String IN_USE = "in-use";

    private final Path folder;
    private final Clock clock;
    private final JsonValues json = new JsonValues();

    /** The history in a home folder, which need not be there. */
    public Revisions(Path home, Clock clock) {
        this.folder = home.resolve("config").resolve("revisions");
        this.clock = clock;
    }

    /**
     * One revision.
     *
     * @param revision of the file then
     * @param document what the file held, secrets sealed; empty when it was no JSON object, or is gone
     * @param sealedText a reference to the file's whole text, when it was no JSON object
     */
    public record Entry(
            int number,
            String author,
            Instant time,
            Kind kind,
            String revision,
            Optional<Document> document,
            Optional<String> sealedText) {}

    /** A store's revisions, the newest first; one that cannot be read is left out. */
    public List<Entry> all(String id) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int number : numbers(id)) {
            find(id, number).ifPresent(entries::add);
        }
        return List.copyOf(entries);
    }

    /** The newest revision. */
    public Optional<Entry> latest(String id) throws IOException {
        for (int number : numbers(id)) {
            Optional<Entry> entry = find(id, number);
            if (entry.isPresent()) {
                return entry;
            }
        }
        return Optional.empty();
    }

    /** The revision with a number. */
    public Optional<Entry> find(String id, int number) throws IOException {
        try {
            Document document = json.readObject(Files.readString(file(id, number), StandardCharsets.UTF_8));
            return Optional.of(new Entry(
                    number,
                    text(document, "author"),
                    Instant.parse(text(document, "time")),
                    Kind.valueOf(text(document, "kind")),
                    text(document, "revision"),
                    document.get("definition")
                            .filter(Document.class::isInstance)
                            .map(Document.class::cast),
                    Optional.of(text(document, "text")).filter(text -> !text.isEmpty())));
        } catch (NoSuchFileException | MalformedJsonException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Adds a revision; when this returns it is on the disk. */
    public Entry append(
            String id,
            String author,
            Kind kind,
            String revision,
            Optional<Document> document,
            Optional<String> sealedText)
            throws IOException {
        WholeFile.createPrivateFolder(folder);
        WholeFile.createPrivateFolder(folder.resolve(id));
        List<Integer> numbers = numbers(id);
        int number = numbers.isEmpty() ? 1 : numbers.get(0) + 1;
        Entry entry = new Entry(number, author, clock.instant(), kind, revision, document, sealedText);
        WholeFile.write(file(id, number), json.writePretty(document(entry)) + "\n");
        return entry;
    }

    /** Forgets the oldest revisions beyond those that are kept, and answers with them. */
    public List<Entry> prune(String id) throws IOException {
        List<Integer> numbers = numbers(id);
        List<Entry> gone = new ArrayList<>();
        Optional<Integer> inUse = inUse(id);
        for (int number : numbers.subList(Math.min(KEPT, numbers.size()), numbers.size())) {
            if (inUse.filter(kept -> kept == number).isEmpty()) {
                find(id, number).ifPresent(gone::add);
                WholeFile.delete(file(id, number));
            }
        }
        return gone;
    }

    /** Removes a revision. */
    public void forget(String id, int number) throws IOException {
        WholeFile.delete(file(id, number));
    }

    /** The number of the revision that was in use last. */
    public Optional<Integer> inUse(String id) throws IOException {
        try {
            return Optional.of(Integer.parseInt(
                    Files.readString(folder.resolve(id).resolve(IN_USE)).strip()));
        } catch (NoSuchFileException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    /** Notes the number of the revision that is in use. */
    public void inUse(String id, int number) throws IOException {
        WholeFile.write(folder.resolve(id).resolve(IN_USE), number + "\n");
    }

    private Document document(Entry entry) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("number", Value.int64(entry.number()));
        fields.put("author", Text.of(entry.author()));
        fields.put("time", Text.of(entry.time().toString()));
        fields.put("kind", Text.of(entry.kind().name()));
        fields.put("revision", Text.of(entry.revision()));
        entry.document().ifPresent(document -> fields.put("definition", document));
        entry.sealedText().ifPresent(text -> fields.put("text", Text.of(text)));
        return Document.of(fields);
    }

    /** The numbers of a store's revisions, the newest first. */
    private List<Integer> numbers(String id) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(id))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9]{1,9}\\.json"))
                    .forEach(name -> numbers.add(Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()))));
        } catch (NoSuchFileException none) {
            return List.of();
        }
        numbers.sort(Collections.reverseOrder());
        return numbers;
    }

    private Path file(String id, int number) {
        return folder.resolve(id).resolve(number + SUFFIX);
    }

    private static String text(Document document, String name) {
        return document.get(name)
                .filter(Text.class::isInstance)
                .map(value -> ((Text) value).string())
                .orElse("");
    }
}
