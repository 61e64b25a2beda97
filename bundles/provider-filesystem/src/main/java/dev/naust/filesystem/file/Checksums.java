package dev.naust.filesystem.file;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.filesystem.disk.Durable;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.disk.Workshop;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The checksums of files that were written here, each in a file of its own. While a file is replaced there are two, the old and
 * the new, so that a crash at any moment leaves the one that belongs.
 */
final class Checksums {
    private static final ExactJson JSON = new ExactJson();

    private final Path folder;
    private final Workshop workshop;

    Checksums(Root root, Workshop workshop) {
        this.folder = root.own().resolve("checksums");
        this.workshop = workshop;
    }

    /** What was noted of one state of a file. */
    record Noted(Bytes sha256, long bytes, Instant changedAt) {}

    /** The note that belongs to a file of this time; empty where others wrote it, or changed it since. */
    Optional<Noted> of(FilePath path, Instant changedAt) throws IOException {
        return all(path).stream()
                .filter(noted -> noted.changedAt().equals(changedAt))
                .findFirst();
    }

    List<Noted> all(FilePath path) throws IOException {
        Path file = file(path);
        if (!Root.isPlainFile(file)) {
            return List.of();
        }
        try {
            List<Noted> noted = new ArrayList<>();
            Value states =
                    JSON.readDocument(Files.readString(file)).get("states").orElseThrow();
            for (Value each : ((Value.Array) states).items()) {
                Document state = (Document) each;
                noted.add(new Noted(
                        (Bytes) state.get("sha256").orElseThrow(),
                        ((Value.Int64) state.get("bytes").orElseThrow()).number(),
                        ((Value.Moment) state.get("changedAt").orElseThrow()).instant()));
            }
            return noted;
        } catch (MalformedJsonException | ClassCastException | NoSuchElementException e) {
            // A damaged note says nothing about its file; the file is then as one that others wrote.
            return List.of();
        }
    }

    void write(FilePath path, List<Noted> states) throws IOException {
        List<Value> items = new ArrayList<>();
        for (Noted noted : states) {
            Map<String, Value> fields = new LinkedHashMap<>();
            fields.put("sha256", noted.sha256());
            fields.put("bytes", Value.int64(noted.bytes()));
            fields.put("changedAt", new Value.Moment(noted.changedAt()));
            items.add(Document.of(fields));
        }
        Path unfinished = workshop.place();
        try {
            Files.writeString(unfinished, JSON.write(Document.of(Map.of("states", new Value.Array(items)))));
            Path place = file(path);
            Files.createDirectories(place.getParent());
            Durable.replace(unfinished, place);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    void remove(FilePath path) throws IOException {
        Files.deleteIfExists(file(path));
        removeEmpty(file(path).getParent(), folder);
    }

    /** Removes a folder and those above it that are empty, up to another one. */
    static void removeEmpty(Path from, Path until) throws IOException {
        Path folder = from;
        try {
            while (folder.startsWith(until) && !folder.equals(until)) {
                Files.deleteIfExists(folder);
                Durable.forceFolder(folder.getParent());
                folder = folder.getParent();
            }
        } catch (DirectoryNotEmptyException e) {
            // Somebody needs it: it stays, and those above it.
            Durable.forceFolder(folder);
        }
    }

    private Path file(FilePath path) {
        return path.in(folder);
    }
}
