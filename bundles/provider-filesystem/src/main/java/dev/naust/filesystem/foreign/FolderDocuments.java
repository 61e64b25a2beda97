package dev.naust.filesystem.foreign;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The documents of a folder in the order of their files' names; some names are in memory at a time. */
final class FolderDocuments implements Documents {
    /** The field that holds a document's file name without its ending. */
    static final String FILE = "_file";

    static final String SUFFIX = ".json";

    /** The most bytes that a document may have, since it is held in memory. */
    static final int LARGEST = 16 << 20;

    private static final int NAMES = 10_000;

    private final Path folder;
    private final JsonText json = new JsonText();
    private final ArrayDeque<Text> names = new ArrayDeque<>();
    private Optional<Text> last;
    private boolean listed;

    /** @param after documents whose names are greater only */
    FolderDocuments(Path folder, Optional<Text> after) {
        this.folder = folder;
        this.last = after;
    }

    /** Whether a file is a document of its folder. */
    static boolean isDocument(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX)
                && name.length() > SUFFIX.length()
                && !name.startsWith(".")
                && Root.isPlainFile(file);
    }

    @Override
    public Optional<Document> next() throws IOException {
        if (names.isEmpty() && !listed) {
            list();
        }
        Text name = names.poll();
        if (name == null) {
            return Optional.empty();
        }
        last = Optional.of(name);
        return Optional.of(document(name.string()));
    }

    /** The document of a name that is known to be a file's. */
    Document document(String name) throws IOException {
        Path file = folder.resolve(name + SUFFIX);
        String where = folder.getFileName() + "/" + name + SUFFIX;
        if (!Root.isPlainFile(file)) {
            throw new java.nio.file.NoSuchFileException(where);
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new StoreException(
                    FilesystemErrorCode.MALFORMED, where + " has more than " + LARGEST + " bytes; it is too large");
        }
        Document body = json.read(bytes, where);
        if (body.layout().indexOf(FILE) >= 0) {
            throw new StoreException(
                    FilesystemErrorCode.MALFORMED,
                    where + " has a field \"" + FILE + "\" of its own, where the file's name belongs; rename it");
        }
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put(FILE, Text.of(name));
        fields.putAll(body.toMap());
        return Document.of(fields);
    }

    @Override
    public void close() {
        listed = true;
        names.clear();
    }

    /** The smallest names behind the last one. */
    private void list() throws IOException {
        TreeSet<Text> smallest = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            Iterator<Path> each = files.iterator();
            while (each.hasNext()) {
                Path file = each.next();
                String full = file.getFileName().toString();
                if (!isDocument(file)) {
                    continue;
                }
                Text name = Text.of(full.substring(0, full.length() - SUFFIX.length()));
                if (last.map(before -> name.compareTo(before) > 0).orElse(true)) {
                    smallest.add(name);
                    if (smallest.size() > NAMES) {
                        smallest.pollLast();
                    }
                }
            }
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
        listed = smallest.size() < NAMES;
        names.addAll(smallest);
    }
}
