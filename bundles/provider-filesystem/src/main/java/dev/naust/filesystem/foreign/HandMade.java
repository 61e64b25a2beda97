package dev.naust.filesystem.foreign;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.SeenFields;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.filesystem.collection.Collections;
import dev.naust.filesystem.disk.Durable;
import dev.naust.filesystem.disk.Guard;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.disk.SafeName;
import dev.naust.filesystem.failure.Trouble;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The collections in a folder that Naust did not make: {@code .ndjson}, {@code .jsonl} and {@code .csv} files, and folders with
 * {@code .json} files. Safe for several threads.
 */
public final class HandMade {
    /** The key of a document in a folder: its file's name without the ending. */
    public static final String FILE = FolderDocuments.FILE;

    /** How many documents a description looks at. */
    private static final int SAMPLE = 1_000;

    private static final List<String> ENDINGS = List.of(".ndjson", ".jsonl", ".csv");

    private final Root root;
    private final Guard guard;

    public HandMade(Root root, Guard guard) {
        this.root = root;
        this.guard = guard;
    }

    /** Their list, without an order. A name that is another collection's too is told apart by its ending. */
    public List<Dataset> datasets(Set<DatasetId> taken) {
        return found(taken).entrySet().stream()
                .map(each -> new Dataset(each.getKey(), shape(each.getValue()), OptionalLong.empty()))
                .toList();
    }

    /** What a sample of a collection shows. */
    public Schema describe(DatasetId id) {
        Path path = existing(id);
        try (Documents documents = open(path, Optional.empty())) {
            SeenFields seen = new SeenFields();
            Optional<Document> next = documents.next();
            for (int i = 0; i < SAMPLE && next.isPresent(); i++) {
                seen.see(next.get());
                next = documents.next();
            }
            return schema(id, path, seen, documents);
        } catch (IOException e) {
            throw Trouble.of("\"" + id + "\" cannot be read", e);
        }
    }

    /** What all documents of a collection show. */
    public Profile profile(DatasetId id) throws InterruptedException {
        Path path = existing(id);
        try (Documents documents = open(path, Optional.empty())) {
            SeenFields seen = new SeenFields();
            long records = 0;
            for (Optional<Document> next = documents.next(); next.isPresent(); next = documents.next()) {
                guard.ensureOpen();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                seen.see(next.get());
                Profile.requireFew(id, seen);
                records++;
            }
            return new Profile(schema(id, path, seen, documents), records, List.of());
        } catch (IOException e) {
            throw Trouble.of("\"" + id + "\" cannot be read", e);
        }
    }

    /** The files with the documents of a folder, by their keys; none where there is no such folder. */
    public static Map<String, Path> documents(Path folder) throws IOException {
        Map<String, Path> found = new HashMap<>();
        if (Root.isPlainFolder(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(FolderDocuments::isDocument).forEach(file -> {
                    String name = file.getFileName().toString();
                    found.put(name.substring(0, name.length() - FolderDocuments.SUFFIX.length()), file);
                });
            }
        }
        return found;
    }

    public RecordReader read(ReadRequest request) {
        DatasetId id = request.dataset();
        Path path = existing(id);
        Schema schema = describe(id);
        try {
            Optional<Text> after = request.after().map(HandMadeReader::name);
            return new HandMadeReader(guard, request, schema, open(path, after));
        } catch (IOException e) {
            throw Trouble.of("\"" + id + "\" cannot be read", e);
        }
    }

    /** The document of a folder whose file has a name. */
    public Optional<DataRecord> find(DatasetId id, RecordKey key) {
        Path path = existing(id);
        int at = key.names().indexOf(FolderDocuments.FILE);
        if (!Root.isPlainFolder(path) || at < 0 || !(key.values().get(at) instanceof Text name)) {
            return Optional.empty();
        }
        if (SafeName.problem(name.string()).isPresent()
                || !FolderDocuments.isDocument(path.resolve(name.string() + FolderDocuments.SUFFIX))) {
            return Optional.empty();
        }
        try (FolderDocuments documents = new FolderDocuments(path, Optional.empty())) {
            return Optional.of(DataRecord.of(List.of(FolderDocuments.FILE), documents.document(name.string())));
        } catch (IOException e) {
            throw Trouble.of("\"" + id + "\" cannot be read", e);
        }
    }

    /** Removes a collection's files; one that is not there is no error. */
    public void drop(DatasetId id) throws IOException {
        Path path = found(Set.of()).get(id);
        if (path == null) {
            return;
        }
        if (!Root.isPlainFolder(path)) {
            Files.deleteIfExists(path);
        } else {
            List<Path> documents;
            try (Stream<Path> files = Files.list(path)) {
                documents = files.filter(FolderDocuments::isDocument).toList();
            }
            for (Path document : documents) {
                Files.deleteIfExists(document);
            }
            deleteIfEmpty(path);
        }
        Durable.forceFolder(root.path());
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // What is no document of the collection stays, and the folder with it.
            Durable.forceFolder(folder);
        }
    }

    private static Schema schema(DatasetId id, Path path, SeenFields seen, Documents documents) {
        if (documents instanceof CsvDocuments csv) {
            csv.columns().forEach(name -> seen.see(Document.of(Map.of(name, Text.of("")))));
        }
        List<String> key = Root.isPlainFolder(path) ? List.of(FolderDocuments.FILE) : List.of();
        List<Field> fields = seen.fields().stream()
                .map(field -> field.name().equals(FolderDocuments.FILE) ? field.withNullable(false) : field)
                .toList();
        return new Schema(id, shape(path), fields, key, List.of(), List.of(), List.of());
    }

    private static Shape shape(Path path) {
        return path.getFileName().toString().endsWith(".csv") && !Root.isPlainFolder(path)
                ? Shape.TABLE
                : Shape.COLLECTION;
    }

    private static Documents open(Path path, Optional<Text> after) throws IOException {
        if (Root.isPlainFolder(path)) {
            return new FolderDocuments(path, after);
        }
        return path.getFileName().toString().endsWith(".csv") ? new CsvDocuments(path) : new LineDocuments(path);
    }

    private Path existing(DatasetId id) {
        Path path = found(Set.of()).get(id);
        if (path == null) {
            throw Collections.noSuchCollection(root, id);
        }
        return path;
    }

    private Map<DatasetId, Path> found(Set<DatasetId> taken) {
        List<Path> paths;
        try (Stream<Path> listed = Files.list(root.path())) {
            paths = listed.filter(HandMade::isCollection).sorted().toList();
        } catch (IOException e) {
            throw Trouble.of("The folder " + root.path() + " cannot be listed", e);
        }
        Map<String, Integer> wanted = new HashMap<>();
        paths.forEach(path -> wanted.merge(SafeName.folded(stem(path)), 1, Integer::sum));
        Map<DatasetId, Path> found = new HashMap<>();
        for (Path path : paths) {
            boolean alone = wanted.get(SafeName.folded(stem(path))) == 1
                    && !taken.contains(DatasetId.of(stem(path)))
                    && !Collections.isMade(root.path().resolve(SafeName.folder(stem(path))));
            found.put(DatasetId.of(alone ? stem(path) : path.getFileName().toString()), path);
        }
        return found;
    }

    static boolean isCollection(Path path) {
        String name = path.getFileName().toString();
        if (name.startsWith(".") || SafeName.isReserved(name) || name.chars().anyMatch(Character::isISOControl)) {
            return false;
        }
        if (Root.isPlainFile(path)) {
            return !stem(path).equals(name) && !stem(path).isEmpty();
        }
        return Root.isPlainFolder(path) && !Collections.isMade(path) && hasDocuments(path);
    }

    private static boolean hasDocuments(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(FolderDocuments::isDocument);
        } catch (IOException e) {
            // A folder that Naust may not look into is none of its collections; the others still are.
            return false;
        }
    }

    private static String stem(Path path) {
        String name = path.getFileName().toString();
        return Root.isPlainFolder(path)
                ? name
                : ENDINGS.stream()
                        .filter(name::endsWith)
                        .map(ending -> name.substring(0, name.length() - ending.length()))
                        .findFirst()
                        .orElse(name);
    }
}
